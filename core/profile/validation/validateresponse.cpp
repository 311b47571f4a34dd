// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateresponse.h"

#include "core/base/json.h"
#include "core/profile/enumids.h"
#include "core/profile/validation/validateheader.h"
#include "core/profile/validation/validation.h"

#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

void validateJsonPointer(Validation &validation, const QString &place, const QString &pointer)
{
    static const QRegularExpression form(u"^(/([^~]|~[01])*)?$"_s);
    if (!form.match(pointer).hasMatch())
        validation.error(
            place,
            ProfileProblems::tr("%1 is not a JSON pointer. Begin each key with /, as in \"/user/name\" or "
                                "\"/items/0\"; write ~1 for / and ~0 for ~ in a key.")
                .arg(quoted(pointer)));
}

void validateHash(Validation &validation, const QString &pointer, const Expectation &expect)
{
    if (!expect.bodySha256.isEmpty() && expect.body)
        validation.error(
            pointer + u"/body_sha256"_s,
            ProfileProblems::tr("\"body\" and \"body_sha256\" are mutually exclusive. Remove one of them."));
}

void validateExpectation(Validation &validation, const QString &pointer, const Expectation &expect)
{
    // The length of a gRPC message differs from that of its JSON.
    const bool isRpc = engineProtocol(validation.profile().connection.engine) == grpcProtocol();
    if (!isRpc && expect.body && expect.bodyLength && expect.body->size() != *expect.bodyLength)
        validation.error(
            pointer + u"/body_bytes"_s,
            ProfileProblems::tr(
                "\"body_bytes\" is %1, but the expected body has %2 bytes. Remove \"body_bytes\".")
                .arg(*expect.bodyLength)
                .arg(expect.body->size()));
    validateHash(validation, pointer, expect);
    const QString headers = pointer + u"/header"_s;
    for (const ExpectedHeader &header : expect.headers)
        validateHeaderName(validation, childPointer(headers, QString::fromUtf8(header.name)),
                           QString::fromUtf8(header.name));
    for (const QString &name : validation.text() ? validation.text()->keys(headers) : QStringList()) {
        const QString place = childPointer(headers, name);
        if (validation.text()->valueText(place) == "false")
            validation.error(
                place,
                ProfileProblems::tr(
                    "false is not a valid expectation of the header %1. Write true for any value, or "
                    "the exact value as text.")
                    .arg(quoted(name)));
    }
    for (const ExpectedJson &json : expect.json)
        validateJsonPointer(validation, childPointer(pointer + u"/json"_s, json.pointer), json.pointer);
}

void validateCapture(Validation &validation, const QString &pointer, const Capture &capture)
{
    // A text may have no such key, or several although the value has one.
    const QStringList keys = enumIdList<Capture::From>();
    const auto places = std::count_if(keys.begin(), keys.end(), [&](const QString &key) {
        return validation.isWritten(childPointer(pointer, key));
    });
    if (validation.text() && places != 1) {
        validation.error(
            pointer,
            ProfileProblems::tr("The capture of %1 names %2 sources. Give exactly one of \"header\", "
                                "\"json\" and \"cookie\".")
                .arg(quoted(capture.variable))
                .arg(places));
        return;
    }
    const QString place = childPointer(pointer, enumId(capture.from));
    if (capture.from == Capture::From::Json)
        validateJsonPointer(validation, place, capture.where);
    else
        validateHeaderName(validation, place, capture.where);
    const QList<Variable> &variables = validation.profile().variables;
    const bool isTaken =
        std::any_of(variables.begin(), variables.end(),
                    [&capture](const Variable &variable) { return variable.name == capture.variable; });
    if (isTaken)
        validation.error(
            pointer + u"/variable"_s,
            ProfileProblems::tr("%1 is a variable of /variables already, so it cannot be captured. Rename "
                                "one of them.")
                .arg(quoted(capture.variable)));
}

void validateBodyOfHead(Validation &validation, const QString &pointer, const RequestTemplate &request)
{
    const Expectation &expect = request.expect;
    const bool isBodyCaptured =
        std::any_of(request.captures.begin(), request.captures.end(),
                    [](const Capture &capture) { return capture.from == Capture::From::Json; });
    const bool needsBody = !expect.json.isEmpty() || isBodyCaptured
        || (expect.body && !expect.body->isEmpty()) || expect.bodyLength.value_or(0) > 0
        || !expect.bodySha256.isEmpty();
    if (request.method == "HEAD" && needsBody)
        validation.error(
            pointer + u"/method"_s,
            ProfileProblems::tr("Responses to HEAD have no body, so all would fail. Use \"GET\", or "
                                "expect status and headers only."));
}

/// A gRPC call has metadata instead of headers; its engine does not check those of a response.
void validateRpcResponse(Validation &validation, const QString &pointer, const RequestTemplate &request)
{
    if (!request.expect.headers.isEmpty())
        validation.error(pointer + u"/expect/header"_s,
                         ProfileProblems::tr("Headers of gRPC responses are not checked. Remove \"header\"; "
                                             "\"json\" checks the response message."));
    for (qsizetype i = 0; i < request.captures.size(); ++i) {
        if (request.captures.at(i).from != Capture::From::Json)
            validation.error(
                childPointer(pointer + u"/capture"_s, i),
                ProfileProblems::tr("Headers of gRPC responses are not checked. Use \"json\", which "
                                    "reads the response message."));
    }
}

} // namespace

void validateResponse(Validation &validation, const QString &pointer, const RequestTemplate &request)
{
    validateExpectation(validation, pointer + u"/expect"_s, request.expect);
    for (qsizetype i = 0; i < request.captures.size(); ++i)
        validateCapture(validation, childPointer(pointer + u"/capture"_s, i), request.captures.at(i));
    if (engineProtocol(validation.profile().connection.engine) == grpcProtocol())
        validateRpcResponse(validation, pointer, request);
    else
        validateBodyOfHead(validation, pointer, request);
    if (!request.body.isEmpty() && !request.bodyFile.isEmpty())
        validation.error(
            pointer + u"/body_file"_s,
            ProfileProblems::tr("\"body\" and \"body_file\" are mutually exclusive. Remove one of them."));
}

} // namespace loadstone
