// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/interpreter.h"

#include <QDateTime>
#include <QFileInfo>
#include <QMutex>
#include <QProcess>
#include <QStandardPaths>

#include <map>

namespace loadstone
{

namespace
{

constexpr int probeTimeoutMs = 5'000;

// Printed on three lines: version, program, what is missing.
constexpr auto probeScript = u"import importlib.util as u, platform as p, sys\n"
                             "print(p.python_implementation(), p.python_version())\n"
                             "print(sys.executable)\n"
                             "missing = [m for m in ('venv', 'ensurepip') if u.find_spec(m) is None]\n"
                             "print('old' if sys.version_info < (3, 9) else ' '.join(missing))\n";

Result<Interpreter> probe(const QString &program)
{
    QProcess process;
    process.start(program, {QStringLiteral("-I"), QStringLiteral("-c"), QString::fromUtf16(probeScript)});
    if (!process.waitForFinished(probeTimeoutMs) || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0) {
        const QString detail = QString::fromLocal8Bit(process.readAllStandardError());
        process.kill();
        process.waitForFinished(probeTimeoutMs);
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 does not run.").arg(program), detail};
    }
    const QStringList lines = QString::fromUtf8(process.readAllStandardOutput()).split(u'\n');
    if (lines.size() < 3)
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 is not a Python.").arg(program), {}};
    const QString missing = lines.at(2).trimmed();
    if (missing == QStringLiteral("old"))
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("%1 is %2; 3.9 is the oldest that will do.").arg(program, lines.at(0)),
                     {}};
    if (!missing.isEmpty())
        return Error{
            ErrorCode::Unavailable,
            QStringLiteral("%1 has no %2; on Debian: apt-get install python3-venv.").arg(program, missing),
            {}};
    return Interpreter{lines.at(1).trimmed(), lines.at(0).trimmed()};
}

Result<Interpreter> remembered(const QString &program)
{
    static QMutex mutex;
    // Not QHash: GCC 12 takes the temporary of its insert() for uninitialised when it optimises.
    static std::map<QString, Result<Interpreter>> known;
    const QFileInfo file(program);
    const QString key =
        QStringLiteral("%1 %2 %3").arg(program).arg(file.lastModified().toMSecsSinceEpoch()).arg(file.size());
    const QMutexLocker lock(&mutex);
    auto found = known.find(key);
    if (found == known.end())
        found = known.emplace(key, probe(program)).first;
    return found->second;
}

} // namespace

Result<Interpreter> findInterpreter()
{
    QStringList names{QStringLiteral("python3.11"), QStringLiteral("python3"),
                      QStringLiteral("python3.12"), QStringLiteral("python3.13"),
                      QStringLiteral("python3.10"), QStringLiteral("python3.9")};
    const QString chosen = qEnvironmentVariable("LOADSTONE_PYTHON");
    if (!chosen.isEmpty())
        names = {chosen};
    QStringList reasons;
    for (const QString &name : names) {
        const QString program = QStandardPaths::findExecutable(name);
        if (program.isEmpty())
            continue;
        Result<Interpreter> interpreter = remembered(program);
        if (interpreter)
            return interpreter;
        reasons.append(interpreter.error().message);
    }
    const QString detail = reasons.join(u'\n');
    if (!chosen.isEmpty())
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("LOADSTONE_PYTHON names %1, which cannot be used%2. Correct or "
                                    "unset it.")
                         .arg(chosen,
                              reasons.isEmpty() ? QStringLiteral(": there is no such program")
                                                : QStringLiteral(": ") + reasons.first().chopped(1)),
                     detail};
    if (!reasons.isEmpty())
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("No Python that was found can be used: %1 Or set LOADSTONE_PYTHON "
                                    "to another.")
                         .arg(reasons.first()),
                     detail};
    return Error{ErrorCode::Unavailable,
                 QStringLiteral("No Python 3 was found. Install it (on Debian: apt-get install python3 "
                                "python3-venv) or set LOADSTONE_PYTHON to one."),
                 {}};
}

} // namespace loadstone
