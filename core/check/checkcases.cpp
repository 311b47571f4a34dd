// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/checkcases.h"

#include "core/base/loopback.h"
#include "core/base/regularfile.h"
#include "core/check/checktext.h"
#include "core/stack/parameters.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

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
        readRegularFile(stack.sharedFolder + u"/static/small.txt"_s, smallFile);
    return content ? *content : QByteArray();
}

/// Collects the requests that check one stack.
class CheckCases
{
public:
    CheckCases(const Stack &stack, const CheckContext &context) : m_stack(stack), m_context(context) { }

    QList<CheckCase> about(const QString &endpoint)
    {
        // A pattern for many paths has no path of its own to request.
        const bool isPattern = endpoint.contains(u'{') || endpoint.endsWith(u'*');
        if (!askCatalogue(endpoint) && !askUpstream(endpoint) && !isPattern
            && endpoint.startsWith(u"GET /"_s))
            get(endpoint, endpoint.mid(4).toUtf8(), declaredBody(endpoint), {});
        return m_questions;
    }

private:
    bool askCatalogue(const QString &endpoint)
    {
        const QString path = endpoint.section(u' ', 1);
        if (endpoint == u"GET /"_s)
            get(endpoint, "/", "ready", textType);
        else if (endpoint == u"GET /simple-response"_s)
            get(endpoint, "/simple-response", R"({"message":"Hello, world!"})", jsonType);
        else if (endpoint == u"GET /text"_s || endpoint == u"GET /text/"_s)
            get(endpoint, path.toLatin1(), "Hello World!", textType);
        else if (endpoint == u"GET /json"_s || endpoint == u"GET /json/"_s)
            get(endpoint, path.toLatin1(), declaredBody(endpoint).value_or(sample()), jsonType);
        else if (endpoint == u"GET /static/small.txt"_s)
            get(endpoint, "/static/small.txt", staticFile(m_stack), textType);
        else if (endpoint == u"GET /cpu_bound"_s)
            get(endpoint, "/cpu_bound?num=10", "10 products", textType);
        else if (endpoint == u"POST /process-jwe"_s)
            askProcessing(endpoint);
        else if (endpoint == u"GET /stream-file"_s)
            askStream(endpoint);
        else
            return false;
        return true;
    }

    bool askUpstream(const QString &endpoint)
    {
        const Upstream &upstream = m_context.upstream;
        if (endpoint == u"GET /single"_s)
            get(endpoint, "/single", upstreamLine, textType).atLeast = upstream.delay;
        else if (endpoint == u"GET /multiple"_s)
            get(endpoint, "/multiple", upstreamBody(2), textType).atLeast = upstream.delay;
        else if (endpoint == u"GET /io_bound"_s)
            get(endpoint, "/io_bound", upstreamBody(upstream.calls), textType).atLeast = upstream.delay;
        else
            return false;
        return true;
    }

    void askProcessing(const QString &endpoint)
    {
        const QByteArray response =
            "{\"status\":\"Processed\",\"data\":{\"key\":\"v\xC3\xA4lue/\",\"n\":[1,2.5,null]}}";
        CheckCase &right = post(endpoint, "{ \"key\": \"v\xC3\xA4lue/\", \"n\": [1, 2.5, null] }");
        right.body = response;
        right.contentType = jsonType;
        right.atLeast = m_context.service.processDelay;
        for (const auto *body : {"{", "", "NaN"})
            post(CheckText::tr("%1 with invalid JSON").arg(endpoint), body).statuses = {400};
    }

    void askStream(const QString &endpoint)
    {
        CheckCase &chunk = get(endpoint, "/stream-file?chunk_index=1", m_context.lastChunk, octetsType);
        chunk.isChunked = isOn("stream_chunked");
        get(CheckText::tr("%1 past the end").arg(endpoint), "/stream-file?chunk_index=2", {}, {}).statuses = {
            416};
        for (const auto *query : {"", "?chunk_index=x", "?chunk_index=-1"})
            get(CheckText::tr("%1 with a bad index").arg(endpoint), QByteArray("/stream-file") + query, {},
                {})
                .statuses = {400, 422};
    }

    CheckCase &get(const QString &what, const QByteArray &path, const std::optional<QByteArray> &body,
                   const QByteArray &contentType)
    {
        CheckCase checkCase;
        checkCase.what = what;
        checkCase.request = getRequest(path, m_context);
        checkCase.body = body;
        checkCase.contentType = contentType;
        m_questions.append(checkCase);
        return m_questions.last();
    }

    CheckCase &post(const QString &what, const QByteArray &body)
    {
        CheckCase checkCase;
        checkCase.what = what;
        checkCase.request = "POST /process-jwe HTTP/1.1\r\nHost: " + bracketed(m_context.host).toLatin1()
            + ':' + QByteArray::number(m_context.port)
            + "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
            + "\r\n\r\n" + body;
        m_questions.append(checkCase);
        return m_questions.last();
    }

    /// The exact body with these parameters, if stack.json declares that they change it.
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
    QList<CheckCase> m_questions;
};

} // namespace

QByteArray getRequest(const QByteArray &path, const CheckContext &context)
{
    return "GET " + path + " HTTP/1.1\r\nHost: " + bracketed(context.host).toLatin1() + ':'
        + QByteArray::number(context.port) + "\r\nAccept: */*\r\n\r\n";
}

QList<CheckCase> checkCasesFor(const QString &endpoint, const Stack &stack, const CheckContext &context)
{
    return CheckCases(stack, context).about(endpoint);
}

} // namespace loadstone
