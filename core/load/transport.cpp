// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/transport.h"

#include "core/load/grpc/grpctransport.h"
#include "core/load/native/nativetransport.h"
#include "core/load/qnam/qnamtransport.h"
#include "core/load/target.h"
#include "core/profile/requesttarget.h"

#include <QStringList>

namespace loadstone
{

namespace
{

const QString qnamEngine = QStringLiteral("qnam");

QString settingsProblem(const Connection &connection)
{
    const auto onlyNative = [&connection](const QString &setting, const QString &usual) {
        return QStringLiteral(
                   "\"%1\" is for the engine \"%2\" only, and this load uses \"%3\". Set \"%1\" to %4, "
                   "or \"engine\" to \"%2\".")
            .arg(setting, nativeEngine(), connection.engine, usual);
    };
    const bool isNative = connection.engine == nativeEngine();
    if (connection.pipelining > 1 && !isNative)
        return onlyNative(QStringLiteral("pipelining"), QStringLiteral("1"));
    if (connection.requestsPerConnection > 0 && !isNative)
        return onlyNative(QStringLiteral("requests_per_connection"), QStringLiteral("0"));
    if (connection.pipelining > 1 && !connection.reuse)
        return QStringLiteral("Requests can be pipelined on connections only that are kept. Set \"reuse\" to "
                              "true, or \"pipelining\" to 1.");
    return {};
}

} // namespace

Result<std::unique_ptr<Transport>> makeTransport(const Connection &connection, const QUrl &baseUrl,
                                                 const Clock &clock, const QByteArray &certificate)
{
    if (!transportEngines().contains(connection.engine))
        return Error{ErrorCode::Usage,
                     QStringLiteral("There is no load engine named “%1”. Choose one of: %2.")
                         .arg(connection.engine, transportEngines().join(QStringLiteral(", "))),
                     {}};
    if (QString problem = targetProblem(connection, baseUrl, certificate); !problem.isEmpty())
        return Error{ErrorCode::Usage, problem, {}};
    if (connection.engine == nativeEngine())
        return makeNativeTransport(connection, baseUrl, certificate);
    if (connection.engine == grpcEngine())
        return makeGrpcTransport(connection, baseUrl, clock);
    return makeQnamTransport(connection, baseUrl, clock, certificate);
}

QStringList transportEngines() { return {qnamEngine, nativeEngine(), grpcEngine()}; }

QString targetProblem(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate)
{
    const bool isOverTls = baseUrl.scheme() == QStringLiteral("https");
    const bool speaksTls = connection.engine == qnamEngine || connection.engine == nativeEngine();
    if (isOverTls && (certificate.isEmpty() || !speaksTls))
        return QStringLiteral("%1 cannot be loaded over TLS: that needs one of the engines %2 and %3 and a "
                              "server that Loadstone itself starts with a certificate. Use http.")
            .arg(baseUrl.toString(QUrl::RemoveUserInfo), qnamEngine, nativeEngine());
    if (baseUrl.scheme() == unixSocketScheme() && connection.engine != nativeEngine())
        return QStringLiteral(
                   "The engine %1 cannot use the socket %2. Use the engine %3, or give host and port.")
            .arg(connection.engine, baseUrl.path(), nativeEngine());
    return {};
}

QString requestProblem(const Connection &connection, const QList<RequestTemplate> &requests,
                       const QStringList &variables)
{
    if (QString problem = settingsProblem(connection); !problem.isEmpty())
        return problem;
    if (connection.engine == grpcEngine())
        return grpcRequestProblem(requests);
    if (connection.engine != qnamEngine)
        return {};
    for (const RequestTemplate &request : requests) {
        const bool hasBody = !request.body.isEmpty() || !request.bodyFile.isEmpty();
        if (QString problem = qnamBodyProblem(request.method, hasBody); !problem.isEmpty())
            return problem;
        if (QString problem = qnamPathProblem(request.path, variables); !problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace loadstone
