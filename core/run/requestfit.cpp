// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/requestfit.h"

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/load/responsejson.h"
#include "core/run/servicebodies.h"
#include "core/stack/parameters.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RequestFit
{
    Q_DECLARE_TR_FUNCTIONS(RequestFit)
};

/// What is known of a body.
struct KnownBody {
    std::optional<QByteArray> body;
    std::optional<qint64> bytes;
    QByteArray sha256;
};

QByteArray sha256(const QByteArray &body)
{
    return QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
}

KnownBody knownBody(const EndpointBody &entry, const QJsonObject &parameters)
{
    KnownBody known{entry.body, entry.bytes, entry.sha256};
    if (known.body) {
        known.bytes = known.body->size();
        known.sha256 = sha256(*known.body);
    } else if (!entry.bytesParameter.isEmpty()) {
        known.bytes = parameters.value(entry.bytesParameter).toInteger();
    }
    return known;
}

bool expectsBody(const Expectation &expect)
{
    return expect.body || expect.bodyLength || !expect.bodySha256.isEmpty() || !expect.json.isEmpty();
}

/// Whether a response with this body is as expected, as far as is known.
bool fits(const Expectation &expect, const KnownBody &known)
{
    const QByteArray hash = expect.body ? sha256(*expect.body) : expect.bodySha256;
    const std::optional<qint64> bytes = expect.body ? qint64(expect.body->size()) : expect.bodyLength;
    if (bytes && known.bytes && *bytes != *known.bytes)
        return false;
    if (!hash.isEmpty() && !known.sha256.isEmpty() && hash != known.sha256)
        return false;
    if (expect.json.isEmpty() || !known.body)
        return true;
    const ResponseJson json(*known.body);
    return std::all_of(expect.json.cbegin(), expect.json.cend(),
                       [&json](const ExpectedJson &expected) { return json.problem(expected).isEmpty(); });
}

/// What the stack says of an endpoint's body: with the effective parameters, and with any others.
struct EndpointBodies {
    std::optional<KnownBody> effective;
    QList<KnownBody> all;
};

EndpointBodies endpointBodies(const Stack &stack, const QString &endpoint, const QJsonObject &parameters)
{
    EndpointBodies bodies;
    for (const EndpointBody &entry : stack.bodies) {
        if (entry.endpoint != endpoint)
            continue;
        bodies.all << knownBody(entry, parameters);
        if (!bodies.effective && holds(entry.when, parameters))
            bodies.effective = bodies.all.constLast();
        // The same endpoint with the default is what most profiles were written for.
        const ParameterSpec *spec = findParameter(stack, entry.bytesParameter);
        if (spec != nullptr)
            bodies.all << knownBody(entry, {{spec->name, spec->defaultValue}});
    }
    return bodies;
}

bool fitsAnyOther(const Expectation &expect, const EndpointBodies &bodies)
{
    return std::any_of(bodies.all.cbegin(), bodies.all.cend(),
                       [&expect](const KnownBody &known) { return fits(expect, known); });
}

/// The path without its query, and as it is meant: "%7E" is "~".
QString decodedPath(const QByteArray &path)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(path.split('?').constFirst()));
}

bool isVariable(const QString &segment) { return segment.startsWith(u'{') && segment.endsWith(u'}'); }

/// One segment of a request's path, in which variables may stand for anything.
bool matchesSegment(const QString &segment, const QString &declared)
{
    if (segment == declared || isVariable(declared))
        return true;
    static const QRegularExpression variable(u"\\{[A-Za-z0-9_-]+\\}"_s);
    QString pattern;
    qsizetype end = 0;
    for (auto it = variable.globalMatch(segment); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        pattern += QRegularExpression::escape(segment.mid(end, match.capturedStart() - end)) + u".*"_s;
        end = match.capturedEnd();
    }
    if (end == 0)
        return false;
    pattern += QRegularExpression::escape(segment.mid(end));
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(declared).hasMatch();
}

bool matchesPath(const QString &path, const QString &declared)
{
    if (declared.endsWith(u'*'))
        return path.startsWith(declared.chopped(1));
    const QStringList segments = path.split(u'/');
    const QStringList others = declared.split(u'/');
    return segments.size() == others.size()
        && std::equal(segments.cbegin(), segments.cend(), others.cbegin(), matchesSegment);
}

bool expectsAnError(const Expectation &expect)
{
    constexpr int firstError = 400;
    return !expect.statuses.isEmpty()
        && std::all_of(expect.statuses.cbegin(), expect.statuses.cend(),
                       [](int status) { return status >= firstError; });
}

/// "GET /json", or only the path of a call.
QString asEndpoint(const Stack &stack, const RequestTemplate &request)
{
    const QString path = QString::fromUtf8(request.path.split('?').constFirst());
    return stack.protocol == grpcProtocol() ? path : QString::fromLatin1(request.method) + u' ' + path;
}

QString missingEndpoint(const Stack &stack, const RequestTemplate &request)
{
    return RequestFit::tr(
               "%1 has no %2, so every request %3 would fail. It has %4. Remove this server, or the "
               "request.")
        .arg(stack.title, asEndpoint(stack, request).left(200), u'"' + request.name.left(100) + u'"',
             listedNames(stack.endpoints));
}

