// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/loadcommand.h"

#include "app/loadoptions.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "core/analysis/livestats.h"
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

using namespace Qt::StringLiterals;

namespace
{

Error usage(const QString &message) { return {ErrorCode::Usage, message, {}}; }

Result<Target> readTarget(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return usage(u"Name one URL to load, for example http://127.0.0.1:8000/."_s);
    Result<Target> target = parseTarget(parser.positionalArguments().constFirst());
    if (!target)
        return target;
    const QUrl &url = target->baseUrl;
    const bool isLocal = url.scheme() == unixSocketScheme() || isThisMachine(url.host());
    if (!isLocal && !parser.isSet(u"i-may-load-this-host"_s)) {
        return usage(
            u"%1 is a remote host (only localhost, 127.0.0.1 and [::1] are local). Load it "
            "only with the owner's authorisation; to confirm, add --i-may-load-this-host."_s.arg(url.host()));
    }
    return target;
}

/// PEM; empty for http.
Result<QByteArray> readCertificate(const QCommandLineParser &parser, const QUrl &url)
{
    const QString option = u"certificate"_s;
    if (url.scheme() != QLatin1String("https"))
        return QByteArray();
    if (!parser.isSet(option))
        return usage(u"https requires --certificate: start the server with `loadstone serve "
                     "STACK tls=true` and pass the file it prints."_s);
    const QString file = parser.value(option);
    Result<QByteArray> certificate = readRegularFile(file, smallFile);
    if (!certificate)
        return usage(u"Cannot read the certificate %1: %2."_s.arg(file, certificate.error().text()));
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
    object.insert(u"url"_s, makeUrl(spec.baseUrl, spec.requests.constFirst().path));
    object.insert(u"connections"_s, spec.load.mostUsers());
    return object;
}

QString percentileLine(const QString &name, const Histogram &times)
{
    const auto at = [&times](double percentile) {
        return formatMicroseconds(times.isEmpty() ? -1 : times.percentile(percentile));
    };
    return u"%1: p50 %2, p90 %3, p99 %4, p99.9 %5, max %6\n"_s.arg(name, at(50), at(90), at(99), at(99.9),
                                                                   at(100));
}

QString toText(const LoadSpec &spec, const LoadResult &result)
{
    const LoadStats stats = analyseLoad(result);
    const EndpointMetrics total = result.measured.total();
    QString text = u"%1 in %2, %3, %4 received\n"_s.arg(
        formatCounted(total.ended(), u"requests"_s), formatDuration(Seconds(result.measuredS)),
        describeEnds(total), formatBytes(total.bytesReceived));
    text += u"%1 requests/s over %2%3 (%4 opened), engine %5\n"_s.arg(
        formatRate(stats.rps()), spec.load.isOpen() ? u"up to "_s : QString(),
        formatCounted(spec.load.mostUsers(), u"connections"_s), formatCount(total.connectionsOpened),
        spec.connection.engine);
    if (total.stale > 0)
        text += u"%1 sent again because the server had closed the keep-alive connection\n"_s.arg(
            formatCounted(total.stale, u"requests"_s));
    if (result.isOpen)
        text += u"scheduled: %1 requests/s; %2 dropped, %3 waited for a connection, sent late by %4 (p99)\n"_s
                    .arg(formatRate(result.intendedRps), formatCount(result.dropped),
                         formatCount(result.waited), formatMicroseconds(result.client.sendLateP99Us));
    if (stats.isTargetMissed)
        text += u"Target rate missed: %1 of %2 requests/s succeeded\n"_s.arg(formatRate(stats.rps()),
                                                                             formatRate(result.intendedRps));
    if (result.pacingCeilingRps > 0)
        text += u"upper bound from think time: %1 requests/s%2; sent late by %3 (p99)\n"_s.arg(
            formatRate(result.pacingCeilingRps), stats.isPacingBound ? u" (set by schedule)"_s : QString(),
            formatMicroseconds(result.client.sendLateP99Us));
    text += percentileLine(u"service time"_s, total.serviceTime);
    if (result.hasDueTimes)
        text += percentileLine(u"response time"_s, total.responseTime);
    const Histogram &connecting = total.phases[static_cast<size_t>(RequestPhase::Connect)];
    if (!connecting.isEmpty())
        text += percentileLine(u"connecting"_s, connecting);
    for (const FailureRecord &failure : result.measured.failures) {
        text += u"  %1 × %2%3: %4\n"_s.arg(formatCount(failure.count), outcomeClassId(failure.outcomeClass),
                                           failure.status ? u" %1"_s.arg(failure.status) : QString(),
                                           plainLine(failure.example));
    }
    if (result.isInvalid())
        text += u"Invalid: Loadstone stood still for %1 s of the measurement\n"_s.arg(result.stoodStillS, 0,
                                                                                      'f', 1);
    if (result.client.isClientLimited)
        text += u"Client-limited: %1\n"_s.arg(result.client.reason.translated());
    return text;
}

/// A sentence if no request succeeded; empty otherwise.
QString failureSentence(const LoadResult &result)
{
    const EndpointMetrics total = result.measured.total();
    if (total.ok() > 0)
        return {};
    if (total.ended() == 0)
        return u"No request completed: no response arrived in time."_s;
    const auto most =
        std::max_element(result.measured.failures.cbegin(), result.measured.failures.cend(),
                         [](const FailureRecord &a, const FailureRecord &b) { return a.count < b.count; });
    const QString cause = most == result.measured.failures.cend()
        ? QString()
        : u": %1 (%2)"_s.arg(outcomeClassId(most->outcomeClass), plainLine(most->example));
    return u"No request succeeded%1."_s.arg(cause);
}

} // namespace

QString LoadCommand::hintFor(const QString &unknownOption) const { return hintForOtherTools(unknownOption); }

void LoadCommand::addOptions(QCommandLineParser &parser)
{
    addLoadOptions(parser);
    parser.addOptions({
        {u"certificate"_s,
         u"Certificate for https: the file that `loadstone serve STACK tls=true` prints. No "
         "other certificate is trusted."_s,
         u"file"_s},
        {u"json"_s, u"Print one JSON object."_s},
        {u"i-may-load-this-host"_s, u"Confirm that you are authorised to load a remote host."_s},
    });
}

int LoadCommand::run(const QCommandLineParser &parser)
{
    const Result<LoadSpec> spec = readSpec(parser);
    if (!spec)
        return fail(spec.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        warn(raised.error().text());

    const SystemClock clock;
    LoadGenerator generator(clock);
    std::optional<LoadResult> result;
    StatusLine line;
    SignalWatcher watcher;
    QObject::connect(&watcher, &SignalWatcher::interrupted, &generator,
                     [&generator](int times) { generator.stop(times > 1); });
    QObject::connect(&generator, &LoadGenerator::secondUpdated, &generator,
                     [&line](const SecondBucket &second) {
                         if (second.lengthS < 0.99)
                             return;
                         line.show(u"%1 · %2 RPS · p50 %3 · p99 %4 · %5 failed this second"_s.arg(
                             formatClock(second.startS), formatRate(perSecond(second.ok(), second)),
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
                     u"Internal error: the load ended without a result. Please report it."_s,
                     {}});
    if (!result->error.isEmpty())
        return fail({ErrorCode::Usage, result->error, {}});

    if (parser.isSet(u"json"_s))
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
