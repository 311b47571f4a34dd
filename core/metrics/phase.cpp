// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/phase.h"

namespace loadstone
{

QString phaseId(Phase phase)
{
    switch (phase) {
    case Phase::Waiting:
        return QStringLiteral("waiting");
    case Phase::Launch:
        return QStringLiteral("launch");
    case Phase::Primer:
        return QStringLiteral("primer");
    case Phase::WarmUp:
        return QStringLiteral("warm-up");
    case Phase::Measure:
        return QStringLiteral("measure");
    case Phase::Drain:
        return QStringLiteral("drain");
    case Phase::Stop:
        return QStringLiteral("stop");
    case Phase::Done:
        return QStringLiteral("done");
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
