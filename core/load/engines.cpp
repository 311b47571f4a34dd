// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/engines.h"

#include "core/load/eventloopworker.h"
#include "core/load/grpc/grpctransport.h"
#include "core/load/native/nativeworker.h"
#include "core/load/qnam/qnamtransport.h"
#include "core/load/target.h"
#include "core/profile/requesttarget.h"

#include <QCoreApplication>
#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class EngineProblem
{
    Q_DECLARE_TR_FUNCTIONS(EngineProblem)
};

std::unique_ptr<LoadWorker> makeQnamWorker(const LoadPlan &plan, int index, const Clock &clock)
{
    return std::make_unique<EventLoopWorker>(plan, index, clock, makeQnamTransport);
}

std::unique_ptr<LoadWorker> makeNativeWorker(const LoadPlan &plan, int index, const Clock & /*clock*/)
{
    return std::make_unique<NativeWorker>(plan, index);
}

std::unique_ptr<LoadWorker> makeGrpcWorker(const LoadPlan &plan, int index, const Clock &clock)
{
    return std::make_unique<EventLoopWorker>(plan, index, clock, makeGrpcTransport);
}

QString qnamRequestProblem(const QList<RequestTemplate> &requests, const QStringList &variables)
{
    for (const RequestTemplate &request : requests) {
        const bool hasBody = !request.body.isEmpty() || !request.bodyFile.isEmpty();
        if (QString problem = qnamBodyProblem(request.method, hasBody); !problem.isEmpty())
            return problem;
        if (QString problem = qnamPathProblem(request.path, variables); !problem.isEmpty())
            return problem;
    }
    return {};
}

QString nativeRequestProblem(const QList<RequestTemplate> & /*requests*/, const QStringList & /*variables*/)
{
    return {}; // sends any request unchanged
}

QString connectionProblem(const Connection &connection)
{
    const bool limitsConnections = engineTraits(connection.engine).limitsConnections;
    const auto onlyOthers = [&connection](const QString &setting, const QString &usual) {
        return EngineProblem::tr(
                   "\"%1\" is for the engine \"%2\" only, and this load uses \"%3\". Set \"%1\" to %4, "
                   "or \"engine\" to \"%2\".")
            .arg(setting, enginesWith(&EngineTraits::limitsConnections), connection.engine, usual);
    };
    if (connection.pipelining > 1 && !limitsConnections)
        return onlyOthers(u"pipelining"_s, u"1"_s);
    if (connection.requestsPerConnection > 0 && !limitsConnections)
        return onlyOthers(u"requests_per_connection"_s, u"0"_s);
    if (connection.pipelining > 1 && !connection.reuse)
        return EngineProblem::tr("Pipelining requires persistent connections. Set \"reuse\" to true, or "
                                 "\"pipelining\" to 1.");
    return {};
}

} // namespace

const QList<Engine> &engines()
{
    static const QList<Engine> all{
        {engineTraits(Connection().engine), makeQnamWorker, qnamRequestProblem},
        {engineTraits(nativeEngine()), makeNativeWorker, nativeRequestProblem},
        {engineTraits(grpcEngine()), makeGrpcWorker, grpcRequestProblem},
    };
    return all;
}

QStringList engineIds()
{
    QStringList ids;
    for (const Engine &engine : engines())
        ids.append(engine.traits.id);
    return ids;
}

const Engine *findEngine(const QString &id)
{
    const QList<Engine> &all = engines();
    const auto found = std::find_if(all.cbegin(), all.cend(),
                                    [&id](const Engine &engine) { return engine.traits.id == id; });
    return found == all.cend() ? nullptr : &*found;
}

QString targetProblem(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate)
{
    const Engine *engine = findEngine(connection.engine);
    if (!engine)
        return EngineProblem::tr("There is no load engine named “%1”. Choose one of: %2.")
            .arg(connection.engine, engineIds().join(u", "_s));
    const bool isOverTls = baseUrl.scheme() == u"https"_s;
    if (isOverTls && (certificate.isEmpty() || !engine->traits.speaksTls))
        return EngineProblem::tr(
                   "%1 cannot be loaded over TLS: that needs one of the engines %2 and a server "
                   "that Loadstone itself starts with a certificate. Use http.")
            .arg(baseUrl.toString(QUrl::RemoveUserInfo), enginesWith(&EngineTraits::speaksTls));
    if (baseUrl.scheme() == unixSocketScheme() && !engine->traits.opensUnixSockets)
        return EngineProblem::tr(
                   "The engine %1 cannot use the socket %2. Use the engine %3, or give host and port.")
            .arg(connection.engine, baseUrl.path(), enginesWith(&EngineTraits::opensUnixSockets));
    return {};
}

QString requestProblem(const Connection &connection, const QList<RequestTemplate> &requests,
                       const QStringList &variables)
{
    if (QString problem = connectionProblem(connection); !problem.isEmpty())
        return problem;
    const Engine *engine = findEngine(connection.engine);
    return engine ? engine->requestProblem(requests, variables) : QString();
}

} // namespace loadstone
