// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminalrun.h"

#include "app/interrupt.h"
#include "app/terminal.h"
#include "core/base/format.h"
#include "core/report/htmlreport.h"
#include "core/report/jsonreport.h"
#include "core/report/reportmodel.h"
#include "core/report/textreport.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

#include <algorithm>

namespace loadstone
{

namespace
{

Status writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return Error{ErrorCode::Io,
                     QStringLiteral("%1 could not be written: %2. Choose another folder with --out.")
                         .arg(path, file.errorString()),
                     {}};
    }
    return success();
}

Result<QByteArray> render(const RunResult &result, const QString &format)
{
    if (format == QLatin1String("html"))
        return htmlReport(result);
    if (format == QLatin1String("json"))
        return jsonReport(result);
    if (format == QLatin1String("md"))
        return toMarkdown(reportOf(result)).toUtf8();
    return Error{ErrorCode::Usage,
                 QStringLiteral("There is no format \"%1\"; there are %2.")
                     .arg(format, exportFormats().join(QStringLiteral(", "))),
                 {}};
}

/// Follows a run and writes what it sees into a status line.
class Narrator : public QObject
{
public:
    Narrator(RunController &controller, bool isQuiet) : m_controller(controller), m_line(isQuiet)
    {
        connect(&controller, &RunController::progressChanged, this, [this](const RunProgress &progress) {
            m_progress = progress;
            show();
        });
        connect(&controller, &RunController::trialStarted, this, [this] {
            m_second.reset();
            m_sample.reset();
            m_failed = 0;
        });
        connect(&controller, &RunController::secondUpdated, this,
                [this](int, const SecondBucket &bucket) { keep(bucket); });
        connect(&controller, &RunController::resourcesSampled, this,
                [this](int, const ResourceSample &sample) { m_sample = sample; });
        connect(&controller, &RunController::trialFinished, this,
                [this](const TrialResult &trial) { tell(trial); });
        connect(&controller, &RunController::finished, this, [this] { m_line.clear(); });
    }

    void say(const QString &text) { m_line.say(text); }

private:
    void keep(const SecondBucket &bucket)
    {
        // The last whole second is what is shown; the filling one would jump.
        if (m_filling && m_filling->startS != bucket.startS) {
            m_second = m_filling;
            m_failed += m_filling->failed();
        }
        m_filling = bucket;
    }

    void show()
    {
        if (m_progress.trial < 0) {
            const QString percent =
                m_progress.fraction < 0 ? QString() : formatPercent(100 * m_progress.fraction);
            m_line.show(QStringLiteral("Preparing · %1 %2").arg(m_progress.text, percent));
            return;
        }
        const auto result = m_controller.result();
        const PlannedTrial &planned = result->plan.at(m_progress.trial);
        QStringList parts;
        parts << QStringLiteral("[%1/%2] %3")
                     .arg(m_progress.trial + 1)
                     .arg(m_progress.trials)
                     .arg(result->variants.at(planned.variant).name);
        parts << trialPhaseTitle(m_progress.phase);
        if (m_progress.leftS >= 0)
            parts << QStringLiteral("%1 left").arg(formatDuration(Seconds(std::ceil(m_progress.leftS))));
        if (m_second) {
            parts << QStringLiteral("%1 RPS").arg(
                formatRate(double(m_second->ok()) / std::max(0.01, m_second->lengthS)));
            parts << QStringLiteral("p50 %1").arg(formatMicroseconds(m_second->p50Us));
            parts << QStringLiteral("p99 %1").arg(formatMicroseconds(m_second->p99Us));
            parts << QStringLiteral("%1 failed").arg(formatCount(m_failed));
        }
        if (m_sample) {
            parts << QStringLiteral("CPU %1").arg(formatPercent(m_sample->cpuPercent()));
            parts << formatBytes(m_sample->pssBytes);
        }
        m_line.show(parts.join(QStringLiteral(" · ")));
    }

