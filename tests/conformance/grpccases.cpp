// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/grpccases.h"

#include "tests/support/http2frames.h"

#include <QStringList>

namespace loadstone
{

namespace
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace http2;

using Answer = std::function<QByteArray(quint32 stream)>;

/// Long enough for the client to have read the preceding bytes.
constexpr int pauseMs = 20;
/// For cases that only the deadline ends.
constexpr Milliseconds shortTimeout = 500ms;

const Fields head{{":status", "200"}, {"content-type", "application/grpc"}};
const Fields trailers{{"grpc-status", "0"}};

/// A message with its length prefix. @param length overrides its own
QByteArray prefixed(const QByteArray &bytes, std::optional<quint32> length = {}, char flag = 0)
{
    const quint32 said = length.value_or(quint32(bytes.size()));
    return QByteArray() + flag + char(said >> 24) + char(said >> 16) + char(said >> 8) + char(said) + bytes;
}
const QByteArray ready = prefixed("\x0a\x05ready");

GrpcCase sends(const QString &row, const Answer &answer)
{
    return {row, [answer](const ScriptedRequest &request) { return script::send(answer(request.stream)); },
            script::send(settings())};
}

GrpcCase sendsThen(const QString &row, const Answer &answer, const Script &then)
{
    return {row,
            [answer, then](const ScriptedRequest &request) {
                return script::send(answer(request.stream)) + script::delayed(pauseMs, then);
            },
            script::send(settings())};
}

GrpcCase greets(const QString &row, const Script &greeting)
{
    return {row, [](const ScriptedRequest &request) { return script::send(readyResponse(request.stream)); },
            greeting};
}

GrpcCase within(Milliseconds timeout, GrpcCase each)
{
    each.timeout = timeout;
    return each;
}

/// Head, message and these trailers.
Answer withTrailers(const Fields &fields)
{
    return [fields](quint32 stream) {
        return headers(stream, head) + data(stream, ready) + headers(stream, fields, endStream);
    };
}

/// This head, followed by the message and the usual trailers.
Answer withHead(const Fields &fields)
{
    return [fields](quint32 stream) {
        return headers(stream, fields) + data(stream, ready) + headers(stream, trailers, endStream);
    };
}

/// These bytes in place of the message with its prefix.
Answer withData(const QByteArray &bytes, const Fields &end = trailers)
{
    return [bytes, end](quint32 stream) {
        return headers(stream, head) + data(stream, bytes) + headers(stream, end, endStream);
    };
}

QList<GrpcCase> statuses()
{
    QList<GrpcCase> cases;
    for (int status = 0; status <= 17; ++status) {
        const QByteArray number = QByteArray::number(status);
        cases.append(sends(u"`grpc-status: %1` without a message"_s.arg(status),
                           [number](quint32 stream) { return trailersOnly(stream, number, "why"); }));
    }
    for (const char *status : {"0", "5", "99", "-1", "05", "five", "5x", "4294967301", ""}) {
        const QString row = *status == '\0'
            ? u"Empty `grpc-status`"_s
            : u"`grpc-status: %1` after the message"_s.arg(QString::fromLatin1(status));
        cases.append(sends(row, withTrailers({{"grpc-status", status}})));
    }
    cases.append(
        {sends(u"No `grpc-status` in the trailers"_s, withTrailers({{"x-other", "1"}})),
         sends(u"No trailers"_s,
               [](quint32 stream) { return headers(stream, head) + data(stream, ready, endStream); }),
         sends(u"A head only"_s, [](quint32 stream) { return headers(stream, head, endStream); }),
         sends(u"`grpc-status: 0`, then `grpc-status: 5`"_s,
               withTrailers({{"grpc-status", "0"}, {"grpc-status", "5"}})),
         sends(u"`grpc-status: 5` in the head, none in the trailers"_s,
               [](quint32 stream) {
                   return headers(stream, head + Fields{{"grpc-status", "5"}}) + data(stream, ready)
                       + headers(stream, {{"x-other", "1"}}, endStream);
               }),
         sends(u"`grpc-message` that is not percent-encoded"_s,
               [](quint32 stream) { return trailersOnly(stream, "5", "100% \xe9%zz%"); }),
         sends(u"Status with binary details"_s, [](quint32 stream) {
             return headers(stream,
                            head + Fields{{"grpc-status", "3"}, {"grpc-status-details-bin", "CAMSA2JhZA"}},
                            endStream);
         })});
    return cases;
}

QList<GrpcCase> httpHeads()
{
    QList<GrpcCase> cases;
    for (const char *status : {"204", "302", "401", "404", "429", "500", "503"}) {
        cases.append(sends(u"HTTP %1 with HTML"_s.arg(QString::fromLatin1(status)), [status](quint32 stream) {
            return headers(stream, {{":status", status}, {"content-type", "text/html"}})
                + data(stream, "<html>no</html>", endStream);
        }));
    }
    const Answer html = [](quint32 stream) {
        return headers(stream, {{":status", "200"}, {"content-type", "text/html"}})
            + data(stream, "<html>hello</html>", endStream);
    };
    cases.append(
        {sends(u"HTTP 503 without a body"_s,
               [](quint32 stream) {
                   return headers(stream, {{":status", "503"}}, endStream);
               }),
         sends(u"HTTP 503 with `grpc-status: 8`"_s,
               [](quint32 stream) {
                   return headers(
                       stream,
                       {{":status", "503"}, {"content-type", "application/grpc"}, {"grpc-status", "8"}},
                       endStream);
               }),
         sends(u"HTTP 200 with HTML"_s, html),
         sends(u"Content-Type `text/html`, otherwise valid"_s,
               withHead({{":status", "200"}, {"content-type", "text/html"}})),
         sends(u"No Content-Type, otherwise valid"_s, withHead({{":status", "200"}})),
         sends(u"Content-Type `application/grpc+proto`"_s,
               withHead({{":status", "200"}, {"content-type", "application/grpc+proto"}})),
         sends(u"No `:status`"_s, withHead({{"content-type", "application/grpc"}})),
         sends(u"`:status` 2x0"_s, withHead({{":status", "2x0"}, {"content-type", "application/grpc"}})),
         sends(u"103 before the response"_s,
               [](quint32 stream) {
                   return headers(stream, {{":status", "103"}}) + readyResponse(stream);
               }),
         sends(u"A header's name in capitals"_s, withHead(head + Fields{{"X-Own", "1"}})),
         sends(u"7 kB of metadata"_s, withHead(head + Fields{{"x-long", QByteArray(7'000, 'x')}})),
         sends(u"100 kB of metadata"_s, withHead(head + Fields{{"x-long", QByteArray(100'000, 'x')}})),
         sends(u"1 MB of metadata"_s, withHead(head + Fields{{"x-long", QByteArray(1'000'000, 'x')}})),
         sends(u"100 kB of trailers"_s,
               withTrailers(trailers + Fields{{"x-long", QByteArray(100'000, 'x')}}))});
    return cases;
}

QList<GrpcCase> messages()
{
    const Fields gzip = head + Fields{{"grpc-encoding", "gzip"}};
    const Fields odd = head + Fields{{"grpc-encoding", "odd"}};
    const auto packed = [](const Fields &fields) {
        return [fields](quint32 stream) {
            return headers(stream, fields) + data(stream, prefixed("\x0a\x05ready", {}, 1))
                + headers(stream, trailers, endStream);
        };
    };
    return {
        sends(u"Message of no bytes"_s, withData(prefixed(""))),
        sends(u"OK, an empty DATA frame and no message"_s, withData("")),
        within(shortTimeout,
               sends(u"Two messages"_s,
                     withData(ready
                              + prefixed("\x0a\x05"
                                         "again")))),
        sends(u"Message in two frames, empty ones between"_s,
              [](quint32 stream) {
                  return headers(stream, head) + data(stream, ready.left(3)) + data(stream, "")
                      + data(stream, "") + data(stream, ready.mid(3)) + headers(stream, trailers, endStream);
              }),
        {u"Everything byte by byte"_s,
         [](const ScriptedRequest &request) { return script::bytewise(readyResponse(request.stream)); },
         script::bytewise(settings())},
        sends(u"Message shorter than its length, OK"_s, withData(prefixed("\x0a\x05ready", 12))),
        sends(u"Message shorter than its length, `grpc-status: 5`"_s,
              withData(prefixed("\x0a\x05ready", 12), {{"grpc-status", "5"}})),
        sends(u"Message shorter than its length, no trailers"_s,
              [](quint32 stream) {
                  return headers(stream, head) + data(stream, prefixed("\x0a\x05ready", 12), endStream);
              }),
        sends(u"Prefix cut short"_s, withData(ready.left(3))),
        within(shortTimeout, sends(u"A byte after the message"_s, withData(ready + '\0'))),
        sends(u"Message, then `grpc-status: 5`"_s, withData(ready, {{"grpc-status", "5"}})),
        sends(u"Length 4,294,967,295"_s, withData(prefixed("\x0a\x05ready", 0xffff'ffff))),
        within(shortTimeout,
               sends(u"Length 67,108,865, the rest later"_s,
                     [](quint32 stream) {
                         return headers(stream, head) + data(stream, prefixed("\x0a", (64U << 20) + 1));
                     })),
        sends(u"Compressed flag without an encoding"_s, packed(head)),
        sends(u"Compressed flag with gzip, not gzip"_s, packed(gzip)),
        sends(u"Compressed flag with an unknown encoding"_s, packed(odd)),
        sends(u"Encoding gzip, not compressed"_s, withHead(gzip)),
        sends(u"Bytes that are not the method's message"_s, withData(prefixed("\xff\xff\xff"))),
    };
}

QList<GrpcCase> resets()
{
    const auto resetBy = [](Error error) {
        return [error](quint32 stream) { return resetStream(stream, error); };
    };
    const auto goingAway = [](quint32 last, Error error) {
        return [last, error](quint32) { return goAway(last, error); };
    };
    return {
        sends(u"RST_STREAM NO_ERROR"_s, resetBy(Error::NoError)),
        sends(u"RST_STREAM PROTOCOL_ERROR"_s, resetBy(Error::ProtocolError)),
        sends(u"RST_STREAM INTERNAL_ERROR"_s, resetBy(Error::InternalError)),
        sends(u"RST_STREAM REFUSED_STREAM"_s, resetBy(Error::RefusedStream)),
        sends(u"RST_STREAM CANCEL"_s, resetBy(Error::Cancel)),
        sends(u"RST_STREAM ENHANCE_YOUR_CALM"_s, resetBy(Error::EnhanceYourCalm)),
        sends(u"RST_STREAM HTTP_1_1_REQUIRED"_s, resetBy(Error::Http11Required)),
        sends(u"RST_STREAM in the message"_s,
              [](quint32 stream) {
                  return headers(stream, head) + data(stream, ready.left(7))
                      + resetStream(stream, Error::InternalError);
              }),
        sends(u"RST_STREAM NO_ERROR after the response"_s,
              [](quint32 stream) { return readyResponse(stream) + resetStream(stream, Error::NoError); }),
        sendsThen(u"GOAWAY NO_ERROR for all streams, then closed"_s, goingAway(0, Error::NoError),
                  script::close()),
        sendsThen(u"GOAWAY ENHANCE_YOUR_CALM, then closed"_s, goingAway(0, Error::EnhanceYourCalm),
                  script::close()),
        sendsThen(
            u"GOAWAY for later streams, the response, then closed"_s,
            [](quint32 stream) { return goAway(stream, Error::NoError) + readyResponse(stream); },
            script::close()),
    };
}

QList<GrpcCase> endings()
{
    const Answer nothing = [](quint32) { return QByteArray(); };
    const Answer headAlone = [](quint32 stream) { return headers(stream, head); };
    const Answer half = [](quint32 stream) { return headers(stream, head) + data(stream, ready.left(7)); };
    const Answer message = [](quint32 stream) { return headers(stream, head) + data(stream, ready); };
    QList<GrpcCase> cases;
    const auto both = [&cases](const QString &where, const Answer &answer) {
        cases.append(sendsThen(u"Closed "_s + where, answer, script::close()));
        cases.append(sendsThen(u"Reset "_s + where, answer, script::reset()));
    };
    both(u"before the head"_s, nothing);
    both(u"after the head"_s, headAlone);
    both(u"in the message"_s, half);
    both(u"after the message, before the trailers"_s, message);
    both(u"in a frame"_s, [](quint32 stream) { return readyResponse(stream).chopped(5); });
    cases.append(within(shortTimeout, sends(u"No response"_s, nothing)));
    cases.append(within(shortTimeout, sends(u"A head, then nothing"_s, headAlone)));
    cases.append(within(shortTimeout, sends(u"Half a message, then nothing"_s, half)));
    cases.append(within(shortTimeout, sends(u"Message without trailers, then nothing"_s, message)));
    cases.append({u"Response after the timeout"_s,
                  [](const ScriptedRequest &request) {
                      return script::delayed(int(shortTimeout.count()) + 200,
                                             script::send(readyResponse(request.stream)));
                  },
                  script::send(settings()), shortTimeout});
    cases.append({u"Closed on every second call"_s,
                  [](const ScriptedRequest &request) {
                      return request.onConnection == 1 ? script::close()
                                                       : script::send(readyResponse(request.stream));
                  },
                  script::send(settings())});
    return cases;
}

QList<GrpcCase> greetings()
{
    const QByteArray alert("\x15\x03\x03\x00\x02\x02\x0a", 7);
    return {
        greets(u"HTTP/1.1 response"_s, script::respond("hello")),
        greets(u"HTTP/1.1 400, then closed"_s,
               script::respond("no", 400) + script::delayed(pauseMs, script::close())),
        greets(u"Random bytes"_s, script::send(QByteArray("\x8b\x1f\x00\xfe\xa7\x12\x99\x03\x41", 9) + "!!")),
        greets(u"Server that speaks TLS"_s, script::send(alert) + script::delayed(pauseMs, script::close())),
        greets(u"Closed before SETTINGS"_s, script::delayed(100, script::close())),
        greets(u"Reset before SETTINGS"_s, script::reset()),
        within(shortTimeout, greets(u"No SETTINGS"_s, script::hang())),
        greets(u"Another frame before SETTINGS"_s, script::send(ping() + settings())),
        greets(u"GOAWAY in place of SETTINGS"_s, script::send(goAway(0, Error::NoError))),
        within(shortTimeout,
               greets(u"MAX_CONCURRENT_STREAMS 0"_s,
                      script::send(settings({{Setting::MaxConcurrentStreams, 0}})))),
        greets(u"MAX_CONCURRENT_STREAMS 1"_s, script::send(settings({{Setting::MaxConcurrentStreams, 1}}))),
        within(shortTimeout,
               greets(u"INITIAL_WINDOW_SIZE 0"_s, script::send(settings({{Setting::InitialWindowSize, 0}})))),
        greets(u"INITIAL_WINDOW_SIZE 4,294,967,295"_s,
               script::send(settings({{Setting::InitialWindowSize, 0xffff'ffff}}))),
        greets(u"MAX_FRAME_SIZE 1"_s, script::send(settings({{Setting::MaxFrameSize, 1}}))),
        greets(u"Unknown setting and unknown frame"_s,
               script::send(settings({{Setting(0x99), 7}}) + frame(FrameType(0x99), 0, 0, "what"))),
    };
}

QList<GrpcCase> frames()
{
    return {
        sends(u"DATA before the head"_s,
              [](quint32 stream) { return data(stream, ready) + headers(stream, trailers, endStream); }),
        sends(u"HEADERS that HPACK cannot read"_s,
              [](quint32 stream) {
                  return frame(FrameType::Headers, endHeaders | endStream, stream, "\xff\xff\xff\xff\xff");
              }),
        within(shortTimeout, sends(u"HEADERS on stream 0"_s, [](quint32) { return headers(0, head); })),
        sends(u"Response on another stream"_s,
              [](quint32 stream) { return readyResponse(stream + 100) + readyResponse(stream); }),
        within(shortTimeout,
               sends(u"Frame of 2 MB"_s,
                     [](quint32 stream) {
                         return headers(stream, head) + data(stream, prefixed(QByteArray(2'000'000, 'x')));
                     })),
        sends(u"PING of 4 bytes"_s,
              [](quint32 stream) { return frame(FrameType::Ping, 0, 0, "four") + readyResponse(stream); }),
        sends(u"WINDOW_UPDATE of 0"_s,
              [](quint32 stream) {
                  return frame(FrameType::WindowUpdate, 0, 0, QByteArray(4, '\0')) + readyResponse(stream);
              }),
    };
}

} // namespace

QByteArray readyResponse(quint32 stream)
{
    return headers(stream, head) + data(stream, ready) + headers(stream, trailers, endStream);
}

QByteArray trailersOnly(quint32 stream, const QByteArray &status, const QByteArray &message)
{
    return headers(stream, head + Fields{{"grpc-status", status}, {"grpc-message", message}}, endStream);
}

QList<GrpcCase> grpcCases()
{
    static const QStringList givenUp{u"GOAWAY NO_ERROR for all streams, then closed"_s,
                                     u"GOAWAY ENHANCE_YOUR_CALM, then closed"_s,
                                     u"GOAWAY for later streams, the response, then closed"_s,
                                     u"103 before the response"_s,
                                     u"100 kB of metadata"_s,
                                     u"1 MB of metadata"_s,
                                     u"100 kB of trailers"_s,
                                     u"HEADERS that HPACK cannot read"_s,
                                     u"PING of 4 bytes"_s,
                                     u"WINDOW_UPDATE of 0"_s};
    QList<GrpcCase> cases =
        statuses() + httpHeads() + messages() + resets() + endings() + greetings() + frames();
    for (GrpcCase &each : cases)
        each.connectionsVary = givenUp.contains(each.row);
    return cases;
}

QList<GrpcCase> grpcFloods()
{
    const auto floods = [](const QString &row, const Answer &before, const Answer &flood) {
        return GrpcCase{row,
                        [before, flood](const ScriptedRequest &request) {
                            return script::send(before(request.stream))
                                + script::flood(flood(request.stream));
                        },
                        script::send(settings()), shortTimeout};
    };
    const Answer nothing = [](quint32) { return QByteArray(); };
    const Answer headAlone = [](quint32 stream) { return headers(stream, head); };
    const Answer openHead = [](quint32 stream) { return frame(FrameType::Headers, 0, stream); };
    return {
        floods(u"PING without end"_s, nothing, [](quint32) { return ping(); }),
        floods(u"SETTINGS without end"_s, nothing, [](quint32) { return settings(); }),
        floods(u"Empty DATA frames without end"_s, headAlone,
               [](quint32 stream) { return data(stream, ""); }),
        floods(u"Messages without end"_s, headAlone, [](quint32 stream) { return data(stream, ready); }),
        floods(
            u"Message without end"_s,
            [](quint32 stream) { return headers(stream, head) + data(stream, prefixed("", 60U << 20)); },
            [](quint32 stream) { return data(stream, QByteArray(1'000, 'x')); }),
        floods(u"Empty CONTINUATION without end"_s, openHead,
               [](quint32 stream) { return frame(FrameType::Continuation, 0, stream); }),
        floods(u"Unknown frames without end"_s, nothing,
               [](quint32) { return frame(FrameType(0x99), 0, 0, "what"); }),
        {u"SETTINGS without end, before the first call"_s, [](const ScriptedRequest &) { return Script(); },
         script::flood(settings()), shortTimeout},
        {u"PING without end, before the first call"_s, [](const ScriptedRequest &) { return Script(); },
         script::send(settings()) + script::flood(ping()), shortTimeout},
    };
}

} // namespace loadstone
