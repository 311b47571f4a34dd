// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctormemory.h"

#include "core/run/doctorgrade.h"
#include "core/run/doctortext.h"
#include "core/text/format.h"

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

DoctorCheck checkMemory(const KernelFiles &files)
{
    constexpr double mebibyte = 1'024 * 1'024;
    DoctorCheck check{
        u"memory"_s,
        DoctorText::tr("Memory available"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Servers with several workers take hundreds of MiB; when memory runs out the machine swaps or "
            "ends a server in the middle of a run."),
        DoctorText::tr("Close other programs, or use fewer workers and users.")};
    const QString available = files.value(u"proc/meminfo"_s, u"MemAvailable"_s);
    if (available.isEmpty())
        return check;
    const qint64 bytes = available.section(u' ', 0, 0).toLongLong() * 1'024;
    check.found = formatBytes(bytes);
    check.state = gradeAtLeast(double(bytes), 2'048 * mebibyte, 512 * mebibyte);
    return check;
}

DoctorCheck checkSwap(const KernelFiles &files)
{
    constexpr double mebibyte = 1'024 * 1'024;
    DoctorCheck check{
        u"swap"_s,
        DoctorText::tr("Swap"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr("A server whose memory has been moved to disk waits for the disk at some requests: "
                       "rare responses "
                       "that take very long."),
        DoctorText::tr("Close other programs and bring it back: sudo swapoff -a && sudo swapon -a")};
    const auto kibibytes = [&files](const QString &key) {
        bool isNumber = false;
        const qint64 value = files.value(u"proc/meminfo"_s, key).section(u' ', 0, 0).toLongLong(&isNumber);
        return isNumber ? std::optional(value) : std::nullopt;
    };
    const std::optional<qint64> total = kibibytes(u"SwapTotal"_s);
    const std::optional<qint64> left = kibibytes(u"SwapFree"_s);
    if (!total || !left)
        return check;
    const qint64 used = (*total - *left) * 1'024;
    check.found = *total == 0
        ? DoctorText::tr("no swap")
        : DoctorText::tr("%1 of %2").arg(formatBytes(used), formatBytes(*total * 1'024));
    check.state = gradeBelow(double(used), 64 * mebibyte, 1'024 * mebibyte);
    return check;
}

DoctorCheck checkHugePages(const KernelFiles &files)
{
    DoctorCheck check{
        u"huge-pages"_s,
        DoctorText::tr("Transparent huge pages"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "With \"always\" the memory of servers grows in steps of 2 MiB and appears larger than the "
            "memory in use, and compaction by the kernel causes pauses."),
        DoctorText::tr("echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")};
    const QString modes =
        files.text(u"sys/kernel/mm/transparent_hugepage/enabled"_s); // "always [madvise] never"
    const QString mode = modes.section(u'[', 1).section(u']', 0, 0);
    if (mode.isEmpty())
        return check;
    check.found = mode;
    check.state = mode == u"always"_s ? State::Warning : State::Good;
    return check;
}

} // namespace loadstone
