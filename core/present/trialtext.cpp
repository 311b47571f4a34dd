// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/trialtext.h"

#include <QCoreApplication>

namespace loadstone
{

namespace
{

class TrialText
{
    Q_DECLARE_TR_FUNCTIONS(TrialText)
};

} // namespace

QString trialTitle(const RunRecord &run, const TrialKey &key)
{
    if (key.server < 0 || key.server >= run.servers.size())
        return {};
    const QString name = run.servers.at(key.server).name;
    return roundCount(run) > 1 ? TrialText::tr("%1, repeat %2").arg(name).arg(key.repeat + 1) : name;
}

QString trialEndTitle(TrialEnd end)
{
    switch (end) {
    case TrialEnd::Finished:
        return TrialText::tr("finished");
    case TrialEnd::Stopped:
        return TrialText::tr("stopped");
    case TrialEnd::NotMeasured:
        return TrialText::tr("not measured");
    case TrialEnd::ServerExited:
        return TrialText::tr("server exited");
    case TrialEnd::Running:
        return TrialText::tr("running");
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
