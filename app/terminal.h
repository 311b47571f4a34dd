// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace loadstone
{

// Everything that the program says in a terminal goes through here, and nothing that a terminal
// would obey goes out but this file's own sequences: labels, logs and keys are written by others.

/// Writes UTF-8 to standard output. Line ends stay; other control characters become spaces.
void print(const QString &text);
/// One line of text, whatever is in it.
void printLine(const QString &line);
/// JSON text: what a terminal would obey is written as \uXXXX, so that it keeps its meaning.
void printJson(const QByteArray &json);

/// The same to standard error. A line takes the place of a status line that is shown.
void printError(const QString &text);
void printErrorLine(const QString &line);

/// Ignores SIGPIPE, so that writing to a closed pipe is an error instead of the end of the program, and
/// reserves the descriptors of standard streams that were closed when the program began.
void prepareStandardStreams();

/// Why not all could be written to standard output, in the system's words; empty when it was.
QString outputProblem();

/// A status line on standard error: rewritten in place on a terminal, printed now and then where
/// there is none (a log of a CI job) or where it understands nothing (TERM=dumb).
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
    qint64 m_lastPlainMs = -1;
    QString m_lastPlain;
};

/// Width of the terminal behind standard error in columns; 100 where there is none.
int terminalColumns();
/// Width of the terminal behind standard output in columns; 0 where there is none.
int outputColumns();

} // namespace loadstone
