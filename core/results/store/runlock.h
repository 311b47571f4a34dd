// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Says that a program is making a run: the kernel releases it however the program ends. In a file of the run's
/// folder, so that it also holds between containers that share the folder.
class RunLock
{
public:
    /// The folder exists. Without a lock, as on a file system that has none, isHeld() is false.
    explicit RunLock(const QString &runFolder);
    ~RunLock();
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;

    bool isHeld() const { return m_file >= 0; }

    /// Whether some program holds the lock of this run.
    static bool isHeldBySomebody(const QString &runFolder);

private:
    int m_file = -1;
};

} // namespace loadstone
