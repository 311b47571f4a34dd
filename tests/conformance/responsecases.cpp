// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/responsecases.h"

#include <QFile>
#include <QStringList>

#include <algorithm>

namespace loadstone
{

namespace
{

using namespace Qt::StringLiterals;

const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const QByteArray chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Long enough for the client to have read the preceding bytes.
constexpr int pauseMs = 20;

ScriptedServer::Handler always(const Script &script)
{
    return [script](const ScriptedRequest &) { return script; };
}

ResponseCase sends(const QString &row, const QByteArray &bytes, const RequestTemplate &request = {})
{
    return {row, always(script::send(bytes)), request};
}

/// Closes after the client has read the bytes.
ResponseCase sendsAndCloses(const QString &row, const QByteArray &bytes)
{
    return {row, always(script::send(bytes) + script::delayed(pauseMs, script::close()))};
}

ResponseCase sendsAndResets(const QString &row, const QByteArray &bytes)
{
    return {row, always(script::send(bytes) + script::delayed(pauseMs, script::reset()))};
}

QByteArray chunked(const QByteArray &body) { return chunkedHead + body; }

QByteArray withHeader(const QByteArray &line)
{
    return "HTTP/1.1 200 OK\r\n" + line + "\r\nContent-Length: 5\r\n\r\nhello";
}

QByteArray withLength(const QByteArray &value)
{
    return "HTTP/1.1 200 OK\r\nContent-Length:" + value + "\r\n\r\nhello";
}

QByteArray withStatusLine(const QByteArray &line) { return line + "\r\nContent-Length: 5\r\n\r\nhello"; }

RequestTemplate withMethod(const QByteArray &method, const QByteArray &body = {})
{
    RequestTemplate request;
    request.method = method;
    request.body = body;
    return request;
}

RequestTemplate accepting(int status)
{
    RequestTemplate request;
    request.expect.statuses = {status};
    return request;
}

QList<ResponseCase> chunks()
{
    return {
        sends(u"Chunk size in capitals, with leading zeros"_s, chunked("00A\r\nhellohello\r\n0\r\n\r\n")),
        sends(u"Chunk extensions"_s, chunked("5;a=b;c=\"d e\"\r\nhello\r\n0;x\r\n\r\n")),
        sends(u"Trailers"_s, chunked("5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n")),
        {u"Trailers, byte by byte"_s,
         always(script::bytewise(chunked("5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n")))},
        sends(u"1,000 chunks of one byte"_s, chunked(QByteArray("1\r\nx\r\n").repeated(1000) + "0\r\n\r\n")),
        sends(
            u"20 MB in chunks of 10 kB"_s,
            chunked(QByteArray("2710\r\n" + QByteArray(10'000, 'x') + "\r\n").repeated(2000) + "0\r\n\r\n")),
        sends(u"Chunk size `zz`"_s, chunked("zz\r\nhello\r\n0\r\n\r\n")),
        sends(u"Chunk size `-5`"_s, chunked("-5\r\nhello\r\n0\r\n\r\n")),
        sends(u"Chunk size `0x5`"_s, chunked("0x5\r\nhello\r\n0\r\n\r\n")),
        sends(u"Chunk size of 17 digits"_s, chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")),
        sends(u"Chunk size empty"_s, chunked("\r\nhello\r\n0\r\n\r\n")),
        sends(u"Second chunk size `zz`"_s, chunked("5\r\nhello\r\nzz\r\nhello\r\n0\r\n\r\n")),
        sends(u"No line end after a chunk"_s, chunked("5\r\nhello5\r\nhello\r\n0\r\n\r\n")),
        sends(u"Chunk longer than its size"_s, chunked("5\r\nhello you\r\n0\r\n\r\n")),
        sendsAndCloses(u"Closed in a chunk"_s, chunked("9\r\nhello")),
        sendsAndCloses(u"Closed in a chunk size"_s, chunked("5\r\nhello\r\n1")),
        sendsAndCloses(u"Closed before the last chunk"_s, chunked("5\r\nhello\r\n")),
        sendsAndCloses(u"Closed after the last chunk's size"_s, chunked("5\r\nhello\r\n0\r\n")),
        sendsAndCloses(u"Closed in the trailers"_s, chunked("5\r\nhello\r\n0\r\nX-Sum: 1\r\n")),
    };
}

QList<ResponseCase> lengths()
{
    return {
        sends(u"Content-Length ` 5 ` with spaces"_s, withLength("   5  ")),
        sends(u"Content-Length `5` twice"_s, withLength(" 5\r\nContent-Length: 5")),
        sends(u"Content-Length `5, 5`"_s, withLength(" 5, 5")),
        sends(u"Content-Length `5` and `6`"_s, withLength(" 5\r\nContent-Length: 6")),
        sends(u"Content-Length `+5`"_s, withLength(" +5")),
        sends(u"Content-Length `-5`"_s, withLength(" -5")),
        sends(u"Content-Length `0x5`"_s, withLength(" 0x5")),
        sends(u"Content-Length `five`"_s, withLength(" five")),
        sends(u"Content-Length `5;`"_s, withLength(" 5;")),
        sends(u"Content-Length empty"_s, withLength("")),
        sends(u"Content-Length of 20 digits"_s, withLength(" 18446744073709551621")),
        sends(u"Content-Length 0 and chunks"_s,
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: "
              "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        sendsAndCloses(u"Content-Length 9, 5 bytes, closed"_s, withLength(" 9")),
        sendsAndResets(u"Content-Length 9, 5 bytes, reset"_s, withLength(" 9")),
        sends(u"Content-Length 5, 12 bytes"_s, ok + "surplus"),
    };
}

QList<ResponseCase> heads()
{
    const QByteArray line = "X-Padding: " + QByteArray(1988, 'x') + "\r\n";
    return {
        sends(u"Header line without a colon"_s, withHeader("no colon here")),
        sends(u"Header line that begins with a space, the first"_s, withHeader(" X-Own: 1")),
        sends(u"Header line continued"_s, withHeader("X-Own: a\r\n b")),
        sends(u"Space before the colon"_s, withHeader("X-Own : 1")),
        sends(u"Header without a name"_s, withHeader(": 1")),
        sends(u"Header without a value"_s, withHeader("X-Own:")),
        sends(u"NUL in a header's value"_s, withHeader(QByteArray("X-Own: a\0b", 10))),
        sends(u"NUL in a header's name"_s, withHeader(QByteArray("X-\0wn: a", 8))),
        sends(u"Latin-1 in a header's value"_s, withHeader("X-Own: caf\xe9")),
        sends(u"101 header lines"_s, withHeader(QByteArray("X-Own: 1\r\n").repeated(100).chopped(2))),
        sends(u"1,000 header lines"_s, withHeader(QByteArray("X-Own: 1\r\n").repeated(999).chopped(2))),
        sends(u"200 kB of headers"_s, withHeader(line.repeated(100).chopped(2))),
        sends(u"400 kB of headers"_s, withHeader(line.repeated(200).chopped(2))),
        sends(u"A header of 70 kB"_s, withHeader("X-Own: " + QByteArray(70'000, 'x'))),
    };
}

QList<ResponseCase> statusLines()
{
    return {
        sends(u"`HTTP/1.1 200 ` without a reason"_s, withStatusLine("HTTP/1.1 200 ")),
        sends(u"`HTTP/1.1 200` without the space as well"_s, withStatusLine("HTTP/1.1 200")),
        sends(u"Reason in Latin-1"_s, withStatusLine("HTTP/1.1 404 Introuv\xe9")),
        sends(u"Reason in UTF-8"_s, withStatusLine("HTTP/1.1 404 Introuv\xc3\xa9")),
        sends(u"Status 99"_s, withStatusLine("HTTP/1.1 99 Low")),
        sends(u"Status 099"_s, withStatusLine("HTTP/1.1 099 Low")),
        sends(u"Status 600"_s, withStatusLine("HTTP/1.1 600 High")),
        sends(u"Status 2000"_s, withStatusLine("HTTP/1.1 2000 OK")),
        sends(u"Status `2x0`"_s, withStatusLine("HTTP/1.1 2x0 OK")),
        sends(u"`HTTP/2.0`"_s, withStatusLine("HTTP/2.0 200 OK")),
        sends(u"`HTTP/1.2`"_s, withStatusLine("HTTP/1.2 200 OK")),
        sends(u"`http/1.1`"_s, withStatusLine("http/1.1 200 OK")),
        sends(u"`HTTP/1.1  200` with two spaces"_s, withStatusLine("HTTP/1.1  200 OK")),
        sends(u"An empty line before the status line"_s, "\r\n" + ok),
        sends(u"Lines that end with LF alone"_s, "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
        sends(u"Another protocol"_s, "SSH-2.0-OpenSSH_9.2\r\n"),
        sends(u"HTML without a head"_s, "<html><body>It works!</body></html>"),
    };
}

QList<ResponseCase> interimResponses()
{
    const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    return {
        sends(u"100 before the response"_s, "HTTP/1.1 100 Continue\r\n\r\n" + ok),
        sends(u"102 before the response"_s, "HTTP/1.1 102 Processing\r\n\r\n" + ok),
        sends(u"103 before the response"_s, hints + ok),
        {u"103 before the response, byte by byte"_s, always(script::bytewise(hints + ok))},
        {u"103, the response a moment later"_s,
         always(script::send(hints) + script::delayed(pauseMs, script::send(ok)))},
        sends(u"300 interim responses"_s,
              (hints + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n").repeated(100) + ok),
        sendsAndCloses(u"103, then closed"_s, hints),
        sends(u"101"_s, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    };
}

QList<ResponseCase> endings()
{
    return {
        {u"Closed before the response"_s, always(script::delayed(pauseMs, script::close()))},
        {u"Reset before the response"_s, always(script::delayed(pauseMs, script::reset()))},
        sendsAndCloses(u"Closed in the status line"_s, "HTTP/1.1 2"),
        sendsAndResets(u"Reset in the status line"_s, "HTTP/1.1 2"),
        sendsAndCloses(u"Closed in the headers"_s, "HTTP/1.1 200 OK\r\nContent-Le"),
        sendsAndResets(u"Reset in the headers"_s, "HTTP/1.1 200 OK\r\nContent-Le"),
        sendsAndCloses(u"Closed after the head"_s, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        sendsAndResets(u"Reset after the head"_s, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        sendsAndResets(u"Reset in a chunk"_s, chunked("9\r\nhello")),
        sendsAndCloses(u"Body until the end of file"_s, "HTTP/1.1 200 OK\r\n\r\nhello"),
        sendsAndResets(u"Body without length, reset"_s, "HTTP/1.1 200 OK\r\n\r\nhello"),
        sendsAndCloses(u"HTTP/1.0, body until the end of file"_s, "HTTP/1.0 200 OK\r\n\r\nhello"),
        {u"Closed after each response, unannounced"_s,
         [](const ScriptedRequest &request) {
             return request.onConnection == 0 ? script::send(ok) : script::close();
         }},
        {u"Reset after each response, unannounced"_s,
         [](const ScriptedRequest &request) {
             return request.onConnection == 0 ? script::send(ok) : script::reset();
         }},
        {u"Closed after the first response, and each time from then on"_s,
         [](const ScriptedRequest &request) {
             return request.number == 0 ? script::send(ok) : script::close();
         }},
    };
}

QList<ResponseCase> bodies()
{
    const QByteArray challenge = "Content-Length: 3\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\nwho";
    const QByteArray proxyChallenge = "Content-Length: 3\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\nwho";
    constexpr int manyBytes = 20'000'000;
    return {
        sends(u"204 with a body"_s, "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"),
        sends(u"304 with a length, no body"_s, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
              accepting(304)),
        sends(u"304 with a body"_s, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello",
              accepting(304)),
        sends(u"HEAD, with a body"_s, ok, withMethod("HEAD")),
        sends(u"401 with a challenge"_s, "HTTP/1.1 401 Unauthorized\r\n" + challenge),
        sends(u"407 with a challenge"_s, "HTTP/1.1 407 Proxy\r\n" + proxyChallenge),
        {u"413 to a long POST, then closed"_s,
         always(script::send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig")
                + script::delayed(pauseMs, script::close())),
         withMethod("POST", QByteArray(manyBytes, 'x')), true},
        {u"413 to a long POST, then reset"_s,
         always(script::send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
                + script::delayed(pauseMs, script::reset())),
         withMethod("POST", QByteArray(manyBytes, 'x')), true},
    };
}

} // namespace

QList<ResponseCase> responseCases()
{
    return chunks() + lengths() + heads() + statusLines() + interimResponses() + endings() + bodies();
}

QMap<QString, QMap<QString, QString>> responseTable()
{
    QMap<QString, QMap<QString, QString>> table;
    QFile file(QStringLiteral(ENGINES_PAGE));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return table;
    bool isInside = false;
    QStringList columns;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith(u"##"))
            isInside = line == u"## Responses"_s;
        if (!isInside || !line.startsWith(u"| "))
            continue;
        QStringList cells = line.split(u'|').mid(1);
        std::transform(cells.begin(), cells.end(), cells.begin(),
                       [](const QString &cell) { return cell.trimmed(); });
        if (columns.isEmpty()) {
            columns = cells;
            continue;
        }
        for (qsizetype i = 1; i < std::min(cells.size(), columns.size()); ++i)
            table[cells[0]][columns[i]] = cells[i];
    }
    return table;
}

} // namespace loadstone
