// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"

#include <QDeadlineTimer>

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace loadstone
{

namespace
{

constexpr qint64 plainIntervalMs = 5'000;

void write(FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

/// 0 where there is no terminal.
int columnsOf(int descriptor)
{
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

} // namespace

void print(const QString &text) { write(stdout, text); }

void printError(const QString &text) { write(stderr, text); }

int terminalColumns()
{
    const int columns = columnsOf(STDERR_FILENO);
    return columns > 0 ? columns : 100;
}

int outputColumns() { return columnsOf(STDOUT_FILENO); }

StatusLine::StatusLine(bool isQuiet) : m_isQuiet(isQuiet), m_isTerminal(isatty(STDERR_FILENO) == 1) { }

StatusLine::~StatusLine() { clear(); }

void StatusLine::show(const QString &text)
{
    if (m_isQuiet)
        return;
    if (m_isTerminal) {
        printError(QStringLiteral("\r\033[K") + text.left(terminalColumns() - 1));
        m_isShown = true;
        return;
    }
    const qint64 now = QDeadlineTimer::current().deadline();
    if (text == m_lastPlain || (m_lastPlainMs >= 0 && now - m_lastPlainMs < plainIntervalMs))
        return;
    m_lastPlainMs = now;
    m_lastPlain = text;
    printError(text + QLatin1Char('\n'));
}

void StatusLine::say(const QString &text)
{
    if (m_isQuiet)
        return;
    clear();
    printError(text + QLatin1Char('\n'));
}

void StatusLine::clear()
{
    if (m_isShown)
        printError(QStringLiteral("\r\033[K"));
    m_isShown = false;
}

} // namespace loadstone
