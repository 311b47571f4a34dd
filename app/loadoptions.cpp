// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/loadoptions.h"

#include "app/optionvalues.h"
#include "core/base/regularfile.h"
#include "core/load/engines.h"
#include "core/profile/scenariofiles.h"
#include "core/profile/validation/validateprofile.h"

#include <QCommandLineParser>
#include <QHash>
#include <QRegularExpression>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Default number of connections of an open load.
constexpr int defaultConnections = 1'000;

QString problemWithHint(const Error &error, const QString &hint)
{
    return hint.isEmpty() ? error.text() : error.text() + u' ' + hint;
}

/// These letters have other meanings in other tools; users who type such values get a hint.
Result<Milliseconds> readDuration(const QCommandLineParser &parser)
{
    Result<Milliseconds> duration = readTime(parser, u"duration"_s, ZeroTime::Excluded);
    if (duration)
        return duration;
    const bool looksLikeTime = parser.value(u"duration"_s).contains(QRegularExpression(u"^-?[0-9.]"_s));
    return usageError(
        problemWithHint(duration.error(), looksLikeTime ? QString() : u"The request body is --body."_s));
}

Result<qint64> readThreads(const QCommandLineParser &parser)
{
    Result<qint64> threads = readInteger(parser, u"threads"_s, limits::threads);
    if (threads)
        return threads;
    const bool looksLikeTime = parser.value(u"threads"_s).contains(QRegularExpression(u"^[0-9.]+[a-z]+$"_s));
    return usageError(problemWithHint(
        threads.error(),
        looksLikeTime ? u"The request timeout is --timeout; the duration of the load is --duration."_s
                      : QString()));
}

/// "2s", or "5s..15s" for a uniform distribution.
Result<ThinkTime> readThinkTime(const QString &text)
{
    const QString option = u"think-time"_s;
    const qsizetype dots = text.indexOf(u".."_s);
    const Result<Milliseconds> min = readTime(QStringView(text).left(dots < 0 ? text.size() : dots), option,
                                              text, dots < 0 ? ZeroTime::Excluded : ZeroTime::Allowed);
    const Result<Milliseconds> max =
        dots < 0 ? min : readTime(QStringView(text).mid(dots + 2), option, text, ZeroTime::Excluded);
    if (!min || !max || *max < *min)
        return usageError(
            u"--think-time expects a time such as 500ms, or two such as 5s..15s, at most 24 h, not \"%1\"."_s
                .arg(text));
    ThinkTime thinkTime;
    thinkTime.kind = dots < 0 ? ThinkTime::Kind::Constant : ThinkTime::Kind::Uniform;
    thinkTime.mean = *min;
    thinkTime.min = *min;
    thinkTime.max = *max;
    return thinkTime;
}

Result<Header> readHeader(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    if (colon < 1)
        return usageError(u"--header expects NAME: VALUE, not \"%1\"."_s.arg(text));
    return Header{text.left(colon).trimmed().toUtf8(), text.mid(colon + 1).trimmed().toUtf8()};
}

Result<QByteArray> readBodyFile(const QString &name)
{
    Result<QByteArray> body = readRegularFile(name, longestScenarioFile);
    if (!body)
        return usageError(u"Cannot read the body file %1: %2."_s.arg(name, body.error().text()));
    return body;
}

Result<QList<int>> readStatuses(const QString &text)
{
    QList<int> statuses;
    for (const QString &part : text.split(u',')) {
        bool isNumber = false;
        const int status = part.trimmed().toInt(&isNumber);
        if (!isNumber || !limits::status.contains(status))
            return usageError(
                u"--expect-status expects statuses from 100 to 599, separated by commas, not \"%1\"."_s.arg(
                    text));
        statuses << status;
    }
    return statuses;
}

