// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/logstore.h"

#include "core/text/format.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

void LogStore::add(double atS, const QString &server, const QStringList &lines, bool isStderr)
{
    for (const QString &line : lines) {
        QString text = line;
        if (text.size() > longestLine) {
            const qsizetype cut = text.size() - longestLine;
            text.truncate(longestLine);
            text += tr("… (%1 characters truncated; complete in the file)").arg(formatCount(cut));
        }
        m_lines.push_back({atS, server, text, isStderr});
        ++m_added;
    }
    while (m_lines.size() > std::size_t(capacity))
        m_lines.pop_front();
    if (!server.isEmpty() && !m_servers.contains(server)) {
        m_servers << server;
        emit serverAdded(server);
    }
    emit linesAdded();
}

void LogStore::clear()
{
    m_lines.clear();
    m_servers.clear();
    m_added = 0;
    emit cleared();
}

} // namespace loadstone
