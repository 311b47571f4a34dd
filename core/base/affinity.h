// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace loadstone
{

/// The processor cores that this process may use, by number.
QList<int> allowedCores();

/// Why these cannot all be used here, in a sentence; empty when they can.
QString coreSetError(const QList<int> &cores);

/// "0–3, 8"; "all" for an empty list.
QString describeCores(const QList<int> &cores);

/// Lets the calling thread, and whatever it starts from now on, run on these cores only; an empty
/// list changes nothing. Returns 0, or the system's number of the error.
int pinToCores(const QList<int> &cores);

/// While it lives, threads that the calling thread starts run on these cores only, for good. An
/// empty list changes nothing.
class StartOnCores
{
public:
    explicit StartOnCores(const QList<int> &cores);
    ~StartOnCores();
    StartOnCores(const StartOnCores &) = delete;
    StartOnCores &operator=(const StartOnCores &) = delete;

    /// Why that cannot be, in a sentence; empty when it is so.
    const QString &problem() const { return m_problem; }

private:
    QList<int> m_before; ///< empty: nothing to restore
    QString m_problem;
};

} // namespace loadstone
