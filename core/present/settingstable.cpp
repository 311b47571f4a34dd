// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/settingstable.h"

#include "core/base/affinity.h"
#include "core/profile/loadmodel.h"
#include "core/profile/thinktime.h"
#include "core/profile/upstream.h"
#include "core/text/format.h"

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

/// What a request sends, as it is named in its protocol: a gRPC call has its path alone.
QString describeRequest(const RequestTemplate &request, const Connection &connection, Scenario::Order order)
{
    const QString path = QString::fromUtf8(request.path);
    const bool isRpc = engineProtocol(connection.engine) == grpcProtocol();
    const QString sent = isRpc ? path : QString::fromUtf8(request.method) + u' ' + path;
    const QString name = request.group.isEmpty() ? request.name : request.group + u": "_s + request.name;
    return order == Scenario::Order::Mix ? u"%1: %2, weight %3"_s.arg(name, sent).arg(request.weight)
                                         : u"%1: %2"_s.arg(name, sent);
}

/// Empty for engines without channels.
QString describeChannel(const Connection &connection)
{
    if (engineProtocol(connection.engine) != grpcProtocol() || !connection.reuse)
        return {};
    return connection.sharesChannel ? u"one for all users"_s : u"one for each user"_s;
}

/// "TLS 1.3, self-signed" → the servers that had it; "none" → those that answered without.
QMap<QString, QStringList> serversByEncryption(const RunRecord &result)
{
    QMap<QString, QStringList> servers;
    for (const TrialRecord &trial : result.trials) {
        if (!trial.server.readyAfterS)
            continue;
        QStringList &names = servers[trial.server.tls ? tlsText(*trial.server.tls) : u"none"_s];
        const QString &name = result.servers[trial.planned.key.server].name;
        if (!names.contains(name))
            names.append(name);
    }
    return servers;
}

/// Empty when no server had any.
QString describeEncryption(const RunRecord &result)
{
    const QMap<QString, QStringList> servers = serversByEncryption(result);
    if (servers.size() == 1)
        return servers.firstKey() == u"none"_s ? QString() : servers.firstKey();
    QStringList parts;
    for (auto it = servers.begin(); it != servers.end(); ++it)
        parts.append(u"%1: %2"_s.arg(it.value().join(u", "_s), it.key()));
    return parts.join(u"; "_s);
}

/// Empty of open loads, which have no users to start.
QString describeSpawning(const Load &load)
{
    if (load.isOpen())
        return {};
    return load.spawnRate > 0 ? u"%1 users/s"_s.arg(formatLevel(load.spawnRate)) : u"all users immediately"_s;
}

QString describeAffinity(const Affinity &affinity)
{
    if (affinity == Affinity())
        return {};
    return u"server %1; load threads %2"_s.arg(describeCores(affinity.server),
                                               describeCores(affinity.generator));
}

} // namespace

ReportTable pairsTable(const QString &id, const QString &title, const QList<QPair<QString, QString>> &lines)
{
    ReportTable table{id, title, {}, {u"What"_s, u"Value"_s}, {}};
    for (const auto &[name, value] : lines) {
        if (!value.isEmpty())
            table.rows.append({{name, 0, false}, {value, 0, false}});
    }
    return table;
}

QString describeLength(const Load &load)
{
    QStringList parts;
    if (const std::optional<Milliseconds> measured = load.measured())
        parts.append(formatDuration(*measured));
    if (load.requests)
        parts.append(formatCounted(*load.requests, u"requests"_s));
    return parts.join(u" or "_s);
}

QString describePath(const RunRecord &result)
{
    const QMap<QString, QStringList> servers = serversByEncryption(result);
    if (servers.isEmpty() || servers.keys() == QStringList{u"none"_s})
        return u"loopback"_s;
    return servers.size() == 1 ? u"loopback over %1"_s.arg(servers.firstKey())
                               : u"loopback, some servers over TLS"_s;
}

ReportTable settingsTable(const RunRecord &result)
{
    const Profile &p = result.profile;
    QStringList requests;
    for (const RequestTemplate &r : p.requests)
        requests.append(describeRequest(r, p.connection, p.scenario.order));
    const bool isSequence = p.scenario.order == Scenario::Order::Sequence;
    const QString login = p.scenario.login
        ? describeRequest(*p.scenario.login, p.connection, Scenario::Order::Sequence)
        : QString();
    return pairsTable(
        u"settings"_s, u"Settings"_s,
        {{u"Profile"_s, p.name},
         {u"Description"_s, p.description},
         {u"Source"_s, p.source},
         {u"Requests"_s, requests.join(u"; "_s)},
         {u"Order"_s, isSequence ? u"each user one after the other"_s : QString()},
         {u"Login"_s, login},
         {u"Load"_s, describeLoad(p.load)},
         {u"Spawn rate"_s, describeSpawning(p.load)},
         {u"Connections"_s,
          p.load.isOpen() ? u"at most %1"_s.arg(formatCount(p.load.connections)) : QString()},
         {u"Think time"_s, p.load.isOpen() ? QString() : describeThinkTime(p.load.thinkTime)},
         {u"Pacing"_s, p.load.pacing > Milliseconds(0) ? formatDuration(p.load.pacing) : QString()},
         {u"Length"_s, describeLength(p.load)},
         {u"Slow upstream"_s,
          p.upstream.api == Upstream::Api::None ? QString() : describeUpstream(p.upstream)},
         {u"Warm-up"_s, formatDuration(p.measurement.warmUp)},
         {u"Repeats"_s, formatCount(p.measurement.repeats)},
         {u"Seed"_s, QString::number(p.measurement.seed)},
         {u"Engine"_s, p.connection.engine},
         {u"Connections"_s, p.connection.reuse ? u"kept open"_s : u"a new one for each request"_s},
         {u"gRPC channel"_s, describeChannel(p.connection)},
         {u"Encryption"_s, describeEncryption(result)},
         {u"Deadline of a request"_s, formatDuration(p.connection.timeout)},
         {u"Cores of server and generator"_s, describeAffinity(p.affinity)},
         {u"Load threads"_s, formatCount(p.connection.threads)}});
}

} // namespace loadstone
