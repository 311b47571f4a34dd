// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/timelinemark.h"

#include <QtGlobal>

namespace loadstone
{

QString markKindId(MarkKind kind)
{
    switch (kind) {
    case MarkKind::ServerStarted:
        return QStringLiteral("server-started");
    case MarkKind::ServerReady:
        return QStringLiteral("server-ready");
    case MarkKind::WarmUp:
        return QStringLiteral("warm-up");
    case MarkKind::Measure:
        return QStringLiteral("measure");
    case MarkKind::Drain:
        return QStringLiteral("drain");
    case MarkKind::TrialChange:
        return QStringLiteral("trial-change");
    case MarkKind::FirstFailure:
        return QStringLiteral("first-failure");
    case MarkKind::ServerExited:
        return QStringLiteral("server-exited");
    case MarkKind::StopRequested:
        return QStringLiteral("stop-requested");
    case MarkKind::ClientLimited:
        return QStringLiteral("client-limited");
    case MarkKind::Target:
        return QStringLiteral("target");
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
