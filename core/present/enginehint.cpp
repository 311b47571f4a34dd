// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/enginehint.h"

#include "core/results/runrecord.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class EngineHint
{
    Q_DECLARE_TR_FUNCTIONS(EngineHint)
};

/// No engine brings more descriptors or ports.
bool isLimitedByEngine(const ClientHealth &client)
{
    return client.isClientLimited && client.limit != ClientLimit::Exhausted;
}

} // namespace

QString engineToTry(const RunRecord &result, const QStringList &engines)
{
    const bool isLimited = std::any_of(result.trials.begin(), result.trials.end(),
                                       [](const TrialRecord &t) { return isLimitedByEngine(t.load.client); });
    // gRPC servers do not answer to the native engine, and after that one there is no faster one.
    const bool isDefault = result.profile.connection.engine == Connection().engine;
    return isLimited && isDefault && engines.contains(nativeEngine()) ? nativeEngine() : QString();
}

QString nativeObstacle(const Profile &profile, const QStringList &engines)
{
    Connection connection = profile.connection;
    if (connection.engine == nativeEngine())
        return EngineHint::tr("The shown result was already measured with the engine %1").arg(nativeEngine());
    if (!engines.contains(nativeEngine()))
        return EngineHint::tr("The engine %1 is not available").arg(nativeEngine());
    if (engineProtocol(connection.engine) != engineProtocol(nativeEngine()))
        return EngineHint::tr(
                   "The engine %1 speaks HTTP only; the servers of the shown result speak another protocol")
            .arg(nativeEngine());
    connection.engine = nativeEngine();
    return requestProblem(connection, profile.requests);
}

QString engineAdvice(const RunRecord &result, const QStringList &engines)
{
    const QString engine = engineToTry(result, engines);
    if (engine.isEmpty())
        return {};
    return EngineHint::tr("The load generator was saturated. The native engine needs far less CPU time; run "
                          "again with --engine %1.")
        .arg(engine);
}

QString engineRemedy(const RunRecord &result, const QStringList &engines)
{
    const QString engine = engineToTry(result, engines);
    return engine.isEmpty() ? QString() : EngineHint::tr("Run again with --engine %1.").arg(engine);
}

} // namespace loadstone
