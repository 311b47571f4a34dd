// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// A Python that can create environments.
struct Interpreter {
    QString program; ///< absolute; the real program, not a wrapper that selects one
    QString version; ///< "CPython 3.11.2"
    bool operator==(const Interpreter &) const = default;
};

/// Requirements for the Python of an environment. The default is for stacks on CPython.
struct InterpreterChoice {
    QStringList programs{QStringLiteral("python3.11"), QStringLiteral("python3"),
                         QStringLiteral("python3.12"), QStringLiteral("python3.13"),
                         QStringLiteral("python3.10"), QStringLiteral("python3.9")};
    QString implementation = QStringLiteral("CPython");
    QString oldest = QStringLiteral("3.9");
    QString newest; ///< "3.7" includes 3.7.16; empty: any
    QString remedy = QStringLiteral("On Debian: apt-get install python3 python3-venv.");
    QString variable = QStringLiteral("LOADSTONE_PYTHON"); ///< of the environment; names another program
    bool operator==(const InterpreterChoice &) const = default;
};

/// Reads the requirements from environment.json next to the lock: "interpreters", "implementation", "oldest",
/// "newest" and "remedy". Without the file, the default.
/// @param id of the environment; LOADSTONE_PYTHON_PYPY overrides "pypy"
InterpreterChoice readInterpreterChoice(const QString &file, const QString &id);

/// The program named by the choice's variable (then only that one), or the first of its programs with the
/// right implementation and version, venv and ensurepip. Searches PATH and pyenv's versions. Runs each
/// candidate for at most 5 s, and caches the result until the program's file changes. Thread-safe.
Result<Interpreter> findInterpreter(const InterpreterChoice &choice = {});

} // namespace loadstone
