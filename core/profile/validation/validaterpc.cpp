// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validaterpc.h"

#include "core/base/json.h"
#include "core/profile/requesttemplates.h"
#include "core/profile/validation/validation.h"
#include "core/rpc/rpcmessages.h"
#include "core/rpc/rpcmetadata.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QByteArray withValues(QByteArray text, const QList<Variable> &variables, bool isFirst)
{
    for (const Variable &variable : variables)
        text.replace('{' + variable.name.toUtf8() + '}',
                     QByteArray::number(isFirst ? variable.first : variable.last));
    return text;
}

/// Whether the body contains values known only at run time or from a file.
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

void validateMessages(Validation &validation, const QString &pointer, const RequestTemplate &request)
{
    const bool isUnknown = !request.bodyFile.isEmpty() || showsText(validation.profile(), request.body);
    // All values lie between these two, and a message accepts a whole range or rejects one of its ends.
    for (const bool isFirst : {true, false}) {
        if (isUnknown)
            break;
        const QByteArray body = withValues(request.body, validation.profile().variables, isFirst);
        if (const Result<QByteArray> message = encodeRpcRequest(request.path, body); !message) {
            validation.error(pointer + u"/body"_s, message.error().text());
            break;
        }
    }
    if (!request.expect.body)
        return;
    if (const Result<QByteArray> response = encodeRpcResponse(request.path, *request.expect.body); !response)
        validation.error(pointer + u"/expect/body"_s, response.error().text());
}

void validateMetadata(Validation &validation, const QString &headers, const Header &header)
{
    if (const QString problem = rpcMetadataProblem(header.name, header.value); !problem.isEmpty())
        validation.error(childPointer(headers, QString::fromUtf8(header.name)), problem);
}

} // namespace

void validateRpcRequest(Validation &validation, const QString &pointer, const RequestTemplate &request)
{
    if (const QString problem = rpcMethodProblem(request.path); !problem.isEmpty())
        validation.error(pointer + u"/path"_s, problem);
    else
        validateMessages(validation, pointer, request);
    if (request.method != "GET")
        validation.error(
            pointer + u"/method"_s,
            ProfileProblems::tr("A gRPC call has no HTTP method; \"path\" names the method to call. Remove "
                                "\"method\"."));
    if (!request.expect.statuses.isEmpty())
        validation.error(
            pointer + u"/expect/status"_s,
            ProfileProblems::tr("A gRPC call has no HTTP status; any status code but OK is a failure. Remove "
                                "\"status\"."));
    for (const Header &header : request.headers)
        validateMetadata(validation, pointer + u"/headers"_s, header);
}

} // namespace loadstone
