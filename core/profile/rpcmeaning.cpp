// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/meaningcheck.h"

#include "core/profile/requesttemplates.h"
#include "core/rpc/rpcmessages.h"
#include "core/rpc/rpcmetadata.h"

#include <algorithm>

namespace loadstone
{

namespace
{

QByteArray withValues(QByteArray text, const QList<Variable> &variables, bool isFirst)
{
    for (const Variable &variable : variables)
        text.replace('{' + variable.name.toUtf8() + '}',
                     QByteArray::number(isFirst ? variable.first : variable.last));
    return text;
}

/// Whether the body shows something that only a run or a file can tell.
bool showsText(const Profile &profile, const QByteArray &body)
{
    const QStringList shown = placeholders(body);
    const bool showsColumn =
        std::any_of(profile.variables.begin(), profile.variables.end(), [&shown](const Variable &variable) {
            return !variable.isNumber() && shown.contains(variable.name);
        });
    bool showsCaptured = false;
    forEachRequest(profile, [&](const QString &, const RequestTemplate &request) {
        for (const Capture &capture : request.captures)
            showsCaptured = showsCaptured || shown.contains(capture.variable);
    });
    return showsColumn || showsCaptured;
}

void checkMessages(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    const bool isUnknown = !request.bodyFile.isEmpty() || showsText(check.profile(), request.body);
    // Every value lies between these two, and a message takes all of a range or says where it ends.
    for (const bool isFirst : {true, false}) {
        if (isUnknown)
            break;
        const QByteArray body = withValues(request.body, check.profile().variables, isFirst);
        if (const Result<QByteArray> message = encodeRpcRequest(request.path, body); !message) {
            check.error(pointer + QStringLiteral("/body"), message.error().message);
            break;
        }
    }
    if (!request.expect.body)
        return;
    if (const Result<QByteArray> answer = encodeRpcAnswer(request.path, *request.expect.body); !answer)
        check.error(pointer + QStringLiteral("/expect/body"), answer.error().message);
}

void checkMetadata(MeaningCheck &check, const QString &headers, const Header &header)
{
    if (const QString problem = rpcMetadataProblem(header.name, header.value); !problem.isEmpty())
        check.error(childPointer(headers, QString::fromUtf8(header.name)), problem);
}

} // namespace

void checkRpcRequest(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    if (const QString problem = rpcMethodProblem(request.path); !problem.isEmpty())
        check.error(pointer + QStringLiteral("/path"), problem);
    else
        checkMessages(check, pointer, request);
    if (request.method != "GET")
        check.error(pointer + QStringLiteral("/method"),
                    QStringLiteral("A gRPC call has no HTTP method; \"path\" names what is called. Remove "
                                   "\"method\"."));
    if (!request.expect.statuses.isEmpty())
        check.error(pointer + QStringLiteral("/expect/status"),
                    QStringLiteral("A gRPC call has no HTTP status; any end but OK is a failure. Remove "
                                   "\"status\"."));
    for (const Header &header : request.headers)
        checkMetadata(check, pointer + QStringLiteral("/headers"), header);
}

void checkRpcConnection(MeaningCheck &check)
{
    const QString pointer = QStringLiteral("/connection/shared_channel");
    const Connection &connection = check.profile().connection;
    if (!check.isGiven(pointer) || !check.isSound(QStringLiteral("/connection")))
        return;
    if (protocolOf(connection.engine) != grpcProtocol() && !connection.sharesChannel)
        check.warn(pointer,
                   QStringLiteral("\"shared_channel\" has no meaning for the engine %1: each user "
                                  "has a connection of its own anyway. Remove it.")
                       .arg(quoted(connection.engine)));
    else if (protocolOf(connection.engine) == grpcProtocol() && connection.sharesChannel && !connection.reuse)
        check.warn(pointer,
                   QStringLiteral("Without \"reuse\" each call has a connection of its own and none "
                                  "is shared. Remove \"shared_channel\", or set \"reuse\" to "
                                  "true."));
}

} // namespace loadstone
