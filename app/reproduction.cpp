// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reproduction.h"

#include "core/export/textreport.h"
#include "core/present/runview.h"
#include "core/text/format.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

const QStringList &reproducedProfiles()
{
    static const QStringList ids{
        u"mixed-streaming-short"_s,
        u"mixed-streaming-delay-short"_s,
        u"slow-upstream-short"_s,
        u"slow-upstream-multiple-short"_s,
        u"microframeworks-text-short"_s,
        u"microframeworks-json-short"_s,
        u"fan-out-short"_s,
        u"fan-out-grpc-short"_s,
        u"wsgi-rate-short"_s,
    };
    return ids;
}

QString reproductionTag() { return u"reproduce"_s; }

ReproductionStep nextStep(const QString &profileId, const QList<StoredRun> &runs)
{
    for (const StoredRun &run : runs) {
        if (run.profileId != profileId)
            continue;
        if (run.tags.contains(reproductionTag()))
            return {ReproductionStep::Kind::Done, run.id};
        const bool isUnfinished = run.state == RunState::Interrupted || run.state == RunState::Stopped;
        if (isUnfinished && run.trialsEnded > 0)
            return {ReproductionStep::Kind::Resume, run.id};
    }
    return {};
}

QString reproductionPage(const QList<RunRecord> &runs)
{
    const auto escaped = [](const QString &text) {
        return plainLine(text).toHtmlEscaped().replace(u'|', u"\\|"_s);
    };
    QString page = u"# The published comparisons on this machine\n\n"_s;
    if (!runs.isEmpty()) {
        const MachineFacts &machine = runs.first().machine;
        page += u"%1, %2 cores, %3, Loadstone %4. Short forms: compare the order of servers with the texts, "
                u"not the "
                "figures.\n\n| question | answer here |\n|---|---|\n"_s.arg(
                    escaped(machine.cpuModel), QString::number(machine.cores), escaped(machine.distribution),
                    escaped(machine.loadstoneVersion));
    }
    QString details;
    for (const RunRecord &run : runs) {
        const RunView view = makeRunView(run);
        page += u"| %1 | %2 |\n"_s.arg(escaped(view.title), escaped(view.headline));
        // A level deeper: the page has its own title.
        QString report = u'\n' + toMarkdown(view);
        details += report.replace(u"\n#"_s, u"\n##"_s) + u"\nRun `%1`.\n"_s.arg(run.id);
    }
    return page + details;
}

} // namespace loadstone
