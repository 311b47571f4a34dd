// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/responsevalidator.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <utility>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

using Fields = QList<std::pair<QByteArray, QByteArray>>;

/// A response as it arrives, with its body in parts of a given size.
struct Answer {
    int status = 200;
    Fields headers = {};
    QByteArray body = {};
    qsizetype partBytes = 3;
};

std::string_view view(const QByteArray &text) { return {text.constData(), size_t(text.size())}; }

Outcome judge(ResponseValidator &judge, const RequestTemplate &request, const Answer &answer)
{
    judge.begin(request);
    for (const auto &[name, value] : answer.headers)
        judge.header(view(name), view(value));
    for (qsizetype at = 0; at < answer.body.size(); at += answer.partBytes) {
        const QByteArray part = answer.body.mid(at, answer.partBytes);
        judge.body(part.constData(), part.size());
    }
    Outcome outcome;
    judge.conclude(outcome, answer.status, "Some Reason");
    return outcome;
}

RequestTemplate withBody(const QByteArray &body)
{
    RequestTemplate request;
    request.expect.body = body;
    return request;
}

RequestTemplate withHeader(const QByteArray &name, const std::optional<QByteArray> &value)
{
    RequestTemplate request;
    request.expect.headers = {{name, value}};
    return request;
}

RequestTemplate withJson(const QString &pointer, const QJsonValue &value)
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

const QByteArray nestedJson =
    R"({"user": {"name": "Ann", "ids": [1, 2.5], "a/b": {"~": true}}, "none": null})";

} // namespace

class TestResponseValidator : public QObject
{
    Q_OBJECT
private slots:
    void judges_data();
    void judges();
    void captures_data();
    void captures();
    void needsOnlyWhatIsExpected();
    void resetsForTheNextResponse();
    void longBodiesAreNotBuffered();
    void longValuesAreNotBuffered();
    void deepJsonDoesNoHarm();
    void otherThanJsonIsComparedAsItCame();
};