Result<RequestTemplate> readRequest(const QCommandLineParser &parser, const QByteArray &path)
{
    RequestTemplate request;
    request.path = path;
    request.name = QString::fromUtf8(path.split('?').constFirst());
    for (const QString &text : parser.values(u"header"_s)) {
        const Result<Header> header = readHeader(text);
        if (!header)
            return header.error();
        request.headers << *header;
    }
    if (parser.isSet(u"body"_s) && parser.isSet(u"body-file"_s))
        return usageError(u"Use either --body or --body-file."_s);
    request.body = parser.value(u"body"_s).toUtf8();
    if (parser.isSet(u"body-file"_s)) {
        const Result<QByteArray> body = readBodyFile(parser.value(u"body-file"_s));
        if (!body)
            return body.error();
        request.body = *body;
    }
    if (parser.isSet(u"method"_s))
        request.method = parser.value(u"method"_s).toUpper().toUtf8();
    else if (!request.body.isEmpty() && engineProtocol(parser.value(u"engine"_s)) == httpProtocol())
        request.method = "POST";
    if (parser.isSet(u"expect-status"_s)) {
        const Result<QList<int>> statuses = readStatuses(parser.value(u"expect-status"_s));
        if (!statuses)
            return statuses.error();
        request.expect.statuses = *statuses;
    }
    return request;
}

Status readOpenLoad(const QCommandLineParser &parser, qint64 connections, Load &load)
{
    if (!parser.isSet(u"rate"_s))
        return parser.isSet(u"poisson"_s) ? Status(usageError(u"--poisson needs --rate."_s)) : success();
    const Result<double> rate = readPositiveNumber(parser, u"rate"_s, limits::rate);
    if (!rate)
        return rate.error();
    for (const QString &option : {u"think-time"_s, u"spawn-rate"_s}) {
        if (parser.isSet(option))
            return usageError(
                u"--%1 applies to virtual users; --rate has none. Use one of them."_s.arg(option));
    }
    load.model = LoadModel::Open;
    load.rate = *rate;
    load.arrivals = parser.isSet(u"poisson"_s) ? Arrivals::Poisson : Arrivals::Constant;
    load.connections = parser.isSet(u"connections"_s) ? int(connections) : defaultConnections;
    return success();
}

Status readUsers(const QCommandLineParser &parser, Load &load)
{
    if (parser.isSet(u"think-time"_s)) {
        const Result<ThinkTime> thinkTime = readThinkTime(parser.value(u"think-time"_s));
        if (!thinkTime)
            return thinkTime.error();
        load.thinkTime = *thinkTime;
    }
    if (parser.isSet(u"spawn-rate"_s)) {
        const Result<double> rate = readPositiveNumber(parser, u"spawn-rate"_s, limits::spawnRate);
        if (!rate)
            return rate.error();
        load.spawnRate = *rate;
    }
    return success();
}

Result<Load> readLoad(const QCommandLineParser &parser)
{
    Load load;
    const Result<qint64> connections = readInteger(parser, u"connections"_s, limits::connections);
    if (!connections)
        return connections.error();
    const Result<Milliseconds> duration = readDuration(parser);
    if (!duration)
        return duration.error();
    load.users = int(*connections);
    load.duration = *duration;
    if (parser.isSet(u"requests"_s)) {
        const Result<qint64> requests = readInteger(parser, u"requests"_s, limits::requests);
        if (!requests)
            return requests.error();
        load.requests = *requests;
        if (!parser.isSet(u"duration"_s))
            load.duration.reset();
    }
    if (const Status open = readOpenLoad(parser, *connections, load); !open)
        return open.error();
    if (const Status users = readUsers(parser, load); !users)
        return users.error();
    return load;
}

