// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/hdrexport.h"

#include "core/base/regularfile.h"
#include "core/metrics/hdrlog.h"
#include "core/metrics/percentiles.h"

#include <QCoreApplication>
#include <QFile>

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

/// The lines of a trial's own log behind its header.
Status copyIntervals(const QString &path, QIODevice &device)
{
    QFile file(path);
    if (const Status opened = openRegularFile(file, largeFile); !opened)
        return Error{
            ErrorCode::Io,
            HdrExport::tr(
                "The log of histograms %1 cannot be read: %2. Without it there is no export of this run.")
                .arg(path, opened.error().text()),
            {}};
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        const bool isHeader = line.startsWith('#') || line.startsWith('"');
        if (!isHeader && device.write(line) != line.size())
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
    return trial.intervalLog.isEmpty() ? success() : copyIntervals(trial.intervalLog, device);
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
