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

using namespace Qt::StringLiterals;

namespace
{

/// Pipes for three streams and for QProcess's report of a failed start.
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
    // If not even this folder can be opened, all descriptors are in use.
    const qint64 used =
        QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size();
    const bool isExhausted = used == 0 || used + descriptorsOfAStart > qint64(limit.rlim_cur);
    if (!isKnown || !isExhausted)
        return {process.errorString(), startErrorIn(process.errorString())};
    return {u"file descriptors exhausted: this process may have %1"_s.arg(limit.rlim_cur), EMFILE};
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
        return u"Raise the limit of open files with `ulimit -n`."_s;
    case ENFILE:
        return u"This system has no file descriptor left: close other programs, or raise "
               "fs.file-max."_s;
    case EAGAIN:
        return u"No more processes are allowed: close other programs, or raise the limit with "
               "`ulimit -u` (in a container, its limit of processes)."_s;
    case ENOMEM:
        return u"Memory is exhausted: close other programs."_s;
    case ENOSPC:
    case EDQUOT:
        return u"Free some space."_s;
    default:
        return {};
    }
}

QString startRemedy(int error, const QString &ofMissing)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return u"Check its permissions: it must be executable, and not on a file system mounted "
               "with noexec."_s;
    case EISDIR:
    case ENOEXEC:
    case ELIBBAD:
    case EINVAL:
        return u"It is not a program for this machine: install it again, or begin a script with "
               "#! and its interpreter."_s;
    case ETXTBSY:
        return u"Another process is writing it: try again once that has ended."_s;
    case E2BIG:
        return u"Shorten its arguments, or the environment of Loadstone."_s;
    case EIO:
        return u"It cannot be read: check the disk."_s;
    default: {
        const QString ofShortage = shortageRemedy(error);
        return ofShortage.isEmpty() ? ofMissing : ofShortage;
    }
    }
}

} // namespace loadstone