Result<Connection> readConnection(const QCommandLineParser &parser)
{
    Connection connection;
    connection.engine = parser.value(u"engine"_s);
    if (!engineIds().contains(connection.engine))
        return usageError(
            u"--engine expects one of %1, not \"%2\"."_s.arg(engineIds().join(u", "_s), connection.engine));
    connection.sharesChannel = false; // --connections sets the number
    connection.reuse = !parser.isSet(u"new-connections"_s);
    const Result<qint64> threads = readThreads(parser);
    if (!threads)
        return threads.error();
    connection.threads = int(*threads);
    if (parser.isSet(u"timeout"_s)) {
        const Result<Milliseconds> timeout = readTime(parser, u"timeout"_s, ZeroTime::Excluded);
        if (!timeout)
            return timeout.error();
        connection.timeout = *timeout;
    }
    const auto readCount = [&parser](const QString &option, const Limits<qint64> &limits,
                                     int &target) -> Status {
        if (!parser.isSet(option))
            return success();
        const Result<qint64> count = readInteger(parser, option, limits);
        if (!count)
            return count.error();
        target = int(*count);
        return success();
    };
    if (Status most = readCount(u"requests-per-connection"_s, {1, limits::requestsPerConnection.most},
                                connection.requestsPerConnection);
        !most)
        return most.error();
    if (Status users = readCount(u"pipelining"_s, limits::pipelining, connection.pipelining); !users)
        return users.error();
    return connection;
}

/// Profile validation applies to command-line options too: builds a profile from the options.
Status checkAsProfile(const LoadSpec &spec)
{
    Profile profile;
    profile.name = u"load"_s;
    profile.servers << ServerEntry{u"target"_s, u"tuned"_s, {}, {}, true};
    RequestTemplate request = spec.requests.constFirst();
    request.name = u"request"_s;
    if (engineProtocol(spec.connection.engine) != grpcProtocol()) {
        request.path = "/";   // sent as it stands, whatever is in it
        request.body.clear(); // the body likewise, which may be long and binary
    }
    profile.requests << request;
    profile.load = spec.load;
    profile.connection = spec.connection;
    const QList<ProfileProblem> problems = validate(profile);
    if (!hasErrors(problems))
        return success();
    return optionError(problems,
                       {{u"/requests/0/path"_s, u"URL"_s},
                        {u"/requests/0/method"_s, u"--method"_s},
                        {u"/requests/0/headers"_s, u"--header"_s},
                        {u"/requests/0/body"_s, u"--body"_s},
                        {u"/requests/0/expect/status"_s, u"--expect-status"_s},
                        {u"/connection/pipelining"_s, u"--pipelining"_s},
                        {u"/connection/requests_per_connection"_s, u"--requests-per-connection"_s}});
}

} // namespace

Result<LoadSpec> readLoadOptions(const QCommandLineParser &parser, const Target &target)
{
    const Result<Load> load = readLoad(parser);
    if (!load)
        return load.error();
    const Result<Connection> connection = readConnection(parser);
    if (!connection)
        return connection.error();
    Result<RequestTemplate> request = readRequest(parser, target.path);
    if (!request)
        return request.error();
    authorize(request.value(), target.authorization);
    LoadSpec spec;
    spec.baseUrl = target.baseUrl;
    spec.requests << *request;
    spec.load = *load;
    spec.connection = *connection;
    if (const Status checked = checkAsProfile(spec); !checked)
        return checked.error();
    return spec;
}

