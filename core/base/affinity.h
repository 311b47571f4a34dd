// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include <QList>

#include <QString>

namespace loadstone
{

/// The CPU cores this process may use, by number.
QList<int> allowedCores();

/// Why these cores cannot all be used here, as a sentence; empty if they can.
Sentence coreSetError(const QList<int> &cores);

/// "0–3, 8"; "all" for an empty list.
QString describeCores(const QList<int> &cores);

/// Pins the calling thread, and every thread or process it starts later, to these cores; an empty list
/// changes nothing. Returns 0 or an errno.
int pinToCores(const QList<int> &cores);

/// Scope in which threads started by the calling thread are pinned to these cores permanently. An empty list
/// changes nothing.
class StartOnCores
{
public:
    explicit StartOnCores(const QList<int> &cores);
    ~StartOnCores();
    StartOnCores(const StartOnCores &) = delete;
    StartOnCores &operator=(const StartOnCores &) = delete;

    /// Why pinning failed, as a sentence; empty on success.
    const Sentence &problem() const { return m_problem; }

private:
    QList<int> m_before; ///< empty: nothing to restore
    Sentence m_problem;
};

} // namespace loadstone
