// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace loadstone
{

/// While an object exists, this process is a child subreaper: descendants of a killed guard become children
/// of this process, whatever session, process group or environment they have set, and can be found and
/// killed. Live guards are registered. Any other child in a session other than this process's is an orphan of
/// a guard: guards and their descendants have left this session, other children of this process (QProcess)
/// have not. One thread only.
class Subreaper
{
public:
    Subreaper();
    ~Subreaper();
    Q_DISABLE_COPY_MOVE(Subreaper)

    /// The guard of this object, once started; replaces the previous one.
    void setGuard(qint64 pid);
    /// Kills and reaps the current orphans. False if there were none; until then their children may become
    /// orphans in turn.
    static bool killOrphans();

    /// While an object exists, orphans are left to init: a program meant to outlive this process, such as a
    /// browser, becomes an orphan when it is started.
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
