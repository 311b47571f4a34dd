// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/phase.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

QString phaseId(Phase phase)
{
    switch (phase) {
    case Phase::Waiting:
        return u"waiting"_s;
    case Phase::Launch:
        return u"launch"_s;
    case Phase::Primer:
        return u"primer"_s;
    case Phase::WarmUp:
        return u"warm-up"_s;
    case Phase::Measure:
        return u"measure"_s;
    case Phase::Drain:
        return u"drain"_s;
    case Phase::Stop:
        return u"stop"_s;
    case Phase::Done:
        return u"done"_s;
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
