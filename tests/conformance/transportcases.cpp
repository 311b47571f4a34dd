// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/transportcases.h"

#include <QCryptographicHash>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const QByteArray chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr int manyBytes = 8 * 1024 * 1024;

ScriptedServer::Handler always(const Script &script)
{
    return [script](const ScriptedRequest &) { return script; };
}

ScriptedServer::Handler sending(const QByteArray &bytes) { return always(script::send(bytes)); }

ScriptedServer::Handler sendingAndClosing(const QByteArray &bytes)
{
    return always(script::send(bytes) + script::close());
}

/// Answers the first request of each connection, then closes without announcement.
ScriptedServer::Handler staleKeepAlive() { return always(script::send(ok) + script::close()); }

RequestTemplate withMethod(const QByteArray &method, const QByteArray &body = {})
{
    RequestTemplate request;
    request.method = method;
    request.body = body;
    return request;
}

RequestTemplate expecting(const QByteArray &body)
{
    RequestTemplate request;
    request.expect.body = body;
    return request;
}

RequestTemplate expectingLength(qint64 length)
{
    RequestTemplate request;
    request.expect.bodyLength = length;
    return request;
}

RequestTemplate makeHashExpectation(const QByteArray &body)
{
    RequestTemplate request;
    request.expect.bodySha256 = QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
    return request;
}

RequestTemplate expectingHeader(const QByteArray &name, const std::optional<QByteArray> &value)
{
    RequestTemplate request;
    request.expect.headers = {{name, value}};
    return request;
}

RequestTemplate expectingJson(const QString &pointer, const QJsonValue &value)
{
    RequestTemplate request;
    request.expect.json = {{pointer, value}};
    return request;
}

RequestTemplate capturing(Capture::From from, const QString &where)
{
    RequestTemplate request;
    request.captures = {{u"token"_s, from, where}};
    return request;
}

RequestTemplate accepting(int status)
{
    RequestTemplate request;
    request.expect.statuses = {status};
    return request;
}