void TestResponseValidator::judges_data()
{
    QTest::addColumn<RequestTemplate>("request");
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<OutcomeClass>("outcomeClass");
    QTest::addColumn<QString>("example");
    using enum OutcomeClass;
    const RequestTemplate plain;
    const QString none;
    RequestTemplate accepting404;
    accepting404.expect.statuses = {200, 404};
    RequestTemplate fiveBytes;
    fiveBytes.expect.bodyLength = 5;

    QTest::newRow("any 2xx") << plain << Answer{204} << Ok << none;
    QTest::newRow("other status") << plain << Answer{302} << HttpStatus << u"302 Some Reason"_s;
    QTest::newRow("listed status") << accepting404 << Answer{404} << Ok << none;
    QTest::newRow("2xx that is not listed")
        << accepting404 << Answer{201} << HttpStatus << u"201 Some Reason"_s;
    QTest::newRow("length") << fiveBytes << Answer{200, {}, "hello"} << Ok << none;
    QTest::newRow("other length") << fiveBytes << Answer{200, {}, "hell"} << WrongBody
                                  << u"4 bytes instead of 5"_s;
    RequestTemplate hashed; // of "hello"
    hashed.expect.bodySha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    QTest::newRow("hash") << hashed << Answer{200, {}, "hello"} << Ok << none;
    QTest::newRow("other hash")
        << hashed << Answer{200, {}, "hallo"} << WrongBody
        << u"The body's SHA-256 is d3751d33f9cd5049c4af2b462735457e4d3baf130bcbb87f389e349fbaeb20b9"_s;
    QTest::newRow("body") << withBody("hello world") << Answer{200, {}, "hello world"} << Ok << none;
    QTest::newRow("empty body") << withBody("") << Answer{} << Ok << none;
    QTest::newRow("too long") << withBody("hello") << Answer{200, {}, "hello you"} << WrongBody
                              << u"9 bytes instead of 5"_s;
    QTest::newRow("other byte") << withBody("hello") << Answer{200, {}, "helLo"} << WrongBody
                                << u"The body differs from the expected one at byte 3"_s;

    QTest::newRow("header") << withHeader("X-Id", "7") << Answer{200, {{"x-id", " 7 "}}} << Ok << none;
    QTest::newRow("any header") << withHeader("X-Id", {}) << Answer{200, {{"X-ID", ""}}} << Ok << none;
    QTest::newRow("no header") << withHeader("X-Id", {}) << Answer{200, {{"X-I", "7"}}} << WrongBody
                               << u"The response has no header X-Id"_s;
    QTest::newRow("other header") << withHeader("X-Id", "7") << Answer{200, {{"X-Id", "8"}}} << WrongBody
                                  << u"The header X-Id is \"8\" instead of \"7\""_s;
    QTest::newRow("joined header") << withHeader("Vary", "a, b")
                                   << Answer{200, {{"Vary", "a"}, {"vary", "b"}}} << Ok << none;
    QTest::newRow("status first") << withHeader("X-Id", "7") << Answer{500} << HttpStatus
                                  << u"500 Some Reason"_s;

    const auto json = [](const char *name, const QString &pointer, const QJsonValue &value,
                         OutcomeClass expected, const QString &example) {
        QTest::newRow(name) << withJson(pointer, value) << Answer{200, {}, nestedJson} << expected << example;
    };
    json("text", u"/user/name"_s, u"Ann"_s, Ok, none);
    json("other text", u"/user/name"_s, u"Bob"_s, WrongBody, u"/user/name is \"Ann\" instead of \"Bob\""_s);
    json("number", u"/user/ids/0"_s, 1, Ok, none);
    json("number spelled otherwise", u"/user/ids/0"_s, 1.0, Ok, none);
    json("fraction", u"/user/ids/1"_s, 2.5, Ok, none);
    json("other number", u"/user/ids/1"_s, 2, WrongBody, u"/user/ids/1 is 2.5 instead of 2"_s);
    json("number for text", u"/user/name"_s, 1, WrongBody, u"/user/name is \"Ann\" instead of 1"_s);
    json("list", u"/user/ids"_s, QJsonArray{1, 2.5}, Ok, none);
    json("shorter list", u"/user/ids"_s, QJsonArray{1}, WrongBody,
         u"/user/ids is a list instead of the expected list"_s);
    json("object", u"/user/a~1b"_s, QJsonObject{{u"~"_s, true}}, Ok, none);
    json("other object", u"/user/a~1b"_s, QJsonObject{}, WrongBody,
         u"/user/a~1b is an object instead of the expected object"_s);
    json("escaped", u"/user/a~1b/~0"_s, true, Ok, none);
    json("null", u"/none"_s, QJsonValue(QJsonValue::Null), Ok, none);
    json("not null", u"/user/name"_s, QJsonValue(QJsonValue::Null), WrongBody,
         u"/user/name is \"Ann\" instead of null"_s);
    json("nothing there", u"/user/ids/2"_s, 1, WrongBody, u"The body has no /user/ids/2"_s);
    json("no such index", u"/user/ids/00"_s, 1, WrongBody, u"The body has no /user/ids/00"_s);
    QTest::newRow("whole body") << withJson({}, 17) << Answer{200, {}, "17"} << Ok << none;
    QTest::newRow("exact whole number")
        << withJson({}, qint64(9007199254740993)) << Answer{200, {}, "9007199254740993"} << Ok << none;
    QTest::newRow("nearly that number")
        << withJson({}, qint64(9007199254740993)) << Answer{200, {}, "9007199254740992"} << WrongBody
        << u"the whole body is 9007199254740992 instead of 9007199254740993"_s;
    QTest::newRow("not JSON") << withJson(u"/a"_s, 1) << Answer{200, {}, "{\"a\": 1"} << WrongBody
                              << u"The body is not JSON, so there is no /a"_s;
}

