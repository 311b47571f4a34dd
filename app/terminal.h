// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Writes UTF-8 to standard output and flushes.
void print(const QString &text);
/// Writes UTF-8 to standard error and flushes.
void printError(const QString &text);

/// A status line on standard error: rewritten in place on a terminal, printed now and then where
/// there is none (a log of a CI job).
class StatusLine
{
public:
    /// @param isQuiet nothing is ever printed
    explicit StatusLine(bool isQuiet = false);
    ~StatusLine();

    void show(const QString &text);
    /// A line that stays, above the status line.
    void say(const QString &text);
    /// Removes it from the terminal.
    void clear();

    bool isInteractive() const { return m_isTerminal; }

private:
    bool m_isQuiet = false;
    bool m_isTerminal = false;
    bool m_isShown = false;
    qint64 m_lastPlainMs = -1;
    QString m_lastPlain;
};

/// Width of the terminal behind standard error in columns; 100 where there is none.
int terminalColumns();
/// Width of the terminal behind standard output in columns; 0 where there is none.
int outputColumns();

} // namespace loadstone
