// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/endpointcheck.h"

#include "core/check/checktext.h"
#include "core/check/concurrentrequests.h"
#include "core/check/plainconnection.h"

#include <QElapsedTimer>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds responseTimeout(10'000);
constexpr Milliseconds concurrentLimit(20'000);
constexpr Milliseconds closeLimit(3'000); // Werkzeug and uWSGI close within one
constexpr int manyConnections = 200;
constexpr int fewConnections = 5;
constexpr int shortBacklog = 10;
constexpr qsizetype shownBytes = 60;

CheckStep passed(const QString &what) { return {what, CheckStep::State::Passed, {}}; }
CheckStep failed(const QString &what, const QString &text)
{
    return {what, CheckStep::State::Failed, text + u'.'};
}

QString shown(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes.left(shownBytes)).simplified();
    return bytes.size() <= shownBytes ? u"\"%1\""_s.arg(text)
                                      : CheckText::tr("\"%1…\" (%2 bytes)").arg(text).arg(bytes.size());
}

/// The framing problem of a response, as the end of a sentence; empty if valid.
QString frameProblem(const CheckCase &checkCase, const HttpResponse &response)
{
    const bool isChunked = response.headers.value("transfer-encoding").toLower() == "chunked";
    if (response.status == 204 || response.status == 304)
        return {}; // neither body nor framing
    if (isChunked != checkCase.isChunked)
        return isChunked ? CheckText::tr("came in chunks, without a Content-Length")
                         : CheckText::tr("came with a Content-Length, not in chunks");
    if (!isChunked && response.headers.value("content-length") != QByteArray::number(response.body.size()))
        return CheckText::tr("has Content-Length \"%1\" with a body of %2 bytes")
            .arg(QString::fromLatin1(response.headers.value("content-length")))
            .arg(response.body.size());
    return {};
}

QString findProblem(const CheckCase &checkCase, const HttpResponse &response, Milliseconds took)
{
    if (!checkCase.statuses.contains(response.status))
        return CheckText::tr("has status %1 instead of %2: %3")
            .arg(response.status)
            .arg(checkCase.statuses.first())
            .arg(shown(response.body));
    if (checkCase.body && response.body != *checkCase.body)
        return CheckText::tr("has the body %1 instead of %2")
            .arg(shown(response.body), shown(*checkCase.body));
    const QByteArray type = response.headers.value("content-type").split(';').first().trimmed().toLower();
    if (!checkCase.contentType.isEmpty() && type != checkCase.contentType)
        return CheckText::tr("has the type \"%1\" instead of \"%2\"")
            .arg(QString::fromLatin1(type), QString::fromLatin1(checkCase.contentType));
    if (took < checkCase.atLeast)
        return CheckText::tr("arrived after %1 ms, before the delay of %2 ms")
            .arg(took.count())
            .arg(checkCase.atLeast.count());
    return checkCase.body ? frameProblem(checkCase, response) : QString();
}

CheckStep runCase(const CheckCase &checkCase, const CheckContext &context)
{
    PlainConnection connection(context.host, context.port, responseTimeout + checkCase.atLeast,
                               context.certificate);
    QElapsedTimer timer;
    timer.start();
    const Result<HttpResponse> response = connection.sendRequest(checkCase.request);
    if (!response)
        return failed(checkCase.what, response.error().text());
    const QString problem = findProblem(checkCase, *response, Milliseconds(timer.elapsed()));
    return problem.isEmpty() ? passed(checkCase.what)
                             : failed(checkCase.what, CheckText::tr("the response %1").arg(problem));
}

/// Two requests on one connection: observed behaviour, independent of headers.
CheckStep checkKeepAlive(const Stack &stack, bool keepsAlive, const CheckContext &context)
{
    const QString what =
        keepsAlive ? CheckText::tr("Keeps connections") : CheckText::tr("Closes connections");
    const QByteArray request = getRequest(stack.readiness.path, context);
    PlainConnection connection(context.host, context.port, responseTimeout, context.certificate);
    const Result<HttpResponse> first = connection.sendRequest(request);
    if (!first)
        return failed(what, first.error().text());
    if (!keepsAlive)
        return connection.endsWithin(closeLimit)
            ? passed(what)
            : failed(what,
                     CheckText::tr("the connection was still open %1 s after the response, but stack.json "
                                   "declares keep_alive false")
                         .arg(Seconds(closeLimit).count()));
    const Result<HttpResponse> second = connection.sendRequest(request);
    if (!second)
        return failed(what,
                      CheckText::tr("the second request on a connection failed: %1; stack.json declares "
                                    "keep_alive true")
                          .arg(second.error().text()));
    return second->body == stack.readiness.body ? passed(what)
                                                : failed(what, CheckText::tr("the second response differs"));
}

CheckStep checkConcurrentConnections(const Stack &stack, const CheckContext &context)
{
    const int size = concurrentConnections(context.parameters);
    const QString what = CheckText::tr("%1 simultaneous connections").arg(size);
    const Status outcome = requestConcurrently(
        context.host, context.port, getRequest(stack.readiness.path, context),
        {stack.readiness.status, stack.readiness.body}, size, concurrentLimit, context.certificate);
    return outcome ? passed(what) : failed(what, outcome.error().text());
}

} // namespace

int concurrentConnections(const QJsonObject &parameters)
{
    return parameters.value(u"backlog"_s).toInt(manyConnections) < shortBacklog ? fewConnections
                                                                                : manyConnections;
}

QList<CheckStep> checkEndpoints(const Stack &stack, bool keepsAlive, const CheckContext &context,
                                const std::atomic<bool> &isStopped)
{
    QList<CheckStep> steps;
    if (stack.protocol != u"http"_s) {
        for (const QString &endpoint : stack.endpoints)
            steps << CheckStep{endpoint, CheckStep::State::NotChecked,
                               CheckText::tr("this check speaks HTTP only; the readiness call succeeded.")};
        return steps;
    }
    for (const QString &endpoint : stack.endpoints) {
        const QList<CheckCase> checkCases = checkCasesFor(endpoint, stack, context);
        if (checkCases.isEmpty())
            steps << CheckStep{endpoint, CheckStep::State::NotChecked,
                               CheckText::tr("the catalogue defines no request for it.")};
        for (const CheckCase &checkCase : checkCases) {
            if (isStopped)
                return steps;
            steps << runCase(checkCase, context);
        }
    }
    if (!isStopped)
        steps << checkKeepAlive(stack, keepsAlive, context);
    if (!isStopped)
        steps << checkConcurrentConnections(stack, context);
    return steps;
}

} // namespace loadstone
