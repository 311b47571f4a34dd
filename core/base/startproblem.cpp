// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/startproblem.h"

#include <QDir>
#include <QProcess>

#include <sys/resource.h>

namespace loadstone
{

namespace
{

/// Pipes for three streams and for what the child reports until it runs.
constexpr qint64 descriptorsOfAStart = 12;

} // namespace

QString startProblem(const QProcess &process)
{
    rlimit limit = {};
    const bool isKnown = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    // Where even this folder cannot be opened, none is left at all.
    const qint64 used = QDir(QStringLiteral("/proc/self/fd"))
                            .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                            .size();
    const bool isExhausted = used == 0 || used + descriptorsOfAStart > qint64(limit.rlim_cur);
    if (!isKnown || !isExhausted)
        return process.errorString();
    return QStringLiteral("file descriptors exhausted: this process may have %1, see `ulimit -n`")
        .arg(limit.rlim_cur);
}

} // namespace loadstone
