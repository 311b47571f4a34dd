// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// A Python that can make environments.
struct Interpreter {
    QString program; ///< absolute; the real program, not a wrapper that chooses one
    QString version; ///< "CPython 3.11.2"
    bool operator==(const Interpreter &) const = default;
};

/// Which Python an environment is to be made with. As it stands: for the stacks on CPython.
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

/// The choice that a file environment.json beside the lock makes: "interpreters", "implementation",
/// "oldest", "newest" and "remedy". Without the file, the default.
/// @param id of the environment; "pypy" can be overruled by LOADSTONE_PYTHON_PYPY
InterpreterChoice readInterpreterChoice(const QString &file, const QString &id);

/// The program that the choice's variable names (then only that one), or the first of its programs
/// that has the right implementation and version, venv and ensurepip. Where pyenv keeps Pythons is
/// searched as well as PATH. Runs each candidate, at most 5 s long, and remembers the answer until
/// the program's file changes. Thread-safe.
Result<Interpreter> findInterpreter(const InterpreterChoice &choice = {});

} // namespace loadstone
