// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/server/processtree.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <string>
#include <vector>

/// Identifies processes of one test by an environment variable, which survives setsid() and double forks, so
/// that a test can detect processes left by a server.
class MarkedProcesses
{
public:
    QString name() const { return QStringLiteral("LOADSTONE_TEST"); }
    QString value() const { return m_value; }
    std::vector<int> alive() const
    {
        const loadstone::ProcessTree tree;
        std::vector<int> pids;
        for (const loadstone::ProcessStat &process : tree.all()) {
            if (process.state != 'Z'
                && tree.hasEnvironment(process.pid, "LOADSTONE_TEST=" + m_value.toStdString()))
                pids.push_back(process.pid);
        }
        return pids;
    }

private:
    QString m_value = QUuid::createUuid().toString(QUuid::WithoutBraces);
};

/// A Python program that forks one child in its group, one in a new session and one that daemonises, prints
/// "ready", and waits. @param prologue e.g. "signal.signal(15, signal.SIG_IGN)"
inline QString forkingProgram(const QString &prologue = {})
{
    return QStringLiteral(R"(
import os, signal, sys, time
%1
def stay():
    while True: time.sleep(60)
if os.fork() == 0: stay()
if os.fork() == 0:
    os.setsid(); stay()
middle = os.fork()
if middle == 0:
    os.setsid()
    if os.fork() == 0: stay()
    os._exit(0)
os.waitpid(middle, 0)
print('ready', flush=True)
stay()
)")
        .arg(prologue);
}
