// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"

#include <QStringList>

#include <sched.h>

#include <cerrno>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

QList<int> allowedCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    QList<int> cores;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return cores;
    for (int core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &set))
            cores.append(core);
    }
    return cores;
}

Sentence coreSetError(const QList<int> &cores)
{
    const QList<int> allowed = allowedCores();
    for (const int core : cores) {
        if (!allowed.contains(core))
            return Sentence(QT_TRANSLATE_NOOP("Sentence",
                                              "Loadstone may not use core %1 on this machine; available: %2. "
                                              "Change \"affinity\" in the profile, or remove it."),
                            core, describeCores(allowed));
    }
    return {};
}

QString describeCores(const QList<int> &cores)
{
    QStringList ranges;
    for (qsizetype i = 0; i < cores.size(); ++i) {
        const int first = cores[i];
        while (i + 1 < cores.size() && cores[i + 1] == cores[i] + 1)
            ++i;
        ranges << (cores[i] == first ? QString::number(first) : u"%1–%2"_s.arg(first).arg(cores[i]));
    }
    return ranges.isEmpty() ? u"all"_s : ranges.join(u", "_s);
}

int pinToCores(const QList<int> &cores)
{
    if (cores.isEmpty())
        return 0;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int core : cores) {
        if (core < 0 || core >= CPU_SETSIZE)
            return EINVAL;
        CPU_SET(core, &set);
    }
    return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : errno;
}

StartOnCores::StartOnCores(const QList<int> &cores)
{
    if (cores.isEmpty())
        return;
    const QList<int> before = allowedCores();
    if (const int error = pinToCores(cores))
        m_problem =
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "The load threads could not be pinned to the cores %1: %2. Change "
                                       "\"affinity\" in the profile, or remove it."),
                     describeCores(cores), QString::fromLocal8Bit(std::strerror(error)));
    else
        m_before = before;
}

StartOnCores::~StartOnCores() { pinToCores(m_before); }

} // namespace loadstone
