// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/questions.h"

#include "core/base/loopback.h"
#include "core/base/regularfile.h"
#include "core/stack/parameters.h"

namespace loadstone
{

namespace
{

constexpr auto textType = "text/plain";
constexpr auto jsonType = "application/json";
constexpr auto octetsType = "application/octet-stream";
constexpr auto upstreamLine = "slow api response";

const QByteArray &sample()
{
    static const QByteArray bytes = R"({"test":true,"date":1551000000,"values":[1,2,3,4,5],)"
                                    R"("sub_attributes":{"attribute1":1,"attribute2":"True"}})";
    return bytes;
}

QByteArray staticFile(const Stack &stack)
{
    const Result<QByteArray> content =
        readRegularFile(stack.sharedFolder + QStringLiteral("/static/small.txt"), smallFile);
    return content ? *content : QByteArray();
}

/// Collects the questions of one stack.
class Questions
{
public:
    Questions(const Stack &stack, const CheckContext &context) : m_stack(stack), m_context(context) { }

    QList<Question> about(const QString &endpoint)
    {
        // What stands for many paths has none of its own.
        const bool isPattern = endpoint.contains(u'{') || endpoint.endsWith(u'*');
        if (!askCatalogue(endpoint) && !askUpstream(endpoint) && !isPattern
            && endpoint.startsWith(QStringLiteral("GET /")))
            get(endpoint, endpoint.mid(4).toUtf8(), declaredBody(endpoint), {});
        return m_questions;
    }

private:
    bool askCatalogue(const QString &endpoint)
    {
        const QString path = endpoint.section(u' ', 1);
        if (endpoint == QStringLiteral("GET /"))
            get(endpoint, "/", "ready", textType);
        else if (endpoint == QStringLiteral("GET /simple-response"))
            get(endpoint, "/simple-response", R"({"message":"Hello, world!"})", jsonType);
        else if (endpoint == QStringLiteral("GET /text") || endpoint == QStringLiteral("GET /text/"))
            get(endpoint, path.toLatin1(), "Hello World!", textType);
        else if (endpoint == QStringLiteral("GET /json") || endpoint == QStringLiteral("GET /json/"))
            get(endpoint, path.toLatin1(), declaredBody(endpoint).value_or(sample()), jsonType);
        else if (endpoint == QStringLiteral("GET /static/small.txt"))
            get(endpoint, "/static/small.txt", staticFile(m_stack), textType);
        else if (endpoint == QStringLiteral("GET /cpu_bound"))
            get(endpoint, "/cpu_bound?num=10", "10 products", textType);
        else if (endpoint == QStringLiteral("POST /process-jwe"))
            askProcessing(endpoint);
        else if (endpoint == QStringLiteral("GET /stream-file"))
            askStream(endpoint);
        else
            return false;
        return true;
    }

    bool askUpstream(const QString &endpoint)
    {
        const Upstream &upstream = m_context.upstream;
        if (endpoint == QStringLiteral("GET /single"))
            get(endpoint, "/single", upstreamLine, textType).atLeast = upstream.delay;
        else if (endpoint == QStringLiteral("GET /multiple"))
            get(endpoint, "/multiple", upstreamBody(2), textType).atLeast = upstream.delay;
        else if (endpoint == QStringLiteral("GET /io_bound"))
            get(endpoint, "/io_bound", upstreamBody(upstream.calls), textType).atLeast = upstream.delay;
        else
            return false;
        return true;
    }

    void askProcessing(const QString &endpoint)
    {
        const QByteArray answer =
            "{\"status\":\"Processed\",\"data\":{\"key\":\"v\xC3\xA4lue/\",\"n\":[1,2.5,null]}}";
        Question &right = post(endpoint, "{ \"key\": \"v\xC3\xA4lue/\", \"n\": [1, 2.5, null] }");
        right.body = answer;
        right.contentType = jsonType;
        right.atLeast = m_context.service.processDelay;
        for (const auto *body : {"{", "", "NaN"})
            post(endpoint + QStringLiteral(" with no JSON"), body).statuses = {400};
    }

    void askStream(const QString &endpoint)
    {
        Question &chunk = get(endpoint, "/stream-file?chunk_index=1", m_context.lastChunk, octetsType);
        chunk.isChunked = isOn("stream_chunked");
        get(endpoint + QStringLiteral(" behind the end"), "/stream-file?chunk_index=2", {}, {}).statuses = {
            416};
        for (const auto *query : {"", "?chunk_index=x", "?chunk_index=-1"})
            get(endpoint + QStringLiteral(" with a bad index"), QByteArray("/stream-file") + query, {}, {})
                .statuses = {400, 422};
    }

    Question &get(const QString &what, const QByteArray &path, const std::optional<QByteArray> &body,
                  const QByteArray &contentType)
    {
        Question question;
        question.what = what;
        question.request = getRequest(path, m_context);
        question.body = body;
        question.contentType = contentType;
        m_questions.append(question);
        return m_questions.last();
    }

    Question &post(const QString &what, const QByteArray &body)
    {
        Question question;
        question.what = what;
        question.request = "POST /process-jwe HTTP/1.1\r\nHost: " + bracketed(m_context.host).toLatin1() + ':'
            + QByteArray::number(m_context.port) + "\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        m_questions.append(question);
        return m_questions.last();
    }

    /// The exact body with these parameters, where stack.json says that they change it.
    std::optional<QByteArray> declaredBody(const QString &endpoint) const
    {
        for (const EndpointBody &body : m_stack.bodies) {
            if (body.endpoint == endpoint && holds(body.when, m_context.parameters))
                return body.body;
        }
        return std::nullopt;
    }

    bool isOn(const char *parameter) const
    {
        return m_context.parameters.value(QLatin1String(parameter)).toBool();
    }

    static QByteArray upstreamBody(int calls) { return QByteArrayList(calls, upstreamLine).join('\n'); }

    const Stack &m_stack;
    const CheckContext &m_context;
    QList<Question> m_questions;
};

} // namespace

QByteArray getRequest(const QByteArray &path, const CheckContext &context)
{
    return "GET " + path + " HTTP/1.1\r\nHost: " + bracketed(context.host).toLatin1() + ':'
        + QByteArray::number(context.port) + "\r\nAccept: */*\r\n\r\n";
}

QList<Question> questionsFor(const QString &endpoint, const Stack &stack, const CheckContext &context)
{
    return Questions(stack, context).about(endpoint);
}

} // namespace loadstone
