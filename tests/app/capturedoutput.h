// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace loadstone::test
{

/// Output and exit of a child process.
struct CapturedOutput {
    int code = -1; ///< returned by the function; -1: ended by a signal
    QString out;
    QString err;
};

/// Calls a function in a forked copy of this process, which isolates its output and side effects. The
/// function must not need other threads.
CapturedOutput captureOutput(const std::function<int()> &call);

} // namespace loadstone::test
