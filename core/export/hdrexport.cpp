// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/hdrexport.h"

#include "core/metrics/hdrlog.h"
#include "core/metrics/percentiles.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class HdrExport
{
    Q_DECLARE_TR_FUNCTIONS(HdrExport)
};

/// The kinds of time of which there are any.
QMap<QString, Histogram> namedTimes(const EndpointMetrics &metrics)
{
    QMap<QString, Histogram> times;
    if (!metrics.serviceTime.isEmpty())
        times.insert(u"service"_s, metrics.serviceTime);
    if (!metrics.responseTime.isEmpty())
        times.insert(u"response"_s, metrics.responseTime);
    return times;
}

bool writeWhole(HdrLogWriter &writer, const TrialRecord &trial, const QString &prefix,
                const EndpointMetrics &metrics)
{
    const QMap<QString, Histogram> times = namedTimes(metrics);
    for (auto it = times.cbegin(); it != times.cend(); ++it) {
        if (!writer.writeInterval({prefix + it.key(), trial.timeline.measureFromS.value_or(0),
                                   trial.load.measuredS, it.value()}))
            return false;
    }
    return true;
}

Error unwritten(const QIODevice &device)
{
    return {ErrorCode::Io,
            HdrExport::tr("The histograms could not be written: %1. Choose another folder.")
                .arg(device.errorString()),
            {}};
}

/// The probe of a capacity search that the trial has its figures from.
std::optional<int> chosenProbe(const TrialRecord &trial)
{
    if (!trial.capacity)
        return {};
    const QList<CapacityProbe> &probes = trial.capacity->probes;
    const auto chosen = std::find_if(probes.rbegin(), probes.rend(), [&trial](const CapacityProbe &probe) {
        return probe.atS == trial.timeline.measureFromS;
    });
    return chosen == probes.rend() ? std::nullopt : std::optional(int(probes.rend() - chosen) - 1);
}

/// "probe-03/warm-up/" before the tags of what is not part of the figures; empty for the measure phase.
QString tagPrefix(const IntervalTimes &second, std::optional<int> chosen)
{
    const QString phase = second.phase == Phase::Measure ? QString() : phaseId(second.phase) + u'/';
    if (!second.probe || second.probe == chosen)
        return phase;
    return u"probe-%1/"_s.arg(*second.probe + 1, 2, 10, QLatin1Char('0')) + phase;
}

Status writeSeconds(HdrLogWriter &writer, const TrialRecord &trial, const QIODevice &device)
{
    const std::optional<int> chosen = chosenProbe(trial);
    bool hasResponses = false;
    for (const IntervalTimes &second : trial.timeline.intervals) {
        // Also while nothing is answered: the times of a log should have no holes.
        hasResponses = hasResponses || !second.response.hdr.isEmpty();
        const Result<Histogram> service = unpackTimes(second.service);
        const Result<Histogram> response = unpackTimes(second.response);
        if (!service || !response)
            return service ? response.error() : service.error();
        const QString prefix = tagPrefix(second, chosen);
        if (!writer.writeInterval({prefix + u"service"_s, second.startS, second.lengthS, *service})
            || (hasResponses
                && !writer.writeInterval({prefix + u"response"_s, second.startS, second.lengthS, *response})))
            return unwritten(device);
    }
    return success();
}

} // namespace

QString trialFileStem(const TrialRecord &trial, const RunRecord &run)
{
    return trialFileName(trial.planned, run.servers.at(trial.planned.key.server).stack, {});
}

Status writeHdrLog(const TrialRecord &trial, const RunRecord &run, QIODevice &device)
{
    HdrLogWriter writer(device);
    const QString title = u"Loadstone %1, run %2, %3, repeat %4"_s.arg(
        run.machine.loadstoneVersion, run.id, run.servers.at(trial.planned.key.server).name,
        QString::number(trial.planned.key.repeat + 1));
    bool isWritten = writer.writeHeader(run.startedAt, title)
        && writer.writeComment(
            u"all/ and endpoint/ are the measure phase as a whole, the others seconds of it"_s)
        && writeWhole(writer, trial, u"all/"_s, trial.load.measured.total());
    for (const EndpointMetrics &endpoint : trial.load.measured.endpoints)
        isWritten = isWritten && writeWhole(writer, trial, u"endpoint/%1/"_s.arg(endpoint.name), endpoint);
    if (!isWritten)
        return unwritten(device);
    return writeSeconds(writer, trial, device);
}

QMap<QString, QByteArray> percentileTexts(const TrialRecord &trial)
{
    QMap<QString, QByteArray> texts;
    const QMap<QString, Histogram> times = namedTimes(trial.load.measured.total());
    for (auto it = times.cbegin(); it != times.cend(); ++it)
        texts.insert(it.key(), percentileText(it.value()));
    return texts;
}

} // namespace loadstone
