// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/metric.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// One server of a profile: a stack of the catalogue, one of its presets, and parameters that override the
/// preset. A profile names stacks; it can never name a command.
struct ServerEntry {
    QString stackId;
    QString preset = QStringLiteral("tuned");
    QJsonObject parameters; ///< parameter name → number, bool or string
    QString label;          ///< replaces the stack's title unless empty
    bool isEnabled = true;
    QString environment = {}; ///< one of the stack's further environments; empty: its own

    bool operator==(const ServerEntry &) const = default;
};

struct Header {
    QByteArray name;
    QByteArray value;
    bool operator==(const Header &) const = default;
};

/// A required response header field. Fields of the same name are combined with ", ", as HTTP defines it.
struct ExpectedHeader {
    QByteArray name;                 ///< case-insensitive
    std::optional<QByteArray> value; ///< exact; absent: any
    bool operator==(const ExpectedHeader &) const = default;
};

/// A value expected in a response's JSON body, compared by value: key order and the spelling of numbers are
/// ignored.
struct ExpectedJson {
    QString pointer; ///< RFC 6901; "" is the whole body
    QJsonValue value;
    bool operator==(const ExpectedJson &) const = default;
};

/// What a response must be to count as Ok.
struct Expectation {
    QList<int> statuses;              ///< accepted statuses; empty: any 2xx
    std::optional<QByteArray> body;   ///< exact body
    std::optional<qint64> bodyLength; ///< exact number of body bytes
    QList<ExpectedHeader> headers = {};
    QList<ExpectedJson> json = {};
    QByteArray bodySha256 = {}; ///< of the exact body, 64 lower-case hexadecimal digits; empty: any
    bool operator==(const Expectation &) const = default;
};

/// Part of a response that its virtual user stores in a variable. A response without it is a failure.
struct Capture {
    enum class From { Header, Json, Cookie };
    QString variable;
    From from = From::Header;
    QString where; ///< name of the header or cookie, or JSON pointer of a string, number or boolean
    bool operator==(const Capture &) const = default;
};

/// A request template. `{name}` in path, headers and body is replaced by a Variable's value.
struct RequestTemplate {
    QString name; ///< the endpoint's name in every table
    QByteArray method = "GET";
    QByteArray path = "/";
    QList<Header> headers;
    QByteArray body;
    double weight = 1; ///< relative frequency in a mix, > 0
    Expectation expect;
    QList<Capture> captures = {};
    QString bodyFile = {}; ///< sent verbatim instead of `body`; inside the profile's folder
    QString group = {};    ///< requests of the same group are also summarised together; empty: none
    bool operator==(const RequestTemplate &) const = default;
};

/// A value that varies between requests. `first` and `last` are inclusive integer bounds.
struct Variable {
    enum class Kind {
        Counter,  ///< each virtual user has a counter: first, first+1 … last, first …
        Sequence, ///< all users of a load share a counter
        Random,   ///< uniformly distributed, each user with its own random stream
        Csv,      ///< a column of a file with a header line
    };
    /// The row of the file that a request uses. Variables with the same file and rule use the same row.
    enum class Rows {
        PerUser, ///< each user keeps one row
        Next,    ///< each request of any user takes the next row
        Random,  ///< uniformly distributed
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

/// The order in which virtual users send the requests.
struct Scenario {
    enum class Order {
        Mix,      ///< at random by weight
        Sequence, ///< each user in the listed order, repeatedly
    };
    Order order = Order::Mix;
    /// Sent first by each user until it succeeds once; not measured.
    std::optional<RequestTemplate> login;
    bool operator==(const Scenario &) const = default;
};

/// The pause of a virtual user between a response and its next request.
struct ThinkTime {
    enum class Kind { None, Constant, Uniform, Exponential };
    Kind kind = Kind::None;
    Milliseconds min{0};  ///< Uniform: lower bound
    Milliseconds max{0};  ///< Uniform: upper bound
    Milliseconds mean{0}; ///< Constant: the value; Exponential: its mean
    Seconds expectedValue() const;
    bool operator==(const ThinkTime &) const = default;
};

/// One stage of a load that changes during measurement.
struct Stage {
    double target = 0;        ///< users of a closed load, arrivals per second of an open one, at the end
    Milliseconds duration{0}; ///< above 0
    bool isRamp = true;       ///< changes linearly to the target; otherwise immediately
    bool operator==(const Stage &) const = default;
};

enum class LoadModel {
    Closed, ///< a number of virtual users: each sends, waits for the response, thinks, repeats
    Open,   ///< arrivals at a rate, independent of the server
};

enum class Arrivals {
    Constant, ///< evenly spaced
    Poisson,  ///< exponentially distributed intervals
};

/// A workload. It ends after `duration` of measurement (or after its stages) or after `requests` measured
/// requests, whichever comes first.
struct Load {
    LoadModel model = LoadModel::Closed;

