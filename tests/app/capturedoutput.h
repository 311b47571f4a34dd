// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace loadstone::test
{

/// What a child process wrote.
struct CapturedOutput {
    int code = -1; ///< that the function returned; -1: a signal ended it
    QString out;
    QString err;
};

/// Calls a function in a forked copy of this process, so that neither its output nor what it changes
/// stays. It must not need other threads.
CapturedOutput captureOutput(const std::function<int()> &call);

} // namespace loadstone::test