void TestResponseValidator::judges()
{
    QFETCH(RequestTemplate, request);
    QFETCH(Answer, answer);
    ResponseValidator validator;
    const Outcome outcome = judge(validator, request, answer);
    QTEST(outcome.example, "example");
    QTEST(outcome.outcomeClass, "outcomeClass");
    QCOMPARE(outcome.status, answer.status);
    QCOMPARE(outcome.bytesReceived, answer.body.size());
    QCOMPARE(outcome.diedIn, RequestPhase::Receive);
}

void TestResponseValidator::captures_data()
{
    QTest::addColumn<RequestTemplate>("request");
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QByteArrayList>("captured");
    QTest::addColumn<QString>("example");
    using From = Capture::From;
    const QString none;
    const Answer cookies{
        200, {{"Set-Cookie", "a=1"}, {"set-cookie", "session=x=y ; Path=/"}, {"Set-Cookie", "b=2"}}};
    QTest::newRow("header") << capturing(From::Header, u"x-token"_s) << Answer{200, {{"X-Token", " abc"}}}
                            << QByteArrayList{"abc"} << none;
    QTest::newRow("cookie") << capturing(From::Cookie, u"session"_s) << cookies << QByteArrayList{"x=y"}
                            << none;
    QTest::newRow("text") << capturing(From::Json, u"/user/name"_s) << Answer{200, {}, nestedJson}
                          << QByteArrayList{"Ann"} << none;
    QTest::newRow("number") << capturing(From::Json, u"/user/ids/1"_s) << Answer{200, {}, nestedJson}
                            << QByteArrayList{"2.5"} << none;
    QTest::newRow("no header") << capturing(From::Header, u"X-Token"_s) << Answer{} << QByteArrayList{}
                               << u"The response has no header X-Token for the variable token"_s;
    QTest::newRow("no cookie") << capturing(From::Cookie, u"Session"_s) << cookies << QByteArrayList{}
                               << u"The response has no cookie Session for the variable token"_s;
    QTest::newRow("object") << capturing(From::Json, u"/user"_s) << Answer{200, {}, nestedJson}
                            << QByteArrayList{}
                            << u"The response has no text or number at /user for the variable token"_s;
    QTest::newRow("not JSON") << capturing(From::Json, u"/user"_s) << Answer{200, {}, "sorry"}
                              << QByteArrayList{}
                              << u"The response has no text or number at /user for the variable token"_s;
}

void TestResponseValidator::captures()
{
    QFETCH(RequestTemplate, request);
    QFETCH(Answer, answer);
    ResponseValidator validator;
    const Outcome outcome = judge(validator, request, answer);
    QTEST(outcome.captured, "captured");
    QTEST(outcome.example, "example");
    QCOMPARE(outcome.outcomeClass, outcome.example.isEmpty() ? OutcomeClass::Ok : OutcomeClass::WrongBody);
}

void TestResponseValidator::needsOnlyWhatIsExpected()
{
    ResponseValidator validator;
    const auto needs = [&validator](const RequestTemplate &request) {
        validator.begin(request);
        return std::pair(validator.needsHeaders(), validator.needsBody());
    };
    const RequestTemplate plain;
    RequestTemplate length;
    length.expect.bodyLength = 5;
    QCOMPARE(needs(withHeader("X", {})), std::pair(true, false));
    QCOMPARE(needs(withJson({}, 1)), std::pair(false, true));
    QCOMPARE(needs(withBody("x")), std::pair(false, true));
    QCOMPARE(needs(capturing(Capture::From::Cookie, u"c"_s)), std::pair(true, false));
    QCOMPARE(needs(capturing(Capture::From::Json, u"/c"_s)), std::pair(false, true));
    QCOMPARE(needs(length), std::pair(false, false));
    RequestTemplate hashed;
    hashed.expect.bodySha256 = QByteArray(64, 'a');
    QCOMPARE(needs(hashed), std::pair(false, true));
    QCOMPARE(needs(plain), std::pair(false, false));
    validator.countBody(5);
    QCOMPARE(validator.bodyBytes(), 5);
}

