// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/phasetext.h"

#include <QCoreApplication>

namespace loadstone
{

QString phaseTitle(Phase phase)
{
    switch (phase) {
    case Phase::Waiting:
        return QCoreApplication::translate("Phase", "Waiting");
    case Phase::Launch:
        return QCoreApplication::translate("Phase", "Starting the server");
    case Phase::Primer:
        return QCoreApplication::translate("Phase", "Trying each request once");
    case Phase::WarmUp:
        return QCoreApplication::translate("Phase", "Warming up");
    case Phase::Measure:
        return QCoreApplication::translate("Phase", "Measuring");
    case Phase::Drain:
        return QCoreApplication::translate("Phase", "Waiting for requests in flight");
    case Phase::Stop:
        return QCoreApplication::translate("Phase", "Stopping the server");
    case Phase::Done:
        return QCoreApplication::translate("Phase", "Done");
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
