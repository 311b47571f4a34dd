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

QString phaseTitle(Phase phase)
{
    switch (phase) {
    case Phase::Waiting:
        return QStringLiteral("Waiting");
    case Phase::Launch:
        return QStringLiteral("Starting the server");
    case Phase::Primer:
        return QStringLiteral("Trying each request once");
    case Phase::WarmUp:
        return QStringLiteral("Warming up");
    case Phase::Measure:
        return QStringLiteral("Measuring");
    case Phase::Drain:
        return QStringLiteral("Waiting for the last answers");
    case Phase::Stop:
        return QStringLiteral("Stopping the server");
    case Phase::Done:
        return QStringLiteral("Done");
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
