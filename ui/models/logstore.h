// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

#include <deque>

namespace loadstone
{

/// One line that a server printed.
struct LogLine {
    double atS = 0; ///< since the run began
    QString server;
    QString text;
    bool isStderr = false;
};

/// The newest lines of all servers' output; older ones are in the run's files.
class LogStore : public QObject
{
    Q_OBJECT
public:
    static constexpr int capacity = 10'000;
    static constexpr int longestLine = 4'096; ///< characters; more is cut and said

    using QObject::QObject;

    void add(double atS, const QString &server, const QStringList &lines, bool isStderr);
    void clear();

    const std::deque<LogLine> &lines() const { return m_lines; }
    const QStringList &servers() const { return m_servers; }
    qint64 added() const { return m_added; } ///< since clear(), dropped ones included

signals:
    void linesAdded(); ///< once per batch
    void serverAdded(const QString &server);
    void cleared();

private:
    std::deque<LogLine> m_lines;
    QStringList m_servers;
    qint64 m_added = 0;
};

} // namespace loadstone
