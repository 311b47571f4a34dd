// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

/// A Python that can make environments.
struct Interpreter {
    QString program; ///< absolute; the real program, not a wrapper that chooses one
    QString version; ///< "CPython 3.11.2"
    bool operator==(const Interpreter &) const = default;
};

/// The first of LOADSTONE_PYTHON (then only that one), python3.11, python3 and others that is at
/// least 3.9 and has venv and ensurepip. Runs each candidate, at most 5 s long, and remembers the
/// answer until the program's file changes. Thread-safe.
Result<Interpreter> findInterpreter();

} // namespace loadstone
