// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/transport.h"

#include "core/load/grpc/grpctransport.h"
#include "core/load/qnam/qnamtransport.h"

#include <QStringList>

namespace loadstone
{

namespace
{

const QString qnamEngine = QStringLiteral("qnam");

} // namespace

Result<std::unique_ptr<Transport>> makeTransport(const Connection &connection, const QUrl &baseUrl,
                                                 const Clock &clock, const QByteArray &certificate)
{
    const bool isOverTls = baseUrl.scheme() == QStringLiteral("https");
    if (isOverTls && (certificate.isEmpty() || connection.engine != qnamEngine))
        return Error{
            ErrorCode::Usage,
            QStringLiteral("%1 cannot be loaded over TLS: that needs the engine %2 and a server that "
                           "Loadstone itself starts with a certificate. Use http.")
                .arg(baseUrl.toString(), qnamEngine),
            {}};
    if (connection.engine == qnamEngine)
        return makeQnamTransport(connection, baseUrl, clock, certificate);
    if (connection.engine == grpcEngine())
        return makeGrpcTransport(connection, baseUrl, clock);
    return Error{ErrorCode::Usage,
                 QStringLiteral("There is no load engine named “%1”. Choose one of: %2.")
                     .arg(connection.engine, transportEngines().join(QStringLiteral(", "))),
                 {}};
}

QStringList transportEngines() { return {qnamEngine, grpcEngine()}; }

QString requestProblem(const Connection &connection, const QList<RequestTemplate> &requests)
{
    return protocolOf(connection.engine) == grpcProtocol() ? grpcRequestProblem(requests) : QString();
}

} // namespace loadstone
