// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace loadstone
{

/// While one lives, this process is a child subreaper: what a guard leaves behind when it is killed
/// becomes a child of this process, whatever session, process group or environment it has given itself,
/// and can be found and ended. Guards whose processes are still their own affair are named, all others
/// that lead or follow another session than this process are taken for orphans of a guard: a guard and
/// everything below it left this session, and what else this process starts (QProcess) did not.
/// One thread only.
class Subreaper
{
public:
    Subreaper();
    ~Subreaper();
    Q_DISABLE_COPY_MOVE(Subreaper)

    /// The guard that this object is for, as soon as it has been started; in place of the one before.
    void setGuard(qint64 pid);
    /// Kills and reaps every orphan that there is now. False when there was none; until then more may
    /// come, as the children of those that were killed.
    static bool killOrphans();

    /// While one lives, orphans are left to init: a program that is started to outlive this process,
    /// such as a browser, becomes an orphan at its start.
    class Pause
    {
    public:
        Pause();
        ~Pause();
        Q_DISABLE_COPY_MOVE(Pause)
    };

private:
    qint64 m_guard = 0;
};

} // namespace loadstone
