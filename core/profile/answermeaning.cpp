// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/meaningcheck.h"

#include "core/profile/enumids.h"

#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

namespace
{

void checkJsonPointer(MeaningCheck &check, const QString &place, const QString &pointer)
{
    static const QRegularExpression form(QStringLiteral("^(/([^~]|~[01])*)?$"));
    if (!form.match(pointer).hasMatch())
        check.error(place,
                    QStringLiteral("%1 is no JSON pointer. Begin each key with /, as in \"/user/name\" or "
                                   "\"/items/0\"; write ~1 for / and ~0 for ~ in a key.")
                        .arg(quoted(pointer)));
}

void checkHash(MeaningCheck &check, const QString &pointer, const Expectation &expect)
{
    if (!expect.bodySha256.isEmpty() && expect.body)
        check.error(pointer + QStringLiteral("/body_sha256"),
                    QStringLiteral("\"body\" and \"body_sha256\" both say what the body is. Remove one of "
                                   "them."));
}

void checkExpectation(MeaningCheck &check, const QString &pointer, const Expectation &expect)
{
    // The message of a gRPC call is not as long as its JSON.
    const bool isRpc = protocolOf(check.profile().connection.engine) == grpcProtocol();
    if (!isRpc && expect.body && expect.bodyLength && expect.body->size() != *expect.bodyLength)
        check.error(
            pointer + QStringLiteral("/body_bytes"),
            QStringLiteral("\"body_bytes\" is %1, but the expected body has %2 bytes. Remove \"body_bytes\".")
                .arg(*expect.bodyLength)
                .arg(expect.body->size()));
    checkHash(check, pointer, expect);
    const QString headers = pointer + QStringLiteral("/header");
    for (const ExpectedHeader &header : expect.headers)
        checkHeaderName(check, childPointer(headers, QString::fromUtf8(header.name)),
                        QString::fromUtf8(header.name));
    for (const QString &name : check.document().keys(headers)) {
        const QString place = childPointer(headers, name);
        if (check.document().valueText(place) == "false")
            check.error(place,
                        QStringLiteral("false has no meaning for the header %1. Write true for any value, or "
                                       "the exact value as text.")
                            .arg(quoted(name)));
    }
    for (const ExpectedJson &json : expect.json)
        checkJsonPointer(check, childPointer(pointer + QStringLiteral("/json"), json.pointer), json.pointer);
}

void checkCapture(MeaningCheck &check, const QString &pointer, const Capture &capture)
{
    int places = 0;
    for (const Capture::From from : {Capture::From::Header, Capture::From::Json, Capture::From::Cookie})
        places += check.isGiven(childPointer(pointer, enumId(from))) ? 1 : 0;
    if (places != 1) {
        check.error(pointer,
                    QStringLiteral("The variable %1 is taken from %2 places. Give exactly one of \"header\", "
                                   "\"json\" and \"cookie\".")
                        .arg(quoted(capture.variable))
                        .arg(places));
        return;
    }
    const QString place = childPointer(pointer, enumId(capture.from));
    if (capture.from == Capture::From::Json)
        checkJsonPointer(check, place, capture.where);
    else
        checkHeaderName(check, place, capture.where);
    const QList<Variable> &variables = check.profile().variables;
    const bool isTaken =
        std::any_of(variables.begin(), variables.end(),
                    [&capture](const Variable &variable) { return variable.name == capture.variable; });
    if (isTaken)
        check.error(pointer + QStringLiteral("/variable"),
                    QStringLiteral("%1 is a variable of /variables already, so it cannot be captured. Rename "
                                   "one of them.")
                        .arg(quoted(capture.variable)));
}

void checkBodyOfHead(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    const Expectation &expect = request.expect;
    const bool isBodyCaptured =
        std::any_of(request.captures.begin(), request.captures.end(),
                    [](const Capture &capture) { return capture.from == Capture::From::Json; });
    const bool needsBody = !expect.json.isEmpty() || isBodyCaptured
        || (expect.body && !expect.body->isEmpty()) || expect.bodyLength.value_or(0) > 0
        || !expect.bodySha256.isEmpty();
    if (request.method == "HEAD" && needsBody)
        check.error(
            pointer + QStringLiteral("/method"),
            QStringLiteral("The answer to HEAD never has a body, so every one would be a failure. Use "
                           "\"GET\", or expect status and headers only."));
}

/// A gRPC call has metadata instead of headers, which its engine does not look at.
void checkRpcAnswer(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    if (!request.expect.headers.isEmpty())
        check.error(
            pointer + QStringLiteral("/expect/header"),
            QStringLiteral("The headers of a gRPC answer are not looked at. Remove \"header\"; \"json\" "
                           "looks into the answer's message."));
    for (qsizetype i = 0; i < request.captures.size(); ++i) {
        if (request.captures.at(i).from != Capture::From::Json)
            check.error(childPointer(pointer + QStringLiteral("/capture"), i),
                        QStringLiteral("The headers of a gRPC answer are not looked at. Use \"json\", which "
                                       "looks into the answer's message."));
    }
}

} // namespace

void checkHeaderName(MeaningCheck &check, const QString &pointer, const QString &name)
{
    static const QRegularExpression token(QStringLiteral(R"(^[!#$%&'*+.^_`|~0-9A-Za-z-]+$)"));
    if (!token.match(name).hasMatch())
        check.error(pointer,
                    QStringLiteral("%1 cannot be the name of a header. Use letters, digits and - only.")
                        .arg(quoted(name)));
}

void checkAnswer(MeaningCheck &check, const QString &pointer, const RequestTemplate &request)
{
    checkExpectation(check, pointer + QStringLiteral("/expect"), request.expect);
    for (qsizetype i = 0; i < request.captures.size(); ++i)
        checkCapture(check, childPointer(pointer + QStringLiteral("/capture"), i), request.captures.at(i));
    if (protocolOf(check.profile().connection.engine) == grpcProtocol())
        checkRpcAnswer(check, pointer, request);
    else
        checkBodyOfHead(check, pointer, request);
    if (!request.body.isEmpty() && !request.bodyFile.isEmpty())
        check.error(pointer + QStringLiteral("/body_file"),
                    QStringLiteral("\"body\" and \"body_file\" both say what to send. Remove one of them."));
}

} // namespace loadstone
