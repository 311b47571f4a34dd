// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/comparedservers.h"

#include "core/base/nearest.h"

#include <QHash>

#include <algorithm>
#include <memory>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// A run once, however often it is named.
class ReadRuns
{
public:
    explicit ReadRuns(const KeptRuns &kept) : m_kept(kept) { }

    Result<std::shared_ptr<const RunRecord>> read(const QString &reference)
    {
        const Result<StoredRun> stored = m_kept.find(reference);
        if (!stored)
            return stored.error();
        std::shared_ptr<const RunRecord> &run = m_runs[stored->id];
        if (!run) {
            const Result<RunRecord> record = m_kept.store->read(stored->id);
            if (!record)
                return record.error();
            run = std::make_shared<const RunRecord>(*record);
            m_labels.insert(stored->id, stored->name.isEmpty() ? stored->id : stored->name);
        }
        return run;
    }
    QString label(const QString &id) const { return m_labels.value(id); }
    qsizetype count() const { return m_runs.size(); }

private:
    const KeptRuns &m_kept;
    QHash<QString, std::shared_ptr<const RunRecord>> m_runs;
    QHash<QString, QString> m_labels;
};

Result<int> findServer(const RunRecord &run, const QString &wanted)
{
    bool isNumber = false;
    const int number = wanted.toInt(&isNumber);
    if (isNumber && number >= 1 && number <= run.servers.size())
        return number - 1;
    QStringList names;
    QList<int> exact;
    QList<int> beginning;
    for (int i = 0; i < run.servers.size(); ++i) {
        const ResolvedServer &server = run.servers[i];
        names << server.name << server.stack.id;
        for (const QString &name : {server.name, server.stack.id}) {
            if (name.compare(wanted, Qt::CaseInsensitive) == 0 && !exact.contains(i))
                exact << i;
            if (name.startsWith(wanted, Qt::CaseInsensitive) && !beginning.contains(i))
                beginning << i;
        }
    }
    const QList<int> &found = exact.isEmpty() ? beginning : exact;
    if (found.size() == 1 && !wanted.isEmpty())
        return found.first();
    names.removeDuplicates();
    const QString nearest = nearestName(wanted, names);
    return Error{ErrorCode::NotFound,
                 found.size() > 1 && !wanted.isEmpty()
                     ? u"\"%1\" fits several servers of run %2. Give its whole name or its number, 1 to %3."_s
                           .arg(wanted, run.id)
                           .arg(run.servers.size())
                     : u"Run %1 has no server \"%2\". %3"_s.arg(
                         run.id, wanted,
                         nearest.isEmpty() ? u"It has: %1."_s.arg(names.join(u", "_s))
                                           : u"Did you mean \"%1\"?"_s.arg(nearest)),
                 {}};
}

/// RUN or RUN:SERVER.
Result<QList<ComparedServer>> serversOf(const QString &word, ReadRuns &runs)
{
    const qsizetype colon = word.indexOf(u':');
    const Result<std::shared_ptr<const RunRecord>> run = runs.read(colon < 0 ? word : word.left(colon));
    if (!run)
        return run.error();
    QList<ComparedServer> servers;
    if (colon >= 0) {
        const Result<int> server = findServer(**run, word.mid(colon + 1));
        if (!server)
            return server.error();
        servers.append({*run, *server, {}, {}});
        return servers;
    }
    for (int i = 0; i < (*run)->servers.size(); ++i)
        servers.append({*run, i, {}, {}});
    return servers;
}

bool isSame(const ComparedServer &one, const ComparedServer &other)
{
    return one.run == other.run && one.server == other.server;
}

Status putFirst(QList<ComparedServer> &servers, const QString &baseline, ReadRuns &runs)
{
    // A server alone may be meant where there is one run.
    const QString word =
        runs.count() == 1 && !baseline.contains(u':') ? servers.first().run->id + u':' + baseline : baseline;
    const Result<QList<ComparedServer>> wanted = serversOf(word, runs);
    if (!wanted)
        return wanted.error();
    for (const ComparedServer &server : *wanted) {
        const auto same = std::find_if(servers.begin(), servers.end(), [&server](const ComparedServer &each) {
            return isSame(each, server);
        });
        if (same != servers.end())
            servers.erase(same);
    }
    servers = *wanted + servers;
    return success();
}

} // namespace

Result<ComparedChoice> chooseComparedServers(const KeptRuns &kept, const QStringList &words,
                                             const QString &baseline)
{
    ReadRuns runs(kept);
    ComparedChoice choice;
    for (const QString &word : words) {
        const Result<QList<ComparedServer>> servers = serversOf(word, runs);
        if (!servers)
            return servers.error();
        for (const ComparedServer &server : *servers) {
            const auto same = [&server](const ComparedServer &each) { return isSame(each, server); };
            if (std::none_of(choice.servers.begin(), choice.servers.end(), same))
                choice.servers << server;
        }
    }
    if (!baseline.isEmpty()) {
        if (const Status first = putFirst(choice.servers, baseline, runs); !first)
            return first.error();
    }
    const bool areWhole =
        std::none_of(words.begin(), words.end(), [](const QString &w) { return w.contains(u':'); })
        && !baseline.contains(u':');
    choice.isBySameServer = areWhole && runs.count() > 1;
    if (choice.servers.size() < 2)
        return Error{
            ErrorCode::Usage,
            u"A comparison needs two servers. Name a run with several, several runs, or RUN:SERVER twice."_s,
            {}};
    if (runs.count() > 1) {
        for (ComparedServer &server : choice.servers)
            server.runLabel = runs.label(server.run->id);
    }
    return choice;
}

} // namespace loadstone