QString otherBody(const Stack &stack, const QString &endpoint, const KnownBody &body,
                  const RequestTemplate &request)
{
    const QString what = body.bytes ? RequestFit::tr("a body of %1 bytes").arg(*body.bytes)
                                    : RequestFit::tr("a body of its own");
    return RequestFit::tr("%1 responds to %2 with %3, which is not what the request \"%4\" expects. Correct "
                          "\"expect\".")
        .arg(stack.title, endpoint, what, request.name.left(100));
}

/// What of the profile itself makes the response another than it expects; empty when nothing does.
QString contradiction(const QString &endpoint, const RequestTemplate &request, const Profile &profile)
{
    if (QString problem = streamFileProblem(endpoint, request, profile); !problem.isEmpty())
        return problem;
    const std::optional<ServiceBody> known = serviceBody(endpoint, request, profile);
    if (!known
        || fits(request.expect,
                {known->body, known->bytes, known->body ? sha256(*known->body) : QByteArray()}))
        return {};
    const QString remedy = known->settings.isEmpty()
        ? RequestFit::tr("Correct \"expect\".")
        : RequestFit::tr("Correct \"expect\", or %1.").arg(known->settings);
    return RequestFit::tr("With this profile %1 responds with a body of %2 bytes, which is not what the "
                          "request \"%3\" expects. %4")
        .arg(endpoint, QString::number(known->bytes), request.name.left(100), remedy);
}

/// Why one request cannot succeed; empty when it can.
QString requestProblem(const Stack &stack, const QJsonObject &parameters, const RequestTemplate &request,
                       const Profile &profile)
{
    const QString endpoint = findEndpoint(stack, request);
    if (endpoint.isEmpty())
        return missingEndpoint(stack, request);
    const EndpointBodies bodies = endpointBodies(stack, endpoint, parameters);
    if (!bodies.effective)
        return bodies.all.isEmpty() ? contradiction(endpoint, request, profile) : QString();
    if (!fits(request.expect, *bodies.effective) && !fitsAnyOther(request.expect, bodies))
        return otherBody(stack, endpoint, *bodies.effective, request);
    if (!bodies.effective->body)
        return {};
    const ResponseJson json(*bodies.effective->body);
    for (const Capture &capture : request.captures) {
        if (capture.from == Capture::From::Json && !json.scalar(capture.where))
            return RequestFit::tr("%1 responds to %2 with a body that has no text or number at \"%3\", which "
                                  "the request \"%4\" captures. Change the parameters, or the capture.")
                .arg(stack.title, endpoint, capture.where.left(100), request.name.left(100));
    }
    return {};
}

} // namespace

QString findEndpoint(const Stack &stack, const RequestTemplate &request)
{
    const bool isRpc = stack.protocol == grpcProtocol();
    const QString path = isRpc ? QString::fromUtf8(request.path) : decodedPath(request.path);
    for (const QString &endpoint : stack.endpoints) {
        const QString method = endpoint.startsWith(u'/') ? QString() : endpoint.section(u' ', 0, 0);
        const QByteArray declared = endpoint.section(u' ', method.isEmpty() ? 0 : 1).toUtf8();
        if ((isRpc || method == QLatin1String(request.method))
            && matchesPath(path, isRpc ? QString::fromUtf8(declared) : decodedPath(declared)))
            return endpoint;
    }
    return {};
}

QStringList requestProblems(const Stack &stack, const QJsonObject &parameters, const Profile &profile)
{
    QStringList problems;
    if (stack.endpoints.isEmpty())
        return problems;
    QList<RequestTemplate> requests = profile.requests;
    if (profile.scenario.login)
        requests << *profile.scenario.login;
    QSet<QString> seen;
    for (const RequestTemplate &request : std::as_const(requests)) {
        if (expectsAnError(request.expect) || problems.size() >= mostJsonProblems)
            continue;
        const QString problem = requestProblem(stack, parameters, request, profile);
        if (!problem.isEmpty() && !seen.contains(problem))
            problems << problem;
        seen << problem;
    }
    return problems;
}

QList<RequestTemplate> requestsFor(const ResolvedServer &server, const QList<RequestTemplate> &requests)
{
    QList<RequestTemplate> adjusted = requests;
    for (RequestTemplate &request : adjusted) {
        const EndpointBodies bodies =
            endpointBodies(server.stack, findEndpoint(server.stack, request), server.parameters);
        if (!expectsBody(request.expect) || expectsAnError(request.expect) || !bodies.effective
            || fits(request.expect, *bodies.effective) || !fitsAnyOther(request.expect, bodies))
            continue;
        request.expect.json.clear();
        request.expect.body = bodies.effective->body;
        request.expect.bodyLength = bodies.effective->bytes;
        request.expect.bodySha256 = bodies.effective->body ? QByteArray() : bodies.effective->sha256;
    }
    return adjusted;
}

} // namespace loadstone
