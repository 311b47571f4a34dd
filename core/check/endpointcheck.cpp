// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/endpointcheck.h"

#include "core/check/crowd.h"
#include "core/check/plainconnection.h"

#include <QElapsedTimer>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds answerLimit(10'000);
constexpr Milliseconds crowdLimit(20'000);
constexpr Milliseconds closeLimit(3'000); // Werkzeug and uWSGI close within one
constexpr int wholeCrowd = 200;
constexpr int smallCrowd = 5;
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
                                      : u"\"%1…\" (%2 bytes)"_s.arg(text).arg(bytes.size());
}

/// The framing problem of a response, as the end of a sentence; empty if valid.
QString frameProblem(const Question &question, const HttpAnswer &answer)
{
    const bool isChunked = answer.headers.value("transfer-encoding").toLower() == "chunked";
    if (answer.status == 204 || answer.status == 304)
        return {}; // neither body nor framing
    if (isChunked != question.isChunked)
        return isChunked ? u"came in chunks, without a Content-Length"_s
                         : u"came with a Content-Length, not in chunks"_s;
    if (!isChunked && answer.headers.value("content-length") != QByteArray::number(answer.body.size()))
        return u"has Content-Length \"%1\" with a body of %2 bytes"_s
            .arg(QString::fromLatin1(answer.headers.value("content-length")))
            .arg(answer.body.size());
    return {};
}

QString findProblem(const Question &question, const HttpAnswer &answer, Milliseconds took)
{
    if (!question.statuses.contains(answer.status))
        return u"has status %1 instead of %2: %3"_s.arg(answer.status)
            .arg(question.statuses.first())
            .arg(shown(answer.body));
    if (question.body && answer.body != *question.body)
        return u"has the body %1 instead of %2"_s.arg(shown(answer.body), shown(*question.body));
    const QByteArray type = answer.headers.value("content-type").split(';').first().trimmed().toLower();
    if (!question.contentType.isEmpty() && type != question.contentType)
        return u"has the type \"%1\" instead of \"%2\""_s.arg(QString::fromLatin1(type),
                                                              QString::fromLatin1(question.contentType));
    if (took < question.atLeast)
        return u"came after %1 ms and has to wait %2 ms"_s.arg(took.count()).arg(question.atLeast.count());
    return question.body ? frameProblem(question, answer) : QString();
}

CheckStep ask(const Question &question, const CheckContext &context)
{
    PlainConnection connection(context.host, context.port, answerLimit + question.atLeast,
                               context.certificate);
    QElapsedTimer timer;
    timer.start();
    const Result<HttpAnswer> answer = connection.ask(question.request);
    if (!answer)
        return failed(question.what, answer.error().message);
    const QString problem = findProblem(question, *answer, Milliseconds(timer.elapsed()));
    return problem.isEmpty() ? passed(question.what) : failed(question.what, u"the response "_s + problem);
}

/// Two requests on one connection: observed behaviour, independent of headers.
CheckStep checkKeepAlive(const Stack &stack, bool keepsAlive, const CheckContext &context)
{
    const QString what = keepsAlive ? u"Keeps connections"_s : u"Ends connections"_s;
    const QByteArray request = getRequest(stack.readiness.path, context);
    PlainConnection connection(context.host, context.port, answerLimit, context.certificate);
    const Result<HttpAnswer> first = connection.ask(request);
    if (!first)
        return failed(what, first.error().message);
    if (!keepsAlive)
        return connection.endsWithin(closeLimit)
            ? passed(what)
            : failed(what,
                     u"the connection was still open %1 s after the response, but stack.json "
                     "declares keep_alive false"_s.arg(Seconds(closeLimit).count()));
    const Result<HttpAnswer> second = connection.ask(request);
    if (!second)
        return failed(what,
                      u"the second request on a connection failed: %1; stack.json declares "
                      "keep_alive true"_s.arg(second.error().message));
    return second->body == stack.readiness.body ? passed(what)
                                                : failed(what, u"the second response differs"_s);
}

CheckStep checkCrowd(const Stack &stack, const CheckContext &context)
{
    const int size = crowdSize(context.parameters);
    const QString what = u"%1 simultaneous connections"_s.arg(size);
    const Status asked =
        askAtOnce(context.host, context.port, getRequest(stack.readiness.path, context),
                  {stack.readiness.status, stack.readiness.body}, size, crowdLimit, context.certificate);
    return asked ? passed(what) : failed(what, asked.error().message);
}

} // namespace

int crowdSize(const QJsonObject &parameters)
{
    return parameters.value(u"backlog"_s).toInt(wholeCrowd) < shortBacklog ? smallCrowd : wholeCrowd;
}

QList<CheckStep> checkEndpoints(const Stack &stack, bool keepsAlive, const CheckContext &context,
                                const std::atomic<bool> &isStopped)
{
    QList<CheckStep> steps;
    if (stack.protocol != u"http"_s) {
        for (const QString &endpoint : stack.endpoints)
            steps << CheckStep{endpoint, CheckStep::State::NotChecked,
                               u"this check speaks HTTP only; the call that readiness asks for "
                               "was answered."_s};
        return steps;
    }
    for (const QString &endpoint : stack.endpoints) {
        const QList<Question> questions = questionsFor(endpoint, stack, context);
        if (questions.isEmpty())
            steps << CheckStep{endpoint, CheckStep::State::NotChecked,
                               u"what to send is known to its author only."_s};
        for (const Question &question : questions) {
            if (isStopped)
                return steps;
            steps << ask(question, context);
        }
    }
    if (!isStopped)
        steps << checkKeepAlive(stack, keepsAlive, context);
    if (!isStopped)
        steps << checkCrowd(stack, context);
    return steps;
}

} // namespace loadstone
