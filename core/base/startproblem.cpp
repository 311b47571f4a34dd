// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/startproblem.h"

#include <QDir>
#include <QProcess>

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

namespace loadstone
{

namespace
{

/// Pipes for three streams and for what the child reports until it runs.
constexpr qint64 descriptorsOfAStart = 12;

/// Of pipe(2), mkdir(2), fork(2), chdir(2) and execve(2).
constexpr int startErrors[] = {E2BIG,   EACCES, EAGAIN,       EINVAL, EIO,    EISDIR, ELIBBAD,
                               ELOOP,   EMFILE, ENAMETOOLONG, ENFILE, ENOENT, EDQUOT, ENOMEM,
                               ENOEXEC, ENOSPC, ENOTDIR,      EPERM,  EROFS,  ETXTBSY};

} // namespace

StartProblem startProblem(const QProcess &process)
{
    rlimit limit = {};
    const bool isKnown = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    // Where even this folder cannot be opened, none is left at all.
    const qint64 used = QDir(QStringLiteral("/proc/self/fd"))
                            .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                            .size();
    const bool isExhausted = used == 0 || used + descriptorsOfAStart > qint64(limit.rlim_cur);
    if (!isKnown || !isExhausted)
        return {process.errorString(), startErrorIn(process.errorString())};
    return {QStringLiteral("file descriptors exhausted: this process may have %1").arg(limit.rlim_cur),
            EMFILE};
}

int startErrorIn(const QString &text)
{
    const auto *found = std::find_if(std::begin(startErrors), std::end(startErrors), [&text](int error) {
        return text.endsWith(QString::fromLocal8Bit(std::strerror(error)));
    });
    return found == std::end(startErrors) ? 0 : *found;
}

QString shortageRemedy(int error)
{
    switch (error) {
    case EMFILE:
        return QStringLiteral("Raise the limit of open files with `ulimit -n`.");
    case ENFILE:
        return QStringLiteral("This system has no file descriptor left: close other programs, or raise "
                              "fs.file-max.");
    case EAGAIN:
        return QStringLiteral("No more processes are allowed: close other programs, or raise the limit with "
                              "`ulimit -u` (in a container, its limit of processes).");
    case ENOMEM:
        return QStringLiteral("Memory is exhausted: close other programs.");
    case ENOSPC:
    case EDQUOT:
        return QStringLiteral("Free some space.");
    default:
        return {};
    }
}

QString startRemedy(int error, const QString &ofMissing)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return QStringLiteral(
            "Check its permissions: it must be executable, and not on a file system mounted "
            "with noexec.");
    case EISDIR:
    case ENOEXEC:
    case ELIBBAD:
    case EINVAL:
        return QStringLiteral(
            "It is not a program for this machine: install it again, or begin a script with "
            "#! and its interpreter.");
    case ETXTBSY:
        return QStringLiteral("Another process is writing it: try again once that has ended.");
    case E2BIG:
        return QStringLiteral("Shorten its arguments, or the environment of Loadstone.");
    case EIO:
        return QStringLiteral("It cannot be read: check the disk.");
    default: {
        const QString ofShortage = shortageRemedy(error);
        return ofShortage.isEmpty() ? ofMissing : ofShortage;
    }
    }
}

} // namespace loadstone