void addLoadOptions(QCommandLineParser &parser)
{
    const QString number = u"n"_s;
    const QString time = u"time"_s;
    parser.addOptions({
        {u"engine"_s,
         u"Load engine: %1 (default: %2); with grpc the URL names the method."_s.arg(
             engineIds().join(u", "_s), nativeEngine()),
         u"text"_s, nativeEngine()},
        {{u"c"_s, u"connections"_s},
         u"Virtual users, each with its own connection (default 10)."_s,
         number,
         u"10"_s},
        {{u"t"_s, u"threads"_s}, u"Load threads (default 1)."_s, number, u"1"_s},
        {{u"d"_s, u"duration"_s, u"z"_s}, u"Duration of the load (default 10s)."_s, time, u"10s"_s},
        {{u"n"_s, u"requests"_s}, u"Number of requests instead of a duration."_s, number},
        {{u"r"_s, u"rate"_s, u"R"_s},
         u"Open workload: requests per second, sent on schedule regardless of responses. --connections then limits concurrency (default 1,000)."_s,
         number},
        {u"poisson"_s, u"With --rate: Poisson arrivals instead of evenly spaced ones."_s},
        {{u"m"_s, u"method"_s}, u"HTTP method (default: GET; POST with a body)."_s, u"name"_s},
        {{u"H"_s, u"header"_s}, u"Header field, \"Name: value\"; may be repeated."_s, u"field"_s},
        {{u"b"_s, u"body"_s}, u"Request body."_s, u"text"_s},
        {u"body-file"_s, u"Request body from a file."_s, u"file"_s},
        {u"timeout"_s, u"Request timeout, including connecting (default 30s)."_s, time},
        {u"expect-status"_s, u"Statuses that count as success, such as 200,304 (default: 2xx)."_s, u"list"_s},
        {u"think-time"_s, u"Think time after each response: constant (500ms) or uniform (5s..15s)."_s, time},
        {u"spawn-rate"_s, u"Users started per second (default: all immediately)."_s, number},
        {{u"new-connections"_s, u"disable-keepalive"_s}, u"A new connection for each request."_s},
        {u"requests-per-connection"_s, u"Engine native: requests per connection."_s, number},
        {u"pipelining"_s, u"Engine native: users that share a connection (pipelining)."_s, number},
    });
}

QString hintForOtherTools(const QString &option)
{
    static const QString percentiles = u"Percentiles are always shown; omit it."_s;
    static const QString bodyFile = u"A body from a file: --body-file FILE, with --method for PUT."_s;
    static const QString credentials = u"Send them as a header: --header 'Authorization: Basic …'."_s;
    static const QHash<QString, QString> hints{
        {u"k"_s,
         u"Connections are persistent unless --new-connections is set; for TLS, pass the server's certificate with --certificate."_s},
        {u"insecure"_s, u"Pass the server's certificate with --certificate."_s},
        {u"q"_s, u"The total rate is --rate."_s},
        {u"s"_s,
         u"The request timeout is --timeout; scenarios are described by profiles (docs/profiles.md)."_s},
        {u"script"_s, u"Scenarios are described by profiles (docs/profiles.md)."_s},
        {u"L"_s, percentiles},
        {u"l"_s, percentiles},
        {u"latency"_s, percentiles},
        {u"latencies"_s, percentiles},
        {u"U"_s, percentiles},
        {u"D"_s, bodyFile},
        {u"f"_s, bodyFile},
        {u"p"_s, bodyFile},
        {u"u"_s, bodyFile},
        {u"data"_s, u"The request body is --body."_s},
        {u"T"_s, u"Send it as a header: --header 'Content-Type: …'."_s},
        {u"A"_s, u"Send it as a header: --header 'Accept: …'."_s},
        {u"C"_s, u"Send it as a header: --header 'Cookie: …'."_s},
        {u"host"_s, u"Send it as a header: --header 'Host: …'."_s},
        {u"a"_s, credentials},
        {u"X"_s, u"The method is --method."_s},
        {u"request"_s, u"The method is --method."_s},
        {u"i"_s, u"HEAD requests: --method HEAD."_s},
        {u"j"_s, u"JSON is printed with --json."_s},
        {u"o"_s, u"JSON is printed with --json."_s},
        {u"x"_s, u"Proxies are not supported."_s},
        {u"http2"_s, u"The protocols are HTTP/1.1 and, with --engine grpc, gRPC."_s},
        {u"no-tui"_s, u"There is only a status line; omit it."_s},
        {u"users"_s, u"The number of virtual users is --connections."_s},
        {u"vus"_s, u"The number of virtual users is --connections."_s},
    };
    return hints.value(option);
}

} // namespace loadstone
