// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/machine.h"

#include "core/run/kernelfiles.h"

#include <QSysInfo>

#include <algorithm>
#include <cerrno>

#include <sys/resource.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString readCpuModel(const KernelFiles &files)
{
    const QString cpuInfo = u"proc/cpuinfo"_s;
    // x86 names the model; Arm boards name the board, if anything.
    for (const QString &key : {u"model name"_s, u"Model"_s, u"Hardware"_s}) {
        if (const QString model = files.value(cpuInfo, key); !model.isEmpty())
            return model.simplified();
    }
    return files.exists(cpuInfo) ? QSysInfo::currentCpuArchitecture() : QString();
}

} // namespace

int sizeOfCpuList(const QString &list)
{
    int size = 0;
    for (const QString &range : list.split(u',', Qt::SkipEmptyParts)) {
        const int first = range.section(u'-', 0, 0).toInt();
        const int last = range.section(u'-', -1, -1).toInt();
        size += std::max(0, last - first + 1);
    }
    return size;
}

namespace
{

/// The cores this process may use, which in a container can be fewer than the machine has.
int readCores(const KernelFiles &files)
{
    if (const int allowed = sizeOfCpuList(files.value(u"proc/self/status"_s, u"Cpus_allowed_list"_s)))
        return allowed;
    const QStringList lines = files.lines(u"proc/cpuinfo"_s);
    return int(std::count_if(lines.begin(), lines.end(),
                             [](const QString &line) { return line.startsWith(u"processor"); }));
}

std::optional<qint64> readMemory(const KernelFiles &files)
{
    const QString value = files.value(u"proc/meminfo"_s, u"MemTotal"_s); // "24684084 kB"
    if (value.isEmpty())
        return {};
    return value.section(u' ', 0, 0).toLongLong() * 1'024;
}

QString readDistribution(const KernelFiles &files)
{
    for (const QString &path : {u"etc/os-release"_s, u"usr/lib/os-release"_s}) {
        if (QString name = files.value(path, u"PRETTY_NAME"_s); !name.isEmpty())
            return name.remove(u'"');
    }
    return {};
}

QString readGovernor(const KernelFiles &files)
{
    QStringList governors;
    for (const QString &cpu : files.entries(u"sys/devices/system/cpu"_s, u"cpu[0-9]*"_s)) {
        if (const QString governor = files.text(cpu + u"/cpufreq/scaling_governor"_s); !governor.isEmpty())
            governors.append(governor);
    }
    governors.removeDuplicates();
    return governors.join(u", "_s);
}

} // namespace

MachineFacts readMachineFacts(const QString &root)
{
    const KernelFiles files(root);
    MachineFacts facts;
    facts.cpuModel = readCpuModel(files);
    facts.cores = readCores(files);
    facts.memoryBytes = readMemory(files);
    facts.kernel = files.text(u"proc/sys/kernel/osrelease"_s);
    facts.distribution = readDistribution(files);
    facts.governor = readGovernor(files);
    if (const QString load = files.text(u"proc/loadavg"_s); !load.isEmpty())
        facts.loadBefore = load.section(u' ', 0, 0).toDouble();
    facts.nofile = readOpenFileLimit(files).soft;
    facts.somaxconn = files.number(u"proc/sys/net/core/somaxconn"_s);

    const QStringList ports = files.text(u"proc/sys/net/ipv4/ip_local_port_range"_s).simplified().split(u' ');
    if (ports.size() == 2) {
        facts.portRangeFirst = ports[0].toInt();
        facts.portRangeLast = ports[1].toInt();
    }
    facts.loadstoneVersion = QStringLiteral(LOADSTONE_VERSION);
    facts.qtVersion = QString::fromLatin1(qVersion());
    return facts;
}

Status raiseOpenFileLimit()
{
    const auto failure = [](const Sentence &what) {
        const int number = errno;
        return Error{
            ErrorCode::Process,
            Sentence(QT_TRANSLATE_NOOP(
                         "Sentence",
                         "The limit of open files could not be %1, so a run with many connections may fail; "
                         "set it in the shell with `ulimit -n` before starting Loadstone."),
                     what),
            qt_error_string(number)};
    };
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return failure(QT_TRANSLATE_NOOP("Sentence", "read"));
    const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, rlim_t(largestUsefulOpenFiles));
    if (wanted <= limit.rlim_cur)
        return success();
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return failure(QT_TRANSLATE_NOOP("Sentence", "raised"));
    return success();
}

} // namespace loadstone
