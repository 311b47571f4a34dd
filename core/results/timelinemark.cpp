// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/timelinemark.h"

#include <QtGlobal>

namespace loadstone
{

using namespace Qt::StringLiterals;

QString markKindId(MarkKind kind)
{
    switch (kind) {
    case MarkKind::ServerStarted:
        return u"server-started"_s;
    case MarkKind::ServerReady:
        return u"server-ready"_s;
    case MarkKind::WarmUp:
        return u"warm-up"_s;
    case MarkKind::Measure:
        return u"measure"_s;
    case MarkKind::Drain:
        return u"drain"_s;
    case MarkKind::TrialChange:
        return u"trial-change"_s;
    case MarkKind::FirstFailure:
        return u"first-failure"_s;
    case MarkKind::ServerExited:
        return u"server-exited"_s;
    case MarkKind::StopRequested:
        return u"stop-requested"_s;
    case MarkKind::ClientLimited:
        return u"client-limited"_s;
    case MarkKind::Target:
        return u"target"_s;
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