QList<TransportCase> soundAnswers()
{
    const QByteArray hugeHeader = "X-Padding: " + QByteArray(1800, 'x') + "\r\n";
    return {
        {"content length", sending(ok), {}},
        {"the body that is expected", sending(ok), {}, expecting("hello")},
        {"one byte per packet", always(script::bytewise(ok)), {}},
        {"dripping body", always(script::drip(ok, 2)), {}},
        {"delay before the headers", always(script::delayed(20, script::send(ok))), {}},
        {"delay in the body",
         always(script::send(ok.chopped(3)) + script::delayed(20, script::send(ok.right(3)))),
         {}},
        {"lower-case header names", sending("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"), {}},
        {"folded header",
         sending("HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\nContent-Length: 5\r\n\r\nhello"),
         {}},
        {"54 kB of headers",
         sending("HTTP/1.1 200 OK\r\n" + hugeHeader.repeated(30) + "Content-Length: 5\r\n\r\nhello"),
         {}},
        {"Connection list",
         sending("HTTP/1.1 200 OK\r\nConnection: foo, Keep-Alive\r\nContent-Length: 5\r\n\r\nhello"),
         {}},
        {"chunked", sending(chunkedHead + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), {}},
        {"chunked byte by byte",
         always(script::bytewise(chunkedHead + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")),
         {}},
        {"chunk extensions and trailers",
         sending("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                 "5;name=value\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"),
         {}},
        {"empty chunked body", sending(chunkedHead + "0\r\n\r\n"), {.bytes = 0}},
        {"no body at all", sending("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), {.bytes = 0}},
        {"big body",
         always(script::respond(QByteArray(manyBytes, '0'))),
         {.bytes = manyBytes},
         expectingLength(manyBytes)},
        {"100 and 103 before 200",
         sending("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok),
         {}},
        {"compressed body stays compressed",
         sending("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
         {}},
        {"cookies and other headers",
         sending("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\n\r\nhello"),
         {}},
    };
}

QList<TransportCase> connectionEndings()
{
    return {
        {"close after each answer, announced",
         sendingAndClosing("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"),
         {.connections = 4}},
        {"close announced in a list",
         sendingAndClosing("HTTP/1.1 200 OK\r\nConnection: foo, close\r\nContent-Length: 5\r\n\r\nhello"),
         {.connections = 4}},
        {"HTTP/1.0 with length",
         sendingAndClosing("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
         {.connections = 4}},
        {"HTTP/1.0 without length", sendingAndClosing("HTTP/1.0 200 OK\r\n\r\nhello"), {.connections = 4}},
        {"HTTP/1.0 keep-alive",
         sending("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"),
         {}},
        {"body until end of file", sendingAndClosing("HTTP/1.1 200 OK\r\n\r\nhello"), {.connections = 4}},
        {"close after each answer, unannounced", staleKeepAlive(), {.connections = 4}},
    };
}

QList<TransportCase> methodsAndStatuses()
{
    return {
        {"HEAD", sending("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), {.bytes = 0}, withMethod("HEAD")},
        {"HEAD chunked", sending(chunkedHead), {.bytes = 0}, withMethod("HEAD")},
        {"POST", sending(ok), {}, withMethod("POST", "some body")},
        {"POST without body", sending(ok), {}, withMethod("POST")},
        {"PUT", sending(ok), {}, withMethod("PUT", "some body")},
        {"PATCH", sending(ok), {}, withMethod("PATCH", "some body")},
        {"DELETE", sending(ok), {}, withMethod("DELETE")},
        {"OPTIONS", sending(ok), {}, withMethod("OPTIONS")},
        {"204 with a length", sending("HTTP/1.1 204 No Content\r\n\r\n"), {.status = 204, .bytes = 0}},
        {"304 with a length",
         sending("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
         {.status = 304, .bytes = 0},
         accepting(304)},
        {"404",
         always(script::respond("gone", 404)),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 404, .bytes = 4}},
        {"404 that is expected",
         always(script::respond("gone", 404)),
         {.status = 404, .bytes = 4},
         accepting(404)},
        {"400",
         always(script::respond("bad", 400)),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 400, .bytes = 3}},
        {"401",
         always(script::respond("who", 401, "WWW-Authenticate: Basic realm=\"x\"\r\n")),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 401, .bytes = 3}},
        {"407",
         always(script::respond("who", 407, "Proxy-Authenticate: Basic realm=\"x\"\r\n")),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 407, .bytes = 3}},
        {"416",
         always(script::respond("end", 416)),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 416, .bytes = 3}},
        {"500",
         always(script::respond("oops", 500)),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 500, .bytes = 4}},
        {"redirect is not followed",
         always(script::respond("away", 302, "Location: /other\r\n")),
         {.outcomeClass = OutcomeClass::HttpStatus, .status = 302, .bytes = 4}},
        {"wrong text",
         always(script::respond("hallo")),
         {.outcomeClass = OutcomeClass::WrongBody},
         expecting("hello")},
        {"text too short",
         always(script::respond("hell")),
         {.outcomeClass = OutcomeClass::WrongBody, .bytes = 4},
         expecting("hello")},
        {"text too long",
         always(script::respond("hello!")),
         {.outcomeClass = OutcomeClass::WrongBody, .bytes = 6},
         expecting("hello")},
        {"wrong length", sending(ok), {.outcomeClass = OutcomeClass::WrongBody}, expectingLength(6)},
    };
}

QList<TransportCase> headersAndJson()
{
    const auto answer =
        always(script::bytewise("HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nX-Id: 7\r\nSet-Cookie: b=2; Path=/\r\n"
                                "X-Many: a\r\nX-Many: b\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "4\r\n{\"a\"\r\n4\r\n: 7}\r\n0\r\n\r\n"));
    const auto pointer = [](const char *text) { return QString::fromLatin1(text); };
    const Expected sound{.bytes = 8};
    const Expected wrong{.outcomeClass = OutcomeClass::WrongBody, .bytes = 8};
    using From = Capture::From;
    return {
        {"header that is expected", answer, sound, expectingHeader("x-id", "7")},
        {"header of any value", answer, sound, expectingHeader("X-ID", {})},
        {"header sent twice", answer, sound, expectingHeader("X-Many", "a, b")},
        {"header with another value", answer, wrong, expectingHeader("X-Id", "8")},
        {"header that is not there", answer, wrong, expectingHeader("X-Other", {})},
        {"JSON value that is expected", answer, sound, expectingJson(pointer("/a"), 7)},
        {"hash that is expected", answer, sound, makeHashExpectation("{\"a\": 7}")},
        {"other hash", answer, wrong, makeHashExpectation("{\"a\": 8}")},
        {"other JSON value", answer, wrong, expectingJson(pointer("/a"), 8)},
        {"no such JSON value", answer, wrong, expectingJson(pointer("/b"), 7)},
        {"captured header", answer, sound, capturing(From::Header, pointer("X-Id"))},
        {"captured cookie", answer, sound, capturing(From::Cookie, pointer("b"))},
        {"captured JSON value", answer, sound, capturing(From::Json, pointer("/a"))},
        {"nothing to capture", answer, wrong, capturing(From::Cookie, pointer("c"))},
    };
}

QList<TransportCase> brokenAnswers()
{
    const Expected protocol{
        .outcomeClass = OutcomeClass::Protocol, .status = 0, .bytes = 0, .connections = 4};
    const Expected brokenHead{
        .outcomeClass = OutcomeClass::ClosedEarly, .status = 0, .bytes = 0, .connections = 4};
    const Expected reset{.outcomeClass = OutcomeClass::Reset, .status = 0, .bytes = 0, .connections = 4};
    return {
        {"garbage", sendingAndClosing("this is not what you think it is\r\n\r\n"), protocol},
        {"bad chunk size",
         sendingAndClosing(chunkedHead + "zz\r\nhello\r\n0\r\n\r\n"),
         {.outcomeClass = OutcomeClass::Protocol, .bytes = 0, .connections = 4},
         expecting("hello")},
        {"contradicting lengths",
         sendingAndClosing("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
         {.outcomeClass = OutcomeClass::Protocol, .bytes = 0, .connections = 4}},
        {"both framings",
         sendingAndClosing("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: "
                           "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
         {.connections = 4}},
        {"bytes after the answer", sending(ok + "surplus"), {.connections = 4}},
        {"short body",
         sendingAndClosing("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"),
         {.outcomeClass = OutcomeClass::ClosedEarly, .connections = 4}},
        {"short chunked body",
         sendingAndClosing(chunkedHead + "5\r\nhello\r\n"),
         {.outcomeClass = OutcomeClass::ClosedEarly, .connections = 4},
         expecting("hello world")},
        {"short chunk",
         sendingAndClosing(chunkedHead + "9\r\nhello"),
         {.outcomeClass = OutcomeClass::ClosedEarly, .connections = 4},
         expecting("hello you")},
        {"short head",
         sendingAndClosing("HTTP/1.1 200 OK\r\nContent-Le"),
         {.outcomeClass = OutcomeClass::ClosedEarly, .status = 200, .bytes = 0, .connections = 4}},
        {"end of file before the answer", always(script::close()), brokenHead},
        {"reset before the answer", always(script::reset()), reset},
        {"reset in the body",
         always(script::send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")
                + script::delayed(20, script::reset())),
         {.outcomeClass = OutcomeClass::Reset, .connections = 4}},
    };
}

} // namespace

QList<TransportCase> transportCases()
{
    return soundAnswers() + connectionEndings() + methodsAndStatuses() + headersAndJson() + brokenAnswers();
}

} // namespace loadstone
