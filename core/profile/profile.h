// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/metric.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// One server of a profile: a stack of the catalogue, a preset of it, and parameters that differ
/// from the preset. A profile names stacks; it can never name a command.
struct StackVariant {
    QString stackId;
    QString preset = QStringLiteral("tuned");
    QJsonObject parameters; ///< parameter name → number, bool or string
    QString label;          ///< shown instead of the stack's title when not empty
    bool isEnabled = true;

    bool operator==(const StackVariant &) const = default;
};

struct Header {
    QByteArray name;
    QByteArray value;
    bool operator==(const Header &) const = default;
};

/// A header field that an answer has to have. Fields of the same name count as one whose values are
/// joined by ", ", as HTTP means it.
struct ExpectedHeader {
    QByteArray name;                 ///< whatever its case
    std::optional<QByteArray> value; ///< exact; nothing: any
    bool operator==(const ExpectedHeader &) const = default;
};

/// A value that has to stand at a place of an answer's JSON body. The order of an object's keys
/// does not count, nor how a number is spelled.
struct ExpectedJson {
    QString pointer; ///< RFC 6901; "" is the whole body
    QJsonValue value;
    bool operator==(const ExpectedJson &) const = default;
};

/// What an answer has to be to count as Ok.
struct Expectation {
    QList<int> statuses;              ///< accepted statuses; empty: any 2xx
    std::optional<QByteArray> body;   ///< exact body
    std::optional<qint64> bodyLength; ///< exact number of body bytes
    QList<ExpectedHeader> headers = {};
    QList<ExpectedJson> json = {};
    QByteArray bodySha256 = {}; ///< of the exact body, 64 lower-case hexadecimal digits; empty: any
    bool operator==(const Expectation &) const = default;
};

/// Part of an answer that its virtual user keeps as the value of a variable. An answer without it
/// is a failure.
struct Capture {
    enum class From { Header, Json, Cookie };
    QString variable;
    From from = From::Header;
    QString where; ///< name of the header or cookie, or JSON pointer to a text, number or boolean
    bool operator==(const Capture &) const = default;
};

/// One kind of request. `{name}` in path, headers and body is replaced by a Variable's value.
struct RequestTemplate {
    QString name; ///< the endpoint's name in every table
    QByteArray method = "GET";
    QByteArray path = "/";
    QList<Header> headers;
    QByteArray body;
    double weight = 1; ///< relative frequency in a mix, > 0
    Expectation expect;
    QList<Capture> captures = {};
    QString bodyFile = {}; ///< sent as it is instead of `body`; inside the profile's folder
    QString group = {};    ///< requests of the same group are also shown together; empty: in none
    bool operator==(const RequestTemplate &) const = default;
};

/// A value that changes from request to request. Of whole numbers `first` and `last` are the bounds,
/// both included.
struct Variable {
    enum class Kind {
        Counter,  ///< each virtual user counts for itself: first, first+1 … last, first …
        Sequence, ///< all users of a load count together
        Random,   ///< each as likely, drawn by each user from a stream of its own
        Csv,      ///< a column of a file with a line of names
    };
    /// Which row of the file a request shows. Variables of the same file and rule show the same row.
    enum class Rows {
        PerUser, ///< the user's own, always the same one
        Next,    ///< the one after that of the last request of any user
        Random,  ///< each as likely
    };
    QString name;
    qint64 first = 0;
    qint64 last = 0;
    Kind kind = Kind::Counter;
    QString file = {}; ///< inside the profile's folder
    QString column = {};
    Rows rows = Rows::PerUser;

    bool isNumber() const { return kind != Kind::Csv; }
    bool operator==(const Variable &) const = default;
};

/// In which order virtual users send the requests.
struct Scenario {
    enum class Order {
        Mix,      ///< at random by weight
        Sequence, ///< each user one after the other as they are listed, again and again
    };
    Order order = Order::Mix;
    /// Each user sends this first, until it succeeds once; it is not measured.
    std::optional<RequestTemplate> login;
    bool operator==(const Scenario &) const = default;
};

