// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

// All terminal output goes through here, and only this file's own control sequences reach the terminal:
// labels, logs and keys are untrusted.

/// Writes UTF-8 to standard output. Line breaks are preserved; other control characters become spaces.
void print(const QString &text);
/// Words of a text and the colour they have on a terminal.
struct ColouredWords {
    enum class Colour { Green, Red, Yellow };
    Colour colour = Colour::Green;
    QStringList words;
};
/// The same with coloured words, if standard output is a terminal with colours and NO_COLOR is not set.
void print(const QString &text, const QList<ColouredWords> &colours);
/// Exactly one line, whatever the text contains.
void printLine(const QString &line);
/// JSON text: control characters are escaped as \uXXXX, which preserves the meaning.
void printJson(const QByteArray &json);

/// The same to standard error. A visible status line is replaced.
void printError(const QString &text);
void printErrorLine(const QString &line);

/// Ignores SIGPIPE, so that writing to a closed pipe is an error instead of the end of the process, and
/// reserves the descriptors of standard streams that were closed at the start.
void prepareStandardStreams();

/// The system's message for a failed write to standard output; empty without one.
QString outputProblem();

/// A status line on standard error: rewritten in place on a capable terminal, otherwise (a CI log, TERM=dumb)
/// printed occasionally.
class StatusLine
{
public:
    /// @param isQuiet suppresses all output
    explicit StatusLine(bool isQuiet = false);
    ~StatusLine();

    void show(const QString &text);
    /// Prints a permanent line above the status line.
    void say(const QString &text);
    /// Removes the status line from the terminal.
    void clear();

    bool isInteractive() const { return m_isTerminal; }

private:
    bool m_isQuiet = false;
    bool m_isTerminal = false;
    qint64 m_lastPlainMs = -1;
    QString m_lastPlain;
};

/// Width of the terminal on standard error in columns; 100 without one.
int terminalColumns();
/// Width of the terminal on standard output in columns; 0 without one.
int outputColumns();

} // namespace loadstone
