// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/loadcommand.h"

#include "app/interrupt.h"
#include "app/terminal.h"
#include "core/base/clock.h"
#include "core/base/format.h"
#include "core/load/loadgenerator.h"
#include "core/load/target.h"
#include "core/report/jsonreport.h"
#include "core/run/machine.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonObject>
#include <QUrl>

#include <optional>

namespace loadstone
{

namespace
{

Error usage(const QString &message) { return {ErrorCode::Usage, message, {}}; }

Result<Target> readTarget(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return usage(QStringLiteral("Name one URL to load, for example http://127.0.0.1:8000/."));
    const QString text = parser.positionalArguments().constFirst();
    std::optional<Target> target = parseTarget(text);
    if (!target)
        return usage(
            QStringLiteral("\"%1\" is no http:// or https:// URL, nor http+unix://%2Fpath%2Fof%2Fsocket/.")
                .arg(text));
    QUrl &url = target->baseUrl;
    if (url.scheme() == unixSocketScheme())
        return *target;
    if (!isLoopback(url.host()) && !parser.isSet(QStringLiteral("i-may-load-this-host"))) {
        return usage(
            QStringLiteral("%1 is not this machine. Loading somebody's server without their consent does "
                           "harm; if you may, add --i-may-load-this-host.")
                .arg(url.host()));
    }
    // A literal: the two addresses of "localhost" would race each other at every connect.
    if (url.host() == QLatin1String("localhost"))
        url.setHost(QStringLiteral("127.0.0.1"));
    return *target;
}

/// PEM; empty for http.
Result<QByteArray> readCertificate(const QCommandLineParser &parser, const QUrl &url)
{
    const QString option = QStringLiteral("certificate");
    if (url.scheme() != QLatin1String("https"))
        return QByteArray();
    if (!parser.isSet(option))
        return usage(
            QStringLiteral("Over TLS only servers with a certificate of Loadstone's are loaded: start "
                           "one with `loadstone serve STACK tls=true`, and give the file that it tells "
                           "with --certificate."));
    QFile file(parser.value(option));
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            ErrorCode::Io,
            QStringLiteral("The certificate %1 cannot be read: %2.").arg(file.fileName(), file.errorString()),
            {}};
    return file.readAll();
}

Result<qint64> readNumber(const QCommandLineParser &parser, const QString &option, qint64 max)
{
    bool isNumber = false;
    const qint64 value = parser.value(option).toLongLong(&isNumber);
    if (!isNumber || value < 1 || value > max) {
        return usage(QStringLiteral("--%1 takes a whole number from 1 to %2, not \"%3\".")
                         .arg(option, formatCount(max), parser.value(option)));
    }
    return value;
}

/// "2s", or "5s..15s" for each time in between as likely.
Result<ThinkTime> readThinkTime(const QString &text)
{
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    const auto min = parseDuration(QStringView(text).left(dots < 0 ? text.size() : dots));
    const auto max = dots < 0 ? min : parseDuration(QStringView(text).mid(dots + 2));
    if (!min || !max || *min < Milliseconds(0) || *max < *min || *max == Milliseconds(0))
        return usage(
            QStringLiteral("--think-time takes a time such as 500ms, or two such as 5s..15s, not \"%1\".")
                .arg(text));
    ThinkTime thinkTime;
    thinkTime.kind = dots < 0 ? ThinkTime::Kind::Constant : ThinkTime::Kind::Uniform;
    thinkTime.mean = *min;
    thinkTime.min = *min;
    thinkTime.max = *max;
    return thinkTime;
}

constexpr double highestRate = 1e6;
constexpr int mostConnections = 1'000;

Result<LoadSpec> readSpec(const QCommandLineParser &parser)
{
    const Result<Target> target = readTarget(parser);
    if (!target)
        return target.error();
    const Result<qint64> connections = readNumber(parser, QStringLiteral("connections"), 20'000);
    if (!connections)
        return connections.error();
    const Result<qint64> threads = readNumber(parser, QStringLiteral("threads"), 64);
    if (!threads)
        return threads.error();
    const auto duration = parseDuration(parser.value(QStringLiteral("duration")));
    if (!duration || *duration <= Milliseconds(0)) {
        return usage(QStringLiteral("--duration takes a time such as 10s or 1m30s, not \"%1\".")
                         .arg(parser.value(QStringLiteral("duration"))));
    }
    const Result<QByteArray> certificate = readCertificate(parser, target->baseUrl);
    if (!certificate)
        return certificate.error();
    LoadSpec spec;
    spec.certificate = *certificate;
    spec.connection.engine = parser.value(QStringLiteral("engine"));
    spec.connection.sharesChannel = false; // --connections says how many
    spec.baseUrl = target->baseUrl;
    RequestTemplate request;
    request.path = target->path;
    request.name = QString::fromUtf8(request.path.split('?').constFirst());
    spec.requests << request;
    spec.load.users = int(*connections);
    spec.load.duration = *duration;
    if (parser.isSet(QStringLiteral("requests"))) {
        const Result<qint64> requests = readNumber(parser, QStringLiteral("requests"), 1'000'000'000);
        if (!requests)
            return requests.error();
        spec.load.requests = *requests;
        if (!parser.isSet(QStringLiteral("duration")))
            spec.load.duration.reset();
    }
    if (parser.isSet(QStringLiteral("rate"))) {
        bool isNumber = false;
        spec.load.rate = parser.value(QStringLiteral("rate")).toDouble(&isNumber);
        if (!isNumber || spec.load.rate <= 0 || spec.load.rate > highestRate)
            return usage(
                QStringLiteral("--rate takes requests per second, from above 0 to 1,000,000, not \"%1\".")
                    .arg(parser.value(QStringLiteral("rate"))));
        spec.load.model = LoadModel::Open;
        spec.load.arrivals = parser.isSet(QStringLiteral("poisson")) ? Arrivals::Poisson : Arrivals::Constant;
        spec.load.connections =
            parser.isSet(QStringLiteral("connections")) ? int(*connections) : mostConnections;
    } else if (parser.isSet(QStringLiteral("poisson"))) {
        return usage(QStringLiteral("--poisson needs --rate."));
    }
    for (const QString &option : {QStringLiteral("think-time"), QStringLiteral("spawn-rate")}) {
        if (parser.isSet(option) && spec.load.isOpen())
            return usage(
                QStringLiteral("--%1 is for users, and --rate has none: leave one out.").arg(option));
    }
    if (parser.isSet(QStringLiteral("think-time"))) {
        const Result<ThinkTime> thinkTime = readThinkTime(parser.value(QStringLiteral("think-time")));
        if (!thinkTime)
            return thinkTime.error();
        spec.load.thinkTime = *thinkTime;
    }
    if (parser.isSet(QStringLiteral("spawn-rate"))) {
        const Result<qint64> rate = readNumber(parser, QStringLiteral("spawn-rate"), 1'000'000);
        if (!rate)
            return rate.error();
        spec.load.spawnRate = double(*rate);
    }
    spec.connection.threads = int(*threads);
    spec.connection.reuse = !parser.isSet(QStringLiteral("new-connections"));
    if (parser.isSet(QStringLiteral("requests-per-connection"))) {
        const Result<qint64> most =
            readNumber(parser, QStringLiteral("requests-per-connection"), 1'000'000'000);
        if (!most)
            return most.error();
        spec.connection.requestsPerConnection = int(*most);
    }
    if (parser.isSet(QStringLiteral("pipelining"))) {
        const Result<qint64> users = readNumber(parser, QStringLiteral("pipelining"), 1'000);
        if (!users)
            return users.error();
        spec.connection.pipelining = int(*users);
    }
    return spec;
}

QJsonObject toJson(const LoadSpec &spec, const LoadResult &result)
{
    QJsonObject object = loadResultJson(result, spec.connection.engine);
    object.insert(QStringLiteral("url"), spec.baseUrl.toString() + spec.requests.constFirst().name);
    object.insert(QStringLiteral("connections"), spec.load.mostUsers());
    return object;
}

QString percentileLine(const QString &name, const Histogram &times)
{
    const auto at = [&times](double percentile) {
        return formatMicroseconds(times.isEmpty() ? -1 : times.percentile(percentile));
    };
    return QStringLiteral("%1: p50 %2, p90 %3, p99 %4, p99.9 %5, max %6\n")
        .arg(name, at(50), at(90), at(99), at(99.9), at(100));
}

QString toText(const LoadSpec &spec, const LoadResult &result)
{
    const EndpointMetrics total = result.measured.total();
    QString text = QStringLiteral("%1 in %2, %3 failed, %4 received\n")
                       .arg(formatCounted(total.ended(), QStringLiteral("requests")),
                            formatDuration(Seconds(result.measuredS)), formatCount(total.failed()),
                            formatBytes(total.bytesReceived));
    text += QStringLiteral("%1 requests/s over %2%3 (%4 opened), engine %5\n")
                .arg(formatRate(result.rps()), spec.load.isOpen() ? QStringLiteral("at most ") : QString(),
                     formatCounted(spec.load.mostUsers(), QStringLiteral("connections")),
                     formatCount(total.connectionsOpened), spec.connection.engine);
    if (total.stale > 0)
        text += QStringLiteral("%1 sent twice, because the server had closed their kept-alive connection\n")
                    .arg(formatCounted(total.stale, QStringLiteral("requests")));
    if (result.isOpen)
        text +=
            QStringLiteral("intended: %1 requests/s; %2 dropped, %3 waited for a connection, sent late by "
                           "%4 (p99)\n")
                .arg(formatRate(result.intendedRps), formatCount(result.dropped), formatCount(result.waited),
                     formatMicroseconds(result.client.sendLateP99Us));
    if (result.isTargetMissed())
        text += QStringLiteral("Target rate missed: %1 of %2 requests/s were answered in time\n")
                    .arg(formatRate(result.rps()), formatRate(result.intendedRps));
    if (result.pacingCeilingRps > 0)
        text += QStringLiteral("with this think time at most %1 requests/s%2; sent late by %3 (p99)\n")
                    .arg(formatRate(result.pacingCeilingRps),
                         result.isPacingBound ? QStringLiteral(": the rate is the schedule's") : QString(),
                         formatMicroseconds(result.client.sendLateP99Us));
    text += percentileLine(QStringLiteral("service time"), total.serviceTime);
    if (result.hasDueTimes)
        text += percentileLine(QStringLiteral("response time"), total.responseTime);
    const Histogram &connecting = total.phases[static_cast<size_t>(RequestPhase::Connect)];
    if (!connecting.isEmpty())
        text += percentileLine(QStringLiteral("connecting"), connecting);
    for (const FailureRecord &failure : result.measured.failures) {
        text += QStringLiteral("  %1 × %2%3: %4\n")
                    .arg(formatCount(failure.count), outcomeClassId(failure.outcomeClass),
                         failure.status ? QStringLiteral(" %1").arg(failure.status) : QString(),
                         plainLine(failure.example));
    }
    if (result.isInvalid())
        text += QStringLiteral("Invalid: Loadstone itself stood still for %1 s of the measurement\n")
                    .arg(result.stoodStillS, 0, 'f', 1);
    if (result.client.isClientLimited)
        text += QStringLiteral("Client-limited: %1\n").arg(result.client.reason);
    return text;
}

} // namespace

void LoadCommand::addOptions(QCommandLineParser &parser)
{
    const QString number = QStringLiteral("n");
    parser.addOptions({
        {QStringLiteral("engine"),
         QStringLiteral(
             "The load engine: qnam, native for as many requests as a core can send, or grpc for the "
             "method that the URL names."),
         QStringLiteral("text"), QStringLiteral("qnam")},
        {{QStringLiteral("c"), QStringLiteral("connections")},
         QStringLiteral("Virtual users, each with its own connection (default 10)."),
         number,
         QStringLiteral("10")},
        {{QStringLiteral("t"), QStringLiteral("threads")},
         QStringLiteral("Load threads (default 1)."),
         number,
         QStringLiteral("1")},
        {{QStringLiteral("d"), QStringLiteral("duration")},
         QStringLiteral("How long to load (default 10s)."),
         QStringLiteral("time"),
         QStringLiteral("10s")},
        {{QStringLiteral("n"), QStringLiteral("requests")},
         QStringLiteral("How many requests to make instead of a duration."),
         number},
        {QStringLiteral("think-time"),
         QStringLiteral("How long each user waits after an answer: 500ms, or anything within 5s..15s."),
         QStringLiteral("time")},
        {QStringLiteral("spawn-rate"), QStringLiteral("Start so many users a second, not all at once."),
         number},
        {{QStringLiteral("r"), QStringLiteral("rate")},
         QStringLiteral("Requests per second, started on schedule whatever the server does; --connections is "
                        "then the most at once (default 1,000)."),
         number},
        {QStringLiteral("poisson"),
         QStringLiteral("With --rate: arrivals independent of each other instead of evenly spaced.")},
        {QStringLiteral("new-connections"), QStringLiteral("A new connection for each request.")},
        {QStringLiteral("requests-per-connection"),
         QStringLiteral("Engine native: a new connection after so many requests."), number},
        {QStringLiteral("pipelining"),
         QStringLiteral(
             "Engine native: so many users send on one connection without waiting for each other."),
         number},
        {QStringLiteral("certificate"),
         QStringLiteral("With https: the file that `loadstone serve STACK tls=true` tells; nothing else is "
                        "trusted."),
         QStringLiteral("file")},
        {QStringLiteral("json"), QStringLiteral("Print one JSON object.")},
        {QStringLiteral("i-may-load-this-host"),
         QStringLiteral("You have the consent of whoever owns a host that is not this machine.")},
    });
}

int LoadCommand::run(const QCommandLineParser &parser)
{
    const Result<LoadSpec> spec = readSpec(parser);
    if (!spec)
        return fail(spec.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        printError(QStringLiteral("loadstone: %1\n").arg(raised.error().message));

    const SystemClock clock;
    LoadGenerator generator(clock);
    std::optional<LoadResult> result;
    StatusLine line;
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::interrupted, &generator,
                     [&generator](int times) { generator.stop(times > 1); });
    QObject::connect(
        &generator, &LoadGenerator::secondUpdated, &generator, [&line](const SecondBucket &second) {
            if (second.lengthS < 0.99)
                return;
            line.show(QStringLiteral("%1 · %2 RPS · p50 %3 · p99 %4 · %5 failed this second")
                          .arg(formatClock(second.startS), formatRate(double(second.ok()) / second.lengthS),
                               formatMicroseconds(second.p50Us), formatMicroseconds(second.p99Us),
                               formatCount(second.failed())));
        });
    QObject::connect(&generator, &LoadGenerator::finished, &generator, [&result](const LoadResult &ended) {
        result = ended;
        QCoreApplication::quit();
    });
    generator.start(*spec);
    QCoreApplication::exec();
    line.clear();
    if (!result)
        return fail({ErrorCode::Internal,
                     QStringLiteral("The load ended without a result; please report this."),
                     {}});
    if (!result->error.isEmpty())
        return fail({ErrorCode::Usage, result->error, {}});

    if (parser.isSet(QStringLiteral("json")))
        print(QString::fromUtf8(readableJson(toJson(*spec, *result))));
    else
        print(toText(*spec, *result));
    return result->isStopped ? StoppedByUser : Done;
}

} // namespace loadstone