/// The pause of a virtual user between an answer and its next request.
struct ThinkTime {
    enum class Kind { None, Constant, Uniform, Exponential };
    Kind kind = Kind::None;
    Milliseconds min{0};  ///< Uniform: lower bound
    Milliseconds max{0};  ///< Uniform: upper bound
    Milliseconds mean{0}; ///< Constant: the value; Exponential: its mean
    Seconds expectedValue() const;
    bool operator==(const ThinkTime &) const = default;
};

/// One part of a load that changes while it is measured.
struct Stage {
    double target = 0;        ///< users of a closed load, arrivals per second of an open one, at the end
    Milliseconds duration{0}; ///< above 0
    bool isRamp = true;       ///< grows evenly to the target; otherwise jumps to it and holds it
    bool operator==(const Stage &) const = default;
};

enum class LoadModel {
    Closed, ///< a number of virtual users: each sends, waits for the answer, thinks, repeats
    Open,   ///< arrivals at a rate, whatever the server does
};

enum class Arrivals {
    Constant, ///< evenly spaced
    Poisson,  ///< independent of each other: exponential distances
};

/// A workload. It ends after `duration` of measuring (or after its stages) or after `requests`
/// measured requests; when both are given, whichever comes first.
struct Load {
    LoadModel model = LoadModel::Closed;

    int users = 15;       ///< closed: at the begin of measuring
    double spawnRate = 0; ///< closed: users started per second; 0 = all at once
    ThinkTime thinkTime;  ///< closed
    /// Closed: each user begins a request this long after it was due to begin the last one; a user
    /// that is late catches up. 0: as soon as it has thought. Not together with a think time.
    Milliseconds pacing{0};

    double rate = 100; ///< open: arrivals per second at the begin of measuring
    Arrivals arrivals = Arrivals::Constant;
    int connections = 1'000; ///< open: requests under way at once, at most; further arrivals wait
    int queue = 10'000;      ///< open: arrivals that wait for a connection, at most; others are dropped