void TestResponseValidator::resetsForTheNextResponse()
{
    ResponseValidator validator;
    RequestTemplate request = capturing(Capture::From::Header, u"X-Token"_s);
    request.expect.json = {{u"/a"_s, 1}};
    QCOMPARE(judge(validator, request, {200, {{"X-Token", "abc"}}, "{\"a\": 1}"}).captured,
             QByteArrayList{"abc"});
    QCOMPARE(judge(validator, request, {200, {}, "{\"a\": 1}"}).outcomeClass, OutcomeClass::WrongBody);
    QCOMPARE(judge(validator, request, {200, {{"X-Token", "x"}}, {}}).outcomeClass, OutcomeClass::WrongBody);
    QCOMPARE(judge(validator, RequestTemplate(), {200, {}, "whatever"}).outcomeClass, OutcomeClass::Ok);
    QCOMPARE(judge(validator, withBody("b"), {200, {}, "a"}).outcomeClass, OutcomeClass::WrongBody);
    QCOMPARE(judge(validator, withBody("b"), {200, {}, "b"}).outcomeClass, OutcomeClass::Ok);
}

void TestResponseValidator::longBodiesAreNotBuffered()
{
    ResponseValidator validator;
    const RequestTemplate request = withJson({}, QString(ResponseValidator::longestJson - 2, u'x'));
    QByteArray body = '"' + QByteArray(ResponseValidator::longestJson - 2, 'x') + '"';
    QCOMPARE(judge(validator, request, {200, {}, body, 60'000}).example, QString());
    body += ' ';
    QCOMPARE(judge(validator, request, {200, {}, body, 60'000}).example,
             u"The body is longer than 1 MiB, too long to look for JSON in it"_s);
}

void TestResponseValidator::longValuesAreNotBuffered()
{
    ResponseValidator validator;
    const QByteArray longest(ResponseValidator::longestValue, 'x');
    const auto header = capturing(Capture::From::Header, u"X"_s);
    QCOMPARE(judge(validator, header, {200, {{"X", longest}}}).captured, QByteArrayList{longest});
    QCOMPARE(judge(validator, header, {200, {{"X", longest + 'x'}}}).example,
             u"The header X is longer than 16 KiB, too long for the variable token"_s);
    QCOMPARE(judge(validator, withHeader("X", {}), {200, {{"X", longest}, {"X", longest}}}).example,
             u"The header X is longer than 16 KiB"_s);
    const auto json = capturing(Capture::From::Json, {});
    QCOMPARE(judge(validator, json, {200, {}, '"' + longest + "x\""}).outcomeClass, OutcomeClass::WrongBody);
}

void TestResponseValidator::deepJsonDoesNoHarm()
{
    ResponseValidator validator;
    const QByteArray deep = QByteArray(500'000, '[') + QByteArray(500'000, ']');
    QCOMPARE(judge(validator, withJson(u"/0/0"_s, 1), {200, {}, deep, 60'000}).example,
             u"/0/0 is a list instead of 1"_s);
}

void TestResponseValidator::otherThanJsonIsComparedAsItCame()
{
    ResponseValidator validator;
    const QByteArray zeros("a\0b", 3);
    QCOMPARE(judge(validator, withBody(zeros), {200, {}, zeros}).outcomeClass, OutcomeClass::Ok);
    QCOMPARE(judge(validator, withBody(zeros), {200, {}, QByteArray("a\0c", 3)}).outcomeClass,
             OutcomeClass::WrongBody);
}

LOADSTONE_TEST(TestResponseValidator, QCoreApplication)
#include "tst_responsevalidator.moc"
