// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/subreaper.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

int subreapers = 0;
int pauses = 0;
QList<qint64> &guards()
{
    static QList<qint64> all;
    return all;
}

void apply() { prctl(PR_SET_CHILD_SUBREAPER, subreapers > 0 && pauses == 0 ? 1 : 0); }

struct Child {
    pid_t pid = 0;
    pid_t session = 0;
    bool hasEnded = false;
};

QList<Child> children()
{
    QList<Child> found;
    const QStringList entries = QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &entry : entries) {
        bool isProcess = false;
        const pid_t pid = entry.toInt(&isProcess);
        QFile file(u"/proc/%1/stat"_s.arg(entry));
        if (!isProcess || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = file.readAll();
        // After the name, which is in brackets: state, parent, process group, session.
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 1).simplified().split(' ');
        if (fields.size() > 3 && fields[1].toInt() == getpid())
            found.append({pid, fields[3].toInt(), fields[0] == "Z"});
    }
    return found;
}

} // namespace

Subreaper::Subreaper()
{
    ++subreapers;
    apply();
}

Subreaper::~Subreaper()
{
    guards().removeOne(m_guard);
    --subreapers;
    apply();
}

void Subreaper::setGuard(qint64 pid)
{
    guards().removeOne(m_guard);
    m_guard = pid;
    guards().append(pid);
}

bool Subreaper::killOrphans()
{
    bool wasAny = false;
    for (const Child &child : children()) {
        if (child.session == getsid(0) || guards().contains(child.pid))
            continue;
        wasAny = true;
        kill(child.pid, SIGKILL);
        // By pid: processes that QProcess waits for must stay its own.
        waitpid(child.pid, nullptr, WNOHANG);
    }
    return wasAny;
}

Subreaper::Pause::Pause()
{
    ++pauses;
    apply();
}

Subreaper::Pause::~Pause()
{
    --pauses;
    apply();
}

} // namespace loadstone