    QList<Stage> stages; ///< of the measure phase; empty: users or rate stay as they are
    std::optional<Milliseconds> duration = Milliseconds(30'000); ///< nothing with stages
    std::optional<qint64> requests;

    bool isOpen() const { return model == LoadModel::Open; }
    /// What the load holds before its first stage: users or arrivals per second.
    double target() const { return isOpen() ? rate : users; }
    /// The highest target of all.
    double highestTarget() const;
    /// The most virtual users, or connections, there can be at once.
    int mostUsers() const;
    /// How long it is measured, unless a number of requests ends it before; nothing when only that does.
    std::optional<Milliseconds> measured() const;
    /// True when each request has a moment at which it is due, so that a late one shows.
    bool hasDueTimes() const { return isOpen() || pacing > Milliseconds(0); }
    bool operator==(const Load &) const = default;
};

/// How the generator talks to the server.
struct Connection {
    QString engine = QStringLiteral("qnam");
    bool reuse = true;             ///< keep-alive; false: a new connection for each request
    Milliseconds timeout{30'000};  ///< deadline of one request, connecting included
    int threads = 1;               ///< load threads; virtual users are dealt out evenly
    bool sharesChannel = true;     ///< gRPC only: one connection for all users, or one for each
    int requestsPerConnection = 0; ///< native only, with reuse: then a new one is opened; 0 = no limit
    int pipelining = 1; ///< native only: users that share a connection and do not wait for each other
    bool operator==(const Connection &) const = default;
};

/// The saturating load engine for HTTP/1.1.
inline QString nativeEngine() { return QStringLiteral("native"); }
/// The load engine that calls gRPC methods.
inline QString grpcEngine() { return QStringLiteral("grpc"); }
/// What servers and engines speak, as Stack::protocol names it.
inline QString httpProtocol() { return QStringLiteral("http"); }
inline QString grpcProtocol() { return QStringLiteral("grpc"); }
/// Of an engine; that of HTTP for one that is not known.
QString protocolOf(const QString &engine);

/// What the servers of a profile are asked to do, told to them through the environment.
struct Service {
    Milliseconds processDelay{0};        ///< pause in POST /process-jwe
    qint64 streamFileBytes = 64LL << 20; ///< size of the file behind GET /stream-file, whole MiB
    bool operator==(const Service &) const = default;
};

/// The slow API that the servers of a profile call. Loadstone runs a stand-in for it beside each
/// server, and tells the server how to use it through the environment.
struct Upstream {
    /// None: there is no slow API. SlowApi is asked with `?delay=`, Gosleep with `?seconds=`.
    enum class Api { None, SlowApi, Gosleep };
    Api api = Api::None;
    Milliseconds delay{1'000};     ///< of /single and /io_bound; /multiple waits half of it, twice
    int calls = 10;                ///< that /io_bound makes at once
    bool truncatesSeconds = false; ///< Gosleep waits whole seconds only, as published
    int port = 0;                  ///< 0 = a free one is chosen
    bool operator==(const Upstream &) const = default;
};

/// The processor cores on which servers and load threads run; empty: all that there are.
struct Affinity {
    QList<int> server; ///< the server with everything it starts
    QList<int> generator;
    bool operator==(const Affinity &) const = default;
};

/// How a trial is measured and how trials are ordered.
struct Measurement {
    Milliseconds warmUp{5'000}; ///< at full load, not counted
    Milliseconds drain{5'000};  ///< how long running requests may finish after the end
    Milliseconds pause{1'000};  ///< between trials
    int repeats = 1;
    bool shuffle = true; ///< order within each round; rounds are always interleaved
    quint64 seed = 1;    ///< of order, think times and mix
    bool operator==(const Measurement &) const = default;
};

/// A limit that decides the exit code: `p99<200ms`, `rps>=1000`, `failures<=1%`.
struct Threshold {
    enum class Comparison { Less, LessOrEqual, Greater, GreaterOrEqual };
    Metric metric = Metric::P99; ///< one that is a threshold; times are in µs
    Comparison comparison = Comparison::Less;
    double value = 0; ///< in the metric's unit above
    QString text;     ///< as written
    bool operator==(const Threshold &) const = default;
};

/// A search for the highest level of a load at which every objective holds, instead of one
/// measurement: of the rate of an open load, of the users of a closed one.
struct Capacity {
    enum class Until {
        Objectives, ///< until one of the objectives breaks
        ServerCpu,  ///< until the server uses `cpuPercent` of the processors
    };
    Until until = Until::Objectives;
    QList<Threshold> objectives; ///< of each probe, beside the rate: an open load has to be answered in full
    double cpuPercent = 80;      ///< of one core, all of the server's processes together
    double lowest = 10;          ///< where the search begins
    double highest = 100'000;    ///< where it ends
    Milliseconds hold{5'000};    ///< how long a level has to hold
    Milliseconds settle{1'000};  ///< before that, at the level, not judged
    double precisionPercent = 5; ///< how near to each other the ends of the answer come
    bool operator==(const Capacity &) const = default;
};

/// A scenario profile: which servers to start and how to load them. Pure data.
struct Profile {
    QString id;     ///< file name without ".json"; not stored in the file
    QString folder; ///< absolute, where the files are that it names; empty: there can be none; not stored
    QString name;
    QString description;
    QString source; ///< where the experiment comes from
    QList<StackVariant> stacks;
    QList<RequestTemplate> requests;
    QList<Variable> variables;
    Scenario scenario;
    Load load;
    Connection connection;
    Service service;
    Upstream upstream;
    Affinity affinity;
    Measurement measurement;
    std::optional<Capacity> capacity; ///< nothing: the load is measured as it is
    QList<Threshold> thresholds;
    int port = 0;      ///< 0 = a free one is chosen
    QString reference; ///< id of the published figures, may be empty

    bool operator==(const Profile &) const = default;
};

} // namespace loadstone
