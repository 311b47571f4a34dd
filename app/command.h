// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

class QCommandLineParser;

namespace loadstone
{

/// Exit codes of all commands.
enum ExitCode {
    Done = 0,
    ThresholdsFailed = 1,
    CheckFailed = 1,      ///< of `check`, which has no thresholds
    NothingSucceeded = 1, ///< of `load`, which has none either
    UsageError = 2,
    ServerUnavailable = 3,
    StoppedByUser = 4,
    InternalError = 5,
};

/// The exit code of a failure.
int exitCodeFor(const Error &error);

/// Prints `loadstone: sentence` on stderr, followed by the detail, and returns the exit code.
int fail(const Error &error);

/// Prints `loadstone: sentence` on stderr.
void warn(const QString &sentence);

/// The final exit code of a program that ends with `code`: not Done after a failed write to standard output,
/// which is reported on stderr.
int checkOutput(int code);

/// One verb of the command line.
class Command
{
public:
    virtual ~Command() = default;

    virtual QString name() const = 0;
    virtual QString summary() const = 0;   ///< one line in the list of verbs
    virtual QString arguments() const = 0; ///< "PROFILE", "[STACK…]"; empty for none
    /// True if this call of the verb shows a window, given a display.
    virtual bool showsWindow(const QStringList &) const { return false; }
    /// The replacement for an option that the verb does not have; empty if unknown.
    virtual QString hintFor(const QString &unknownOption) const
    {
        Q_UNUSED(unknownOption)
        return {};
    }

    /// @param arguments of the verb, without program and verb. Returns the exit code. Requires a
    /// QCoreApplication, or a QApplication if showsWindow().
    int execute(const QStringList &arguments);

protected:
    virtual void addOptions(QCommandLineParser &parser) = 0;
    virtual int run(const QCommandLineParser &parser) = 0;
};

} // namespace loadstone
