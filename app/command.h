// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

class QCommandLineParser;

namespace loadstone
{

/// Exit codes, the same for every verb.
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

/// The exit code that belongs to a failure.
int exitCodeFor(const Error &error);

/// Prints `loadstone: sentence` on stderr, the detail below it, and returns the exit code.
int fail(const Error &error);

/// Prints `loadstone: sentence` on stderr.
void warn(const QString &sentence);

/// The exit code of a program that is about to end with `code`: not Done when its output is not
/// complete, which it reports on stderr.
int checkOutput(int code);

/// One verb of the command line.
class Command
{
public:
    virtual ~Command() = default;

    virtual QString name() const = 0;
    virtual QString summary() const = 0;   ///< one line in the list of verbs
    virtual QString arguments() const = 0; ///< "PROFILE", "[STACK…]"; empty for none
    /// True when the verb shows a window if it is called like this and there is a display.
    virtual bool showsWindow(const QStringList &) const { return false; }
    /// What to write instead of an option that the verb does not have; empty when nothing is known.
    virtual QString hintFor(const QString &unknownOption) const
    {
        Q_UNUSED(unknownOption)
        return {};
    }

    /// @param arguments of the verb, without program and verb. Returns the exit code. A
    /// QCoreApplication exists; a QApplication where it showsWindow.
    int execute(const QStringList &arguments);

protected:
    virtual void addOptions(QCommandLineParser &parser) = 0;
    virtual int run(const QCommandLineParser &parser) = 0;
};

} // namespace loadstone
