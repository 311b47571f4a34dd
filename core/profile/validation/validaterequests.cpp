// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validaterequests.h"

#include "core/base/json.h"
#include "core/profile/enginetraits.h"
#include "core/profile/requesttarget.h"
#include "core/profile/requesttemplates.h"
#include "core/profile/validation/validateheader.h"
#include "core/profile/validation/validateresponse.h"
#include "core/profile/validation/validaterpc.h"
#include "core/profile/validation/validation.h"

#include <QRegularExpression>
#include <QSet>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

void validatePath(Validation &validation, const QString &pointer, const QByteArray &path, bool isByQt)
{
    static const QRegularExpression unsendable(uR"([^\x21-\x7e]|#)"_s);
    const auto match = unsendable.match(QString::fromUtf8(path));
    if (match.hasMatch())
        return validation.error(
            pointer,
            ProfileProblems::tr("The path contains %1, which cannot be sent. Percent-encode it: %2.")
                .arg(quoted(match.captured()),
                     QString::fromLatin1(match.captured().toUtf8().toPercentEncoding())));
    if (!isByQt)
        return;
    // Every placeholder is a variable or is reported as an error separately.
    if (const QString problem = qnamPathProblem(path, placeholders(path)); !problem.isEmpty())
        validation.error(pointer, problem);
}

void validateBody(Validation &validation, const QString &pointer, const RequestTemplate &request, bool isByQt)
{
    const bool hasBody = !request.body.isEmpty() || !request.bodyFile.isEmpty();
    if (!hasBody || (request.method != "GET" && request.method != "HEAD"))
        return;
    const QString place = pointer + (request.bodyFile.isEmpty() ? u"/body"_s : u"/body_file"_s);
    if (const QString problem = qnamBodyProblem(request.method, hasBody); isByQt && !problem.isEmpty())
        return validation.error(place, problem);
    validation.warn(
        place,
        ProfileProblems::tr("%1 requests rarely have a body, and many servers ignore it. Use \"method\": "
                            "\"POST\", or remove the body.")
            .arg(QString::fromLatin1(request.method)));
}

void validateRequest(Validation &validation, const QString &pointer, const RequestTemplate &request)
{
    const bool isByQt = engineTraits(validation.profile().connection.engine).usesQt
        && validation.isDecoded(u"/connection/engine"_s);
    validatePath(validation, pointer + u"/path"_s, request.path, isByQt);
    validateBody(validation, pointer, request, isByQt);
    for (const Header &header : request.headers)
        validateHeader(validation, pointer + u"/headers"_s, header);
}

void validateRequestNames(Validation &validation)
{
    QSet<QString> names;
    for (qsizetype i = 0; i < validation.profile().requests.size(); ++i) {
        const QString &name = validation.profile().requests.at(i).name;
        if (names.contains(name))
            validation.error(
                u"/requests/%1/name"_s.arg(i),
                ProfileProblems::tr("Duplicate request name %1. Rename one of them.").arg(quoted(name)));
        names.insert(name);
    }
}

} // namespace

void validateRequests(Validation &validation)
{
    const bool isRpc = engineProtocol(validation.profile().connection.engine) == grpcProtocol();
    const auto validateOne = isRpc ? validateRpcRequest : validateRequest;
    forEachRequest(validation.profile(), [&](const QString &pointer, const RequestTemplate &request) {
        validateOne(validation, pointer, request);
        validateResponse(validation, pointer, request);
    });
    validateRequestNames(validation);
}

} // namespace loadstone