    int users = 15;       ///< closed: at the start of measurement
    double spawnRate = 0; ///< closed: users started per second; 0 = all immediately
    ThinkTime thinkTime;  ///< closed
    /// Closed: interval between the scheduled starts of a user's requests; a late user catches up.
    /// 0: no pacing. Excludes a think time.
    Milliseconds pacing{0};

    double rate = 100; ///< open: arrivals per second at the start of measurement
    Arrivals arrivals = Arrivals::Constant;
    int connections = 1'000; ///< open: maximum requests in flight; further arrivals wait
    int queue = 10'000;      ///< open: maximum arrivals waiting for a connection; others are dropped

    QList<Stage> stages; ///< of the measure phase; empty: constant users or rate
    std::optional<Milliseconds> duration = Milliseconds(30'000); ///< nothing with stages
    std::optional<qint64> requests;

    bool isOpen() const { return model == LoadModel::Open; }
    /// The level before the first stage: users or arrivals per second.
    double target() const { return isOpen() ? rate : users; }
    /// The highest target of all.
    double highestTarget() const;
    /// The maximum number of concurrent virtual users or connections.
    int mostUsers() const;
    /// The duration of measurement unless a number of requests ends it earlier; absent if only that ends it.
    std::optional<Milliseconds> measured() const;
    /// True if each request has a scheduled start, so that lateness can be measured.
    bool hasDueTimes() const { return isOpen() || pacing > Milliseconds(0); }
    bool operator==(const Load &) const = default;
};

/// How the generator talks to the server.
struct Connection {
    QString engine = QStringLiteral("qnam");
    bool reuse = true;             ///< keep-alive; false: a new connection for each request
    Milliseconds timeout{30'000};  ///< deadline of a request, including connecting
    int threads = 1;               ///< load threads; virtual users are distributed evenly
    bool sharesChannel = true;     ///< gRPC only: one connection for all users, or one per user
    int requestsPerConnection = 0; ///< native only, with reuse; 0 = no limit
    int pipelining = 1;            ///< native only: users that share a connection with pipelined requests
    bool operator==(const Connection &) const = default;
};

/// Id of the saturating load engine for HTTP/1.1.
inline QString nativeEngine() { return QStringLiteral("native"); }
/// Id of the load engine for gRPC.
inline QString grpcEngine() { return QStringLiteral("grpc"); }
/// Protocol of servers and engines, as in Stack::protocol.
inline QString httpProtocol() { return QStringLiteral("http"); }
inline QString grpcProtocol() { return QStringLiteral("grpc"); }
/// Protocol of an engine; HTTP for an unknown one.
QString engineProtocol(const QString &engine);

/// Settings of the servers' endpoints, passed through the environment.
struct Service {
    Milliseconds processDelay{0};        ///< pause in POST /process-jwe
    qint64 streamFileBytes = 64LL << 20; ///< size of the file behind GET /stream-file, whole MiB
    bool operator==(const Service &) const = default;
};

/// The slow upstream that the servers of a profile call. Loadstone runs a simulation of it alongside each
/// server and passes its URL through the environment.
struct Upstream {
    /// None: no upstream. SlowApi is called with `?delay=`, Gosleep with `?seconds=`.
    enum class Api { None, SlowApi, Gosleep };
    Api api = Api::None;
    Milliseconds delay{1'000};     ///< of /single and /io_bound; /multiple makes two calls with half of it
    int calls = 10;                ///< concurrent calls of /io_bound
    bool truncatesSeconds = false; ///< Gosleep waits whole seconds only, as published
    int port = 0;                  ///< 0 = any free port
    bool operator==(const Upstream &) const = default;
};

/// CPU cores of servers and load threads; empty: all.
struct Affinity {
    QList<int> server; ///< the server and its child processes
    QList<int> generator;
    bool operator==(const Affinity &) const = default;
};

/// How a trial is measured and how trials are ordered.
struct Measurement {
    Milliseconds warmUp{5'000}; ///< at full load, not measured
    Milliseconds drain{5'000};  ///< time for requests in flight to finish after the end
    Milliseconds pause{1'000};  ///< between trials
    int repeats = 1;            ///< without effect where precision or time decides; see hasFixedRounds()
    bool shuffle = true;        ///< order within each round; rounds are always interleaved
    quint64 seed = 1;           ///< of order, think times and mix
    /// Half-width of the 95 % interval to reach, in percent: a pilot's variance decides the number of rounds.
    std::optional<double> precisionPercent = {};
    Metric precisionMetric = Metric::Rps;    ///< one of EnumIds<Metric>
    std::optional<Milliseconds> atMost = {}; ///< time of all trials; no round is begun that would exceed it

    bool hasFixedRounds() const { return !precisionPercent && !atMost; }
    bool operator==(const Measurement &) const = default;
};

/// What a threshold applies to. Names are case-sensitive.
struct ThresholdScope {
    QString endpoint = {}; ///< a request or else a group of the profile; empty: the whole load
    QString server =
        {}; ///< a name in the run, with or without the cell of a sweep, or a stack's id; empty: each
    bool operator==(const ThresholdScope &) const = default;
};

/// A condition that decides the exit code: `p99<200ms`, `rps>=1000`, `failures{endpoint:Single}<=1%`.
struct Threshold {
    enum class Comparison { Less, LessOrEqual, Greater, GreaterOrEqual };
    Metric metric = Metric::P99; ///< one that supports thresholds; times are in µs
    Comparison comparison = Comparison::Less;
    double value = 0;          ///< in the unit of the metric; or a factor, see isOfBaseline
    QString text;              ///< as written
    bool isOfBaseline = false; ///< compared with `value` times the figure of the baseline
    ThresholdScope scope = {};
    bool operator==(const Threshold &) const = default;
};

/// A search for the highest level of a load that meets every objective, in place of one measurement: the rate
/// of an open load, the users of a closed one.
struct Capacity {
    enum class Until {
        Objectives, ///< until an objective is violated
        ServerCpu,  ///< also until the server reaches `cpuPercent`
    };
    Until until = Until::Objectives;
    QList<Threshold> objectives; ///< of each probe; an open load must also meet its target rate
    double cpuPercent = 80;      ///< of one core, all server processes together
    double lowest = 10;          ///< first level
    double highest = 100'000;    ///< last level
    Milliseconds hold{5'000};    ///< measurement time of each level
    Milliseconds settle{1'000};  ///< time at the level before that, not measured
    double precisionPercent = 5; ///< width of the final interval, in percent of its lower end
    bool operator==(const Capacity &) const = default;
};

/// A setting that a sweep varies, with the values to measure.
struct SweepDimension {
    /// A parameter of stacks ("workers"), "preset", "environment", or a key of the profile with its section ("load/users").
    QString setting;
    QJsonArray values; ///< numbers, strings and booleans
    bool operator==(const SweepDimension &) const = default;
};

/// Settings to vary: each server is measured in each cell. Without dimensions there is one cell, the profile
/// as it is.
struct Sweep {
    enum class Mode {
        Grid,       ///< every combination of the values
        OneAtATime, ///< each value of each dimension, with the other settings as in the profile
    };
    Mode mode = Mode::Grid;
    QList<SweepDimension> dimensions;
    bool operator==(const Sweep &) const = default;
};

/// A scenario profile: which servers to start and how to load them. Pure data.
struct Profile {
    QString id;     ///< file name without ".json"; not stored in the file
    QString folder; ///< absolute, base of the files it names; empty: none; not stored
    QString name;
    QString description;
    QString source; ///< origin of the experiment
    QList<ServerEntry> servers;
    QList<RequestTemplate> requests;
    QList<Variable> variables;
    Scenario scenario;
    Load load;
    Connection connection;
    Service service;
    Upstream upstream;
    Affinity affinity;
    Measurement measurement;
    Sweep sweep;
    std::optional<Capacity> capacity; ///< absent: one measurement of the load
    QList<Threshold> thresholds;
    int port = 0;      ///< 0 = any free port
    QString reference; ///< id of the published figures, may be empty

    bool operator==(const Profile &) const = default;
};

} // namespace loadstone
