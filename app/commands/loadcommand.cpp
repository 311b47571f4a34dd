// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/loadcommand.h"

#include "app/loadoptions.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "core/analysis/trialstats.h"
#include "core/base/clock.h"
#include "core/base/regularfile.h"
#include "core/export/jsonreport.h"
#include "core/load/loadgenerator.h"
#include "core/load/target.h"
#include "core/run/machine.h"
#include "core/text/format.h"
#include "core/text/requestends.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonObject>
#include <QUrl>

#include <algorithm>
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
    Result<Target> target = parseTarget(parser.positionalArguments().constFirst());
    if (!target)
        return target;
    const QUrl &url = target->baseUrl;
    const bool isLocal = url.scheme() == unixSocketScheme() || isThisMachine(url.host());
    if (!isLocal && !parser.isSet(QStringLiteral("i-may-load-this-host"))) {
        return usage(
            QStringLiteral("%1 is a remote host (only localhost, 127.0.0.1 and [::1] are local). Load it "
                           "only with the owner's authorisation; to confirm, add --i-may-load-this-host.")
                .arg(url.host()));
    }
    return target;
}

/// PEM; empty for http.
Result<QByteArray> readCertificate(const QCommandLineParser &parser, const QUrl &url)
{
    const QString option = QStringLiteral("certificate");
    if (url.scheme() != QLatin1String("https"))
        return QByteArray();
    if (!parser.isSet(option))
        return usage(QStringLiteral("https requires --certificate: start the server with `loadstone serve "
                                    "STACK tls=true` and pass the file it prints."));
    const QString file = parser.value(option);
    Result<QByteArray> certificate = readRegularFile(file, smallFile);
    if (!certificate)
        return usage(
            QStringLiteral("Cannot read the certificate %1: %2.").arg(file, certificate.error().message));
    return certificate;
}

Result<LoadSpec> readSpec(const QCommandLineParser &parser)
{
    const Result<Target> target = readTarget(parser);
    if (!target)
        return target.error();
    Result<LoadSpec> spec = readLoadOptions(parser, *target);
    if (!spec)
        return spec;
    const Result<QByteArray> certificate = readCertificate(parser, target->baseUrl);
    if (!certificate)
        return certificate.error();
    spec.value().certificate = *certificate;
    return spec;
}

QJsonObject toJson(const LoadSpec &spec, const LoadResult &result)
{
    QJsonObject object = loadResultJson(result, spec.connection.engine);
    object.insert(QStringLiteral("url"), makeUrl(spec.baseUrl, spec.requests.constFirst().path));
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
    const LoadStats stats = analyseLoad(result);
    const EndpointMetrics total = result.measured.total();
    QString text = QStringLiteral("%1 in %2, %3, %4 received\n")
                       .arg(formatCounted(total.ended(), QStringLiteral("requests")),
                            formatDuration(Seconds(result.measuredS)), describeEnds(total),
                            formatBytes(total.bytesReceived));
    text += QStringLiteral("%1 requests/s over %2%3 (%4 opened), engine %5\n")
                .arg(formatRate(stats.rps()), spec.load.isOpen() ? QStringLiteral("up to ") : QString(),
                     formatCounted(spec.load.mostUsers(), QStringLiteral("connections")),
                     formatCount(total.connectionsOpened), spec.connection.engine);
    if (total.stale > 0)
        text += QStringLiteral("%1 sent again because the server had closed the keep-alive connection\n")
                    .arg(formatCounted(total.stale, QStringLiteral("requests")));
    if (result.isOpen)
        text +=
            QStringLiteral(
                "scheduled: %1 requests/s; %2 dropped, %3 waited for a connection, sent late by %4 (p99)\n")
                .arg(formatRate(result.intendedRps), formatCount(result.dropped), formatCount(result.waited),
                     formatMicroseconds(result.client.sendLateP99Us));
    if (stats.isTargetMissed)
        text += QStringLiteral("Target rate missed: %1 of %2 requests/s succeeded\n")
                    .arg(formatRate(stats.rps()), formatRate(result.intendedRps));
    if (result.pacingCeilingRps > 0)
        text += QStringLiteral("upper bound from think time: %1 requests/s%2; sent late by %3 (p99)\n")
                    .arg(formatRate(result.pacingCeilingRps),
                         stats.isPacingBound ? QStringLiteral(" (set by schedule)") : QString(),
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
        text += QStringLiteral("Invalid: Loadstone stood still for %1 s of the measurement\n")
                    .arg(result.stoodStillS, 0, 'f', 1);
    if (result.client.isClientLimited)
        text += QStringLiteral("Client-limited: %1\n").arg(result.client.reason);
    return text;
}

/// A sentence when not one request was served as expected; empty otherwise.
QString failureSentence(const LoadResult &result)
{
    const EndpointMetrics total = result.measured.total();
    if (total.ok() > 0)
        return {};
    if (total.ended() == 0)
        return QStringLiteral("No request completed: no response arrived in time.");
    const auto most =
        std::max_element(result.measured.failures.cbegin(), result.measured.failures.cend(),
                         [](const FailureRecord &a, const FailureRecord &b) { return a.count < b.count; });
    const QString cause = most == result.measured.failures.cend()
        ? QString()
        : QStringLiteral(": %1 (%2)").arg(outcomeClassId(most->outcomeClass), plainLine(most->example));
    return QStringLiteral("No request succeeded%1.").arg(cause);
}

} // namespace

QString LoadCommand::hintFor(const QString &unknownOption) const { return hintForOtherTools(unknownOption); }

void LoadCommand::addOptions(QCommandLineParser &parser)
{
    addLoadOptions(parser);
    parser.addOptions({
        {QStringLiteral("certificate"),
         QStringLiteral("Certificate for https: the file that `loadstone serve STACK tls=true` prints. No "
                        "other certificate is trusted."),
         QStringLiteral("file")},
        {QStringLiteral("json"), QStringLiteral("Print one JSON object.")},
        {QStringLiteral("i-may-load-this-host"),
         QStringLiteral("Confirm that you are authorised to load a remote host.")},
    });
}

int LoadCommand::run(const QCommandLineParser &parser)
{
    const Result<LoadSpec> spec = readSpec(parser);
    if (!spec)
        return fail(spec.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        warn(raised.error().message);

    const SystemClock clock;
    LoadGenerator generator(clock);
    std::optional<LoadResult> result;
    StatusLine line;
    SignalWatcher watcher;
    QObject::connect(&watcher, &SignalWatcher::interrupted, &generator,
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
                     QStringLiteral("Internal error: the load ended without a result. Please report it."),
                     {}});
    if (!result->error.isEmpty())
        return fail({ErrorCode::Usage, result->error, {}});

    if (parser.isSet(QStringLiteral("json")))
        printJson(readableJson(toJson(*spec, *result)));
    else
        print(toText(*spec, *result));
    if (result->isStopped)
        return StoppedByUser;
    const QString failure = failureSentence(*result);
    if (!failure.isEmpty())
        warn(failure);
    return failure.isEmpty() ? Done : NothingSucceeded;
}

} // namespace loadstone
