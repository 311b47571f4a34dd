// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <functional>
#include <optional>

namespace loadstone
{

/// One thing of this machine that can distort a result, and how it stands.
struct DoctorCheck {
    enum class State { Good, Warning, Bad, Unknown };
    QString id;    ///< stable: "open-files"
    QString title; ///< "Open files"
    State state = State::Unknown;
    QString found;  ///< what was seen
    QString effect; ///< what it would distort if it were not good
    QString remedy; ///< what to do; empty when good
};
QString doctorStateId(DoctorCheck::State state); ///< "good", "warning", "bad", "unknown"

/// Where the doctor looks. The defaults are this machine; tests show it another one.
struct HostAccess {
    QString root = QStringLiteral("/"); ///< folder that holds proc, sys, usr
    QString cacheFolder;                ///< empty: the user's cache folder
    /// Bytes that may still be written below a folder, if known.
    std::function<std::optional<qint64>(const QString &folder)> freeBytes;
    /// Lets time pass between two readings of the CPU's times; empty: a second.
    std::function<void()> pause;
    /// Resolution of the monotonic clock's timers in ns; empty: this machine's. None: unknown.
    std::function<std::optional<qint64>()> timerResolutionNs;
    std::optional<qint64> openFilesBefore; ///< soft limit before Loadstone raised it; none: it did not
};

/// Looks at everything that may distort a result, in the order of a person's reading. Reads files
/// only, starts nothing, and takes about a second: not for the thread of a window.
QList<DoctorCheck> examineMachine(const MachineFacts &facts, const HostAccess &host = {});

} // namespace loadstone
