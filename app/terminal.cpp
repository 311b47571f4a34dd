// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"

#include "core/base/newfile.h"
#include "core/base/terminaltext.h"
#include "core/text/format.h"

#include <QDeadlineTimer>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 plainIntervalMs = 5'000;
/// Write timeout for non-blocking descriptors.
constexpr int longestWaitMs = 10'000;

std::atomic<bool> isStatusShown = false; // in the last line of a terminal; log lines come from any thread
int outputError = 0;                     // errno of the first failed write to standard output

bool waitsForRoom(int descriptor)
{
    pollfd room{descriptor, POLLOUT, 0};
    return errno == EAGAIN && ::poll(&room, 1, longestWaitMs) > 0;
}

/// 0 without a terminal.
int terminalColumns(int descriptor)
{
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// Returns 0 or the errno.
int writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written =
            ::write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written >= 0)
            done += written;
        else if (errno != EINTR && !waitsForRoom(descriptor))
            return errno;
    }
    return 0;
}

void writeOutput(const QByteArray &bytes)
{
    // Output after a gap would be misread as a continuation of what precedes it.
    if (outputError == 0)
        outputError = writeAll(STDOUT_FILENO, bytes);
}

// A failure to report an error cannot be reported.
void writeError(const QByteArray &bytes) { (void)writeAll(STDERR_FILENO, bytes); }

QByteArray cleaned(QString text)
{
    std::replace_if(
        text.begin(), text.end(), [](QChar c) { return c != u'\n' && isTerminalControl(c); }, u' ');
    return text.toUtf8();
}

QByteArray cleanedLine(const QString &line) { return plainLine(line).toUtf8() + '\n'; }

const QByteArray eraseLine("\r\033[K");

/// https://no-color.org: set and not empty.
bool isColourful()
{
    const QByteArray terminal = qgetenv("TERM");
    return qgetenv("NO_COLOR").isEmpty() && !terminal.isEmpty() && terminal != "dumb"
        && ::isatty(STDOUT_FILENO) != 0;
}

QByteArray colourStart(ColouredWords::Colour colour)
{
    switch (colour) {
    case ColouredWords::Colour::Green:
        return "\033[32m";
    case ColouredWords::Colour::Red:
        return "\033[31m";
    case ColouredWords::Colour::Yellow:
        return "\033[33m";
    }
    Q_UNREACHABLE();
}

} // namespace

void print(const QString &text) { writeOutput(cleaned(text)); }

void print(const QString &text, const QList<ColouredWords> &colours)
{
    QByteArray bytes = cleaned(text);
    for (const ColouredWords &each : isColourful() ? colours : QList<ColouredWords>()) {
        for (const QString &word : each.words) {
            const QByteArray plain = word.toUtf8();
            // Between spaces: not in the middle of a name, and columns keep their width.
            bytes.replace(' ' + plain + ' ', ' ' + colourStart(each.colour) + plain + "\033[0m ");
        }
    }
    writeOutput(bytes);
}

void printLine(const QString &line) { writeOutput(cleanedLine(line)); }

void printJson(const QByteArray &json)
{
    QString text;
    for (const QChar c : QString::fromUtf8(json)) {
        if (c != u'\n' && isTerminalControl(c)) // inside strings; other white space is intended
            text += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            text += c;
    }
    writeOutput(text.toUtf8());
}

void printError(const QString &text) { writeError(cleaned(text)); }

void printErrorLine(const QString &line)
{
    const bool isBehindStatus = isStatusShown.exchange(false);
    writeError((isBehindStatus ? eraseLine : QByteArray()) + cleanedLine(line));
}

void prepareStandardStreams()
{
    std::signal(SIGPIPE, SIG_IGN);
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) >= 0)
            continue;
        // Opened in the wrong direction, so that using it remains an error.
        const int mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (::open("/dev/null", mode) < 0)
            return;
    }
}

QString outputProblem() { return outputError == 0 ? QString() : systemErrorText(outputError); }

int terminalColumns()
{
    const int columns = terminalColumns(STDERR_FILENO);
    return columns > 0 ? columns : 100;
}

int outputColumns() { return terminalColumns(STDOUT_FILENO); }

StatusLine::StatusLine(bool isQuiet)
    : m_isQuiet(isQuiet),
      m_isTerminal(isatty(STDERR_FILENO) == 1 && qEnvironmentVariable("TERM", u"dumb"_s) != u"dumb")
{
}

StatusLine::~StatusLine() { clear(); }

void StatusLine::show(const QString &text)
{
    if (m_isQuiet)
        return;
    if (m_isTerminal) {
        writeError(eraseLine + plainLine(text).left(terminalColumns() - 1).toUtf8());
        isStatusShown = true;
        return;
    }
    const qint64 now = QDeadlineTimer::current().deadline();
    if (text == m_lastPlain || (m_lastPlainMs >= 0 && now - m_lastPlainMs < plainIntervalMs))
        return;
    m_lastPlainMs = now;
    m_lastPlain = text;
    printErrorLine(text);
}

void StatusLine::say(const QString &text)
{
    if (m_isQuiet)
        return;
    clear();
    printErrorLine(text);
}

void StatusLine::clear()
{
    if (isStatusShown.exchange(false))
        writeError(eraseLine);
}

} // namespace loadstone