    void tell(const TrialResult &trial)
    {
        const auto result = m_controller.result();
        const QString name = result->variants.at(trial.planned.variant).name;
        const QString repeat = result->profile.measurement.repeats > 1
            ? QStringLiteral(" #%1").arg(trial.planned.repeat + 1)
            : QString();
        if (trial.end == TrialEnd::NotMeasured) {
            m_line.say(QStringLiteral("✖ %1%2: %3").arg(name, repeat, trial.problem));
            const QStringList words = trial.problemDetail.split(u'\n', Qt::SkipEmptyParts);
            for (const QString &line : words.mid(std::max<qsizetype>(0, words.size() - 5)))
                m_line.say(QStringLiteral("    ") + line);
            return;
        }
        const EndpointMetrics total = trial.load.measured.total();
        const QString sign = trial.end == TrialEnd::Finished ? QStringLiteral("✔") : QStringLiteral("■");
        m_line.say(QStringLiteral("%1 %2%3: %4 RPS, p50 %5, p99 %6, %7 failed%8")
                       .arg(sign, name, repeat, formatRate(trial.rps()),
                            formatMicroseconds(total.ok() ? total.serviceTime.percentile(50) : -1),
                            formatMicroseconds(total.ok() ? total.serviceTime.percentile(99) : -1),
                            formatCount(total.failed()),
                            trial.problem.isEmpty() ? QString() : QStringLiteral(". ") + trial.problem));
    }

    RunController &m_controller;
    StatusLine m_line;
    RunProgress m_progress;
    std::optional<SecondBucket> m_filling;
    std::optional<SecondBucket> m_second;
    std::optional<ResourceSample> m_sample;
    qint64 m_failed = 0;
};

} // namespace

QStringList exportFormats() { return {QStringLiteral("html"), QStringLiteral("json"), QStringLiteral("md")}; }

Result<QStringList> writeOutputs(const RunResult &result, const QStringList &formats, const QString &folder,
                                 const QString &label)
{
    if (!QDir().mkpath(folder)) {
        return Error{
            ErrorCode::Io,
            QStringLiteral("The folder %1 could not be made; choose another with --out.").arg(folder),
            {}};
    }
    QStringList paths;
    for (const QString &format : formats) {
        const Result<QByteArray> bytes = render(result, format);
        if (!bytes)
            return bytes.error();
        const QString name = label.isEmpty() ? result.id : result.id + QLatin1Char('-') + label;
        const QString path = QDir(folder).filePath(name + QLatin1Char('.') + format);
        if (const Status written = writeFile(path, *bytes); !written)
            return written.error();
        paths << QDir(path).absolutePath();
    }
    return paths;
}

int exitCodeOf(const RunResult &result)
{
    if (result.state == RunState::Stopped)
        return StoppedByUser;
    const bool isMissing =
        std::any_of(result.trials.cbegin(), result.trials.cend(), [](const TrialResult &trial) {
            return trial.end == TrialEnd::NotMeasured || trial.end == TrialEnd::ServerDied;
        });
    if (result.state == RunState::Failed || isMissing || result.trials.isEmpty())
        return ServerUnavailable;
    const QList<ThresholdVerdict> verdicts = judge(result, summarize(result));
    const bool held = std::all_of(verdicts.cbegin(), verdicts.cend(),
                                  [](const ThresholdVerdict &verdict) { return verdict.isKept; });
    return held ? Done : ThresholdsFailed;
}

int runInTerminal(Services &services, const Profile &profile, const RunOutput &output)
{
    for (const QString &format : output.formats) {
        if (!exportFormats().contains(format)) {
            return fail({ErrorCode::Usage,
                         QStringLiteral("There is no format \"%1\"; there are %2.")
                             .arg(format, exportFormats().join(QStringLiteral(", "))),
                         {}});
        }
    }
    Campaign controller(services.forRuns());
    Narrator narrator(controller, output.isQuiet);
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::interrupted, &controller, [&](int times) {
        narrator.say(
            times == 1 ? QStringLiteral("Stopping: waiting for running requests; once more ends it at once.")
                       : QStringLiteral("Stopping now."));
        controller.stop(times > 1);
    });
    QObject::connect(&controller, &RunController::finished, qApp, &QCoreApplication::quit,
                     Qt::QueuedConnection);

    if (const Status started = controller.start(profile); !started)
        return fail(started.error());
    QCoreApplication::exec();

    const std::shared_ptr<const RunResult> result = controller.result();
    if (result->state == RunState::Failed)
        return fail({ErrorCode::Unavailable, result->problem, {}});
    if (!output.isQuiet)
        print(toText(reportOf(*result)));
    const QString folder =
        output.folder.isEmpty() ? QDir(services.paths.runs()).filePath(result->id) : output.folder;
    const Result<QStringList> paths = writeOutputs(*result, output.formats, folder, output.label);
    if (!paths)
        return fail(paths.error());
    for (const QString &path : *paths)
        print(QStringLiteral("Report: %1\n").arg(path));
    return exitCodeOf(*result);
}

} // namespace loadstone
