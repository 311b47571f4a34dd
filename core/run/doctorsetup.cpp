// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctorsetup.h"

#include "core/run/doctorgrade.h"
#include "core/run/doctortext.h"
#include "core/text/format.h"

#include <QDir>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

namespace
{

constexpr double gibibyte = 1'024.0 * 1'024 * 1'024;

/// The oldest Python for which every package of the servers' lock exists.
constexpr int oldestPythonMinor = 11;

/// A Python below a prefix such as usr or usr/local.
struct Python {
    QString prefix;
    int minor = 0;
    QString name() const { return u"python3.%1"_s.arg(minor); }
};

/// The newest Python 3 of the usual places.
Python findPython(const KernelFiles &files)
{
    Python newest;
    for (const QString &prefix : {u"usr/local"_s, u"usr"_s}) {
        for (const QString &entry : files.entries(prefix + u"/bin"_s, u"python3.*"_s)) {
            bool isNumber = false;
            const int minor = entry.section(u"python3."_s, -1).toInt(&isNumber); // not "11-config"
            if (isNumber && minor > newest.minor)
                newest = {prefix, minor};
        }
    }
    return newest;
}

} // namespace

DoctorCheck checkDisk(const QString &cacheFolder, std::optional<qint64> freeBytes)
{
    DoctorCheck check{
        u"disk"_s,
        DoctorText::tr("Free disk space"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "The published profiles stream a file of 4 GiB, made once in the cache, and the Python "
            "environment takes about 1 GiB."),
        DoctorText::tr("Free space on that disk, or set XDG_CACHE_HOME to a folder on a larger one.")};
    if (!freeBytes)
        return check;
    check.found =
        DoctorText::tr("%1 for %2").arg(formatBytes(*freeBytes), QDir::toNativeSeparators(cacheFolder));
    check.state = gradeAtLeast(double(*freeBytes), 6 * gibibyte, 2 * gibibyte);
    return check;
}

DoctorCheck checkPython(const KernelFiles &files)
{
    DoctorCheck check{
        u"python"_s,
        DoctorText::tr("Python for the servers"),
        State::Bad,
        u"none"_s,
        DoctorText::tr(
            "Without Python 3.%1 or newer and its venv module the servers' environment cannot be built, "
            "and no server of the catalogue starts.")
            .arg(oldestPythonMinor),
        u"sudo apt install python3 python3-venv"_s};
    const Python python = findPython(files);
    if (python.minor == 0)
        return check;
    // Debian leaves ensurepip out of Python's package; venv without it makes no pip.
    const QString library = python.prefix + u"/lib/"_s + python.name();
    const bool canMakeEnvironments =
        files.exists(library + u"/venv/__init__.py"_s) && files.exists(library + u"/ensurepip/__init__.py"_s);
    check.found = (canMakeEnvironments ? DoctorText::tr("Python 3.%1 with venv")
                                       : DoctorText::tr("Python 3.%1 without venv"))
                      .arg(python.minor);
    if (python.minor >= oldestPythonMinor && canMakeEnvironments)
        check.state = State::Good;
    return check;
}

DoctorCheck checkCompiler(const KernelFiles &files)
{
    DoctorCheck check{
        u"compiler"_s,
        DoctorText::tr("C compiler for Python packages"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "uWSGI comes as source: without a C compiler and Python's headers the servers' environment "
            "cannot be built."),
        u"sudo apt install gcc python3-dev"_s};
    const Python python = findPython(files);
    if (python.minor == 0)
        return check;
    const bool hasCompiler = files.exists(u"usr/bin/cc"_s) || files.exists(u"usr/bin/gcc"_s);
    const bool hasHeaders = files.exists(python.prefix + u"/include/"_s + python.name() + u"/Python.h"_s);
    check.found =
        u"%1, %2"_s.arg(hasCompiler ? DoctorText::tr("compiler found") : DoctorText::tr("no compiler"),
                        hasHeaders ? DoctorText::tr("headers found") : DoctorText::tr("no headers"));
    check.state = hasCompiler && hasHeaders ? State::Good : State::Bad;
    return check;
}

} // namespace loadstone
