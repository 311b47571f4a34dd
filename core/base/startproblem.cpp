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
    return {Sentence(QT_TRANSLATE_NOOP("Sentence", "file descriptors exhausted: this process may have %1"),
                     limit.rlim_cur),
            EMFILE};
}

int startErrorIn(const QString &text)
{
    const auto *found = std::find_if(std::begin(startErrors), std::end(startErrors), [&text](int error) {
        return text.endsWith(QString::fromLocal8Bit(std::strerror(error)));
    });
    return found == std::end(startErrors) ? 0 : *found;
}

Sentence shortageRemedy(int error)
{
    switch (error) {
    case EMFILE:
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "Raise the limit of open files with `ulimit -n`."));
    case ENFILE:
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence",
                              "This system has no file descriptor left: close other programs, or raise "
                              "fs.file-max."));
    case EAGAIN:
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence",
                              "No more processes are allowed: close other programs, or raise the limit with "
                              "`ulimit -u` (in a container, its limit of processes)."));
    case ENOMEM:
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "Memory is exhausted: close other programs."));
    case ENOSPC:
    case EDQUOT:
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "Free some space."));
    default:
        return {};
    }
}

Sentence startRemedy(int error, const Sentence &ofMissing)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return Sentence(QT_TRANSLATE_NOOP(
            "Sentence",
            "Check its permissions: it must be executable, and not on a file system mounted "
            "with noexec."));
    case EISDIR:
    case ENOEXEC:
    case ELIBBAD:
    case EINVAL:
        return Sentence(QT_TRANSLATE_NOOP(
            "Sentence",
            "It is not a program for this machine: install it again, or begin a script with "
            "#! and its interpreter."));
    case ETXTBSY:
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence", "Another process is writing it: try again once that has ended."));
    case E2BIG:
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence", "Shorten its arguments, or the environment of Loadstone."));
    case EIO:
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "It cannot be read: check the disk."));
    default: {
        const Sentence ofShortage = shortageRemedy(error);
        return ofShortage.isEmpty() ? ofMissing : ofShortage;
    }
    }
}

} // namespace loadstone
