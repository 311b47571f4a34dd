// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/settingstable.h"

#include "core/base/affinity.h"
#include "core/present/precisiontable.h"
#include "core/present/profiletext.h"
#include "core/profile/loadmodel.h"
#include "core/text/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class SettingsTable
{
    Q_DECLARE_TR_FUNCTIONS(SettingsTable)
};

/// What a request sends, as it is named in its protocol: a gRPC call has its path alone.
QString describeRequest(const RequestTemplate &request, const Connection &connection, Scenario::Order order)
{
    const QString path = QString::fromUtf8(request.path);
    const bool isRpc = engineProtocol(connection.engine) == grpcProtocol();
    const QString sent = isRpc ? path : QString::fromUtf8(request.method) + u' ' + path;
    const QString name = request.group.isEmpty() ? request.name : request.group + u": "_s + request.name;
    return order == Scenario::Order::Mix
        ? SettingsTable::tr("%1: %2, weight %3").arg(name, sent).arg(request.weight)
        : u"%1: %2"_s.arg(name, sent);
}

/// Empty for engines without channels.
QString describeChannel(const Connection &connection)
{
    if (engineProtocol(connection.engine) != grpcProtocol() || !connection.reuse)
        return {};
    return connection.sharesChannel ? SettingsTable::tr("one for all users")
                                    : SettingsTable::tr("one for each user");
}

/// "TLS 1.3, self-signed" → the servers that had it; empty → those that answered without.
QMap<QString, QStringList> serversByEncryption(const RunRecord &result)
{
    QMap<QString, QStringList> servers;
    for (const TrialRecord &trial : result.trials) {
        if (!trial.server.readyAfterS)
            continue;
        QStringList &names =
            servers[trial.server.tls ? SettingsTable::tr("%1, self-signed").arg(trial.server.tls->version)
                                     : QString()];
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
        return servers.firstKey();
    QStringList parts;
    for (auto it = servers.begin(); it != servers.end(); ++it) {
        if (!it.key().isEmpty())
            parts.append(u"%1: %2"_s.arg(it.value().join(u", "_s), it.key()));
    }
    if (const QStringList without = servers.value({}); !without.isEmpty())
        parts.append(u"%1: %2"_s.arg(without.join(u", "_s), SettingsTable::tr("none")));
    return parts.join(u"; "_s);
}

/// Empty of open loads, which have no users to start.
QString describeSpawning(const Load &load)
{
    if (load.isOpen())
        return {};
    return load.spawnRate > 0 ? SettingsTable::tr("%1 users/s").arg(formatLevel(load.spawnRate))
                              : SettingsTable::tr("all users immediately");
}

QString nameCores(const QList<int> &cores)
{
    return cores.isEmpty() ? SettingsTable::tr("all") : describeCores(cores);
}

QString describeAffinity(const Affinity &affinity)
{
    if (affinity == Affinity())
        return {};
    return SettingsTable::tr("server %1; load threads %2")
        .arg(nameCores(affinity.server), nameCores(affinity.generator));
}

/// Empty without a sweep.
QString describeSweep(const Sweep &sweep)
{
    QStringList parts;
    for (const SweepDimension &dimension : sweep.dimensions) {
        QStringList values;
        for (const QJsonValue value : dimension.values)
            values << sweepValueText(value);
        parts << u"%1 %2"_s.arg(sweepSettingTitle(dimension.setting), values.join(u", "_s));
    }
    if (parts.size() < 2)
        return parts.join(QString());
    return sweep.mode == Sweep::Mode::Grid ? parts.join(u" × "_s)
                                           : SettingsTable::tr("one at a time: %1").arg(parts.join(u"; "_s));
}

} // namespace

ReportTable pairsTable(const QString &id, const QString &title, const QString &nameHeader,
                       const QList<QPair<QString, QString>> &lines)
{
    ReportTable table{id, title, {}, {nameHeader, SettingsTable::tr("Value")}, {}};
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
    return parts.size() == 2 ? SettingsTable::tr("%1 or %2").arg(parts[0], parts[1]) : parts.value(0);
}

QString describePath(const RunRecord &result)
{
    const QMap<QString, QStringList> servers = serversByEncryption(result);
    if (servers.isEmpty() || servers.keys() == QStringList{QString()})
        return SettingsTable::tr("loopback");
    return servers.size() == 1 ? SettingsTable::tr("loopback over %1").arg(servers.firstKey())
                               : SettingsTable::tr("loopback, some servers over TLS");
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
        u"settings"_s, SettingsTable::tr("Settings"), SettingsTable::tr("Setting"),
        {{SettingsTable::tr("Profile"), p.name},
         {SettingsTable::tr("Description"), p.description},
         {SettingsTable::tr("Source"), p.source},
         {SettingsTable::tr("Requests"), requests.join(u"; "_s)},
         {SettingsTable::tr("Order"),
          isSequence ? SettingsTable::tr("in the listed order, per user") : QString()},
         {SettingsTable::tr("Login"), login},
         {SettingsTable::tr("Load"), describeLoad(p.load)},
         {SettingsTable::tr("Spawn rate"), describeSpawning(p.load)},
         {SettingsTable::tr("Connections"),
          p.load.isOpen() ? SettingsTable::tr("at most %1").arg(formatCount(p.load.connections)) : QString()},
         {SettingsTable::tr("Think time"), p.load.isOpen() ? QString() : describeThinkTime(p.load.thinkTime)},
         {SettingsTable::tr("Pacing"),
          p.load.pacing > Milliseconds(0) ? formatDuration(p.load.pacing) : QString()},
         {SettingsTable::tr("Duration"), describeLength(p.load)},
         {SettingsTable::tr("Sweep"), describeSweep(p.sweep)},
         {SettingsTable::tr("Slow upstream"),
          p.upstream.api == Upstream::Api::None ? QString() : describeUpstream(p.upstream)},
         {SettingsTable::tr("Warm-up"), formatDuration(p.measurement.warmUp)},
         {SettingsTable::tr("Repeats"),
          p.measurement.hasFixedRounds() ? formatCount(p.measurement.repeats)
                                         : describeRounds(p.measurement)},
         {SettingsTable::tr("Seed"), QString::number(p.measurement.seed)},
         {SettingsTable::tr("Engine"), p.connection.engine},
         {SettingsTable::tr("Connections"),
          p.connection.reuse ? SettingsTable::tr("persistent")
                             : SettingsTable::tr("a new one for each request")},
         {SettingsTable::tr("gRPC channel"), describeChannel(p.connection)},
         {SettingsTable::tr("Encryption"), describeEncryption(result)},
         {SettingsTable::tr("Request timeout"), formatDuration(p.connection.timeout)},
         {SettingsTable::tr("Cores of server and generator"), describeAffinity(p.affinity)},
         {SettingsTable::tr("Load threads"), formatCount(p.connection.threads)}});
}

QString contextLine(const RunRecord &result)
{
    QStringList context{
        describeLoad(result.profile),
        result.profile.capacity
            ? SettingsTable::tr("%1 each level").arg(formatDuration(result.profile.capacity->hold))
            : describeLength(result.profile.load),
        SettingsTable::tr("%1 × each").arg(roundCount(result))};
    if (!result.servers.isEmpty() && !result.servers.first().interpreter.isEmpty())
        context.append(result.servers.first().interpreter);
    context += {formatCounted(result.machine.cores, u"cores"_s), describePath(result)};
    return context.join(u" · "_s);
}

} // namespace loadstone
