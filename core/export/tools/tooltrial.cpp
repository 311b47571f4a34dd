// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/tools/tooltrial.h"

#include "core/analysis/findings.h"
#include "core/present/findingtext.h"
#include "core/text/format.h"

#include <QUrl>

#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

ToolTrial::ToolTrial(const TrialRecord &trialRecord, const RunRecord &runRecord)
    : trial(trialRecord), run(runRecord), profile(serverProfile(run, trial.planned.key.server)),
      figures(toolFigures(trial))
{
}

QString ToolTrial::host() const
{
    const QUrl url(run.servers.at(trial.planned.key.server).stack.url);
    return url.isEmpty() ? u"127.0.0.1"_s : url.host();
}

QString ToolTrial::path() const
{
    QStringList paths;
    for (const RequestTemplate &request : profile.requests)
        paths << QString::fromUtf8(request.path);
    return plainLine(paths.join(u", "_s));
}

QString ToolTrial::comments(const QString &tool, const QString &meaning) const
{
    const bool hasDueTimes = !trial.load.measured.total().responseTime.isEmpty();
    const QString title = u"Loadstone %1, run %2, %3, repeat %4, in the layout of %5."_s.arg(
        run.machine.loadstoneVersion, run.id, run.servers.at(trial.planned.key.server).name,
        QString::number(trial.planned.key.repeat + 1), tool);
    const QString times = u"Times are of successful requests%1; %2."_s.arg(
        hasDueTimes ? u", from when they were due"_s : QString(), meaning);
    QStringList lines{title + u' ' + times};
    if (!trial.problem.isEmpty())
        lines << trial.problem.english();
    for (const Finding &finding : detectFindings(trial, profile)) {
        if (finding.severity() != Severity::Note)
            lines << findingText(finding);
    }
    QString text;
    for (const QString &line : std::as_const(lines))
        text += u"# "_s + plainLine(line) + u'\n';
    return text;
}

} // namespace loadstone
