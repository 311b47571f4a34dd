// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/target.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

/// Parsing of URLs from user input.
class TestTarget : public QObject
{
    Q_OBJECT
private slots:
    void readsTargets_data();
    void readsTargets();
    void userAndPasswordBecomeAuthorization_data();
    void userAndPasswordBecomeAuthorization();
    void ownAuthorizationWins();
    void reportsProblemAndPosition_data();
    void reportsProblemAndPosition();
    void errorsShowNoPassword_data();
    void errorsShowNoPassword();
    void recognisesThisMachine_data();
    void recognisesThisMachine();
    void hostHeaderIsAsWritten_data();
    void hostHeaderIsAsWritten();
};

void TestTarget::readsTargets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("baseUrl");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("url"); ///< for results; empty: as it was written
    const auto add = [](const char *name, const char *text, const char *baseUrl, const char *path,
                        const char *url = "") {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(baseUrl) << QByteArray(path)
                            << QString::fromUtf8(url);
    };
    add("host and port", "http://127.0.0.1:80", "http://127.0.0.1:80", "/", "http://127.0.0.1:80/");
    add("path and query", "http://[::1]:8080/a%20b?c=d", "http://[::1]:8080", "/a%20b?c=d");
    add("query alone", "http://127.0.0.1:1?a=b", "http://127.0.0.1:1", "/?a=b", "http://127.0.0.1:1/?a=b");
    add("empty query", "http://127.0.0.1:1/?", "http://127.0.0.1:1", "/?");
    add("TLS", "https://localhost/x", "https://localhost", "/x");
    add("scheme in capitals", "HTTP://localhost/x", "http://localhost", "/x", "http://localhost/x");
    add("empty segments", "http://127.0.0.1//a//b", "http://127.0.0.1", "//a//b");
    add("dot segments", "http://127.0.0.1/a/../%2e%2e/./x", "http://127.0.0.1", "/a/../%2e%2e/./x");
    add("odd characters", "http://127.0.0.1/|[\"{}%zz^`\\?<>", "http://127.0.0.1", "/|[\"{}%zz^`\\?<>");
    add("colon and at sign in the path", "http://127.0.0.1/a:b@c", "http://127.0.0.1", "/a:b@c");
    add("fragment", "http://127.0.0.1/a?b#c/d?e", "http://127.0.0.1", "/a?b", "http://127.0.0.1/a?b");
    add("fragment alone", "http://127.0.0.1#c", "http://127.0.0.1", "/", "http://127.0.0.1/");
    add("no port after the colon", "http://127.0.0.1:/x", "http://127.0.0.1", "/x", "http://127.0.0.1/x");
    add("user", "http://user:secret@127.0.0.1:1/x", "http://127.0.0.1:1", "/x", "http://127.0.0.1:1/x");
    add("Unix socket", "http+unix://%2Frun%2Fapp.sock/a?b", "http+unix:/run/app.sock", "/a?b");
    add("Unix socket alone", "http+unix://%2Frun%2Fapp.sock", "http+unix:/run/app.sock", "/",
        "http+unix://%2Frun%2Fapp.sock/");
    add("Unix socket with an at sign", "http+unix://%2Frun%2Fa@b.sock/", "http+unix:/run/a@b.sock", "/",
        "http+unix://%2Frun%2Fa%40b.sock/");
}

void TestTarget::readsTargets()
{
    QFETCH(QString, text);
    QFETCH(QString, baseUrl);
    QFETCH(QByteArray, path);
    QFETCH(QString, url);
    const Result<Target> target = parseTarget(text);
    QVERIFY2(target, qPrintable(target ? QString() : target.error().text()));
    QCOMPARE(target->baseUrl.toString(), baseUrl);
    QCOMPARE(target->path, path);
    QCOMPARE(makeUrl(target->baseUrl, target->path), url.isEmpty() ? text : url);
}

void TestTarget::userAndPasswordBecomeAuthorization_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("plain"); ///< before Base64; null: none
    QTest::newRow("none") << u"http://127.0.0.1/"_s << QByteArray();
    QTest::newRow("both") << u"http://user:secret@127.0.0.1/"_s << QByteArray("user:secret");
    QTest::newRow("user alone") << u"http://user@127.0.0.1/"_s << QByteArray("user:");
    QTest::newRow("empty user") << u"http://:secret@127.0.0.1/"_s << QByteArray(":secret");
    QTest::newRow("nothing before the at sign") << u"http://@127.0.0.1/"_s << QByteArray();
    QTest::newRow("encoded") << u"http://u%3as:p%40%C3%A4%25@127.0.0.1/"_s << QByteArray("u:s:p@\xc3\xa4%");
    QTest::newRow("colons and at signs") << u"http://u:p:q@r@127.0.0.1/"_s << QByteArray("u:p:q@r");
}

void TestTarget::userAndPasswordBecomeAuthorization()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, plain);
    const Result<Target> target = parseTarget(text);
    QVERIFY(target);
    QCOMPARE(target->authorization, plain.isNull() ? QByteArray() : "Basic " + plain.toBase64());
    QVERIFY(target->baseUrl.userInfo().isEmpty());
    RequestTemplate request;
    authorize(request, target->authorization);
    QCOMPARE(request.headers.size(), plain.isNull() ? 0 : 1);
}

void TestTarget::ownAuthorizationWins()
{
    RequestTemplate request;
    request.headers = {{"authorization", "Bearer x"}};
    authorize(request, "Basic y");
    QCOMPARE(request.headers, (QList<Header>{{"authorization", "Bearer x"}}));
}

void TestTarget::reportsProblemAndPosition_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts"); ///< of the message
    const auto add = [](const char *name, const char *text, const QStringList &parts) {
        QTest::newRow(name) << QString::fromUtf8(text) << parts;
    };
    add("no scheme", "127.0.0.1:8000/a", {u"no scheme"_s, u"http://127.0.0.1:8000/a"_s});
    add("no scheme, a name", "localhost/a://b", {u"no scheme"_s, u"http://localhost/a://b"_s});
    add("nothing", "", {u"no scheme"_s});
    add("another scheme", "ftp://127.0.0.1/", {u"ftp://"_s, u"http://"_s});
    add("no host", "http:///x", {u"no host"_s});
    add("only a port", "http://:80/x", {u"no host"_s});
    add("space", "http://127.0.0.1:1/a b", {u"a space at character 21"_s, u"%20"_s});
    add("space at the end", "http://127.0.0.1:1/ ", {u"a space at character 20"_s});
    add("letter", "http://127.0.0.1:1/\u00e4", {u"\"\u00e4\" at character 20"_s, u"%C3%A4"_s});
    add("letter beyond 16 bits", "http://127.0.0.1:1/a\U0001F600", {u"at character 21"_s, u"%F0%9F%98%80"_s});
    add("letter of the query", "http://127.0.0.1:1/?a=\u20ac",
        {u"\"\u20ac\" at character 23"_s, u"%E2%82%AC"_s});
    add("control character", "http://127.0.0.1:1/a\tb", {u"U+0009 at character 21"_s, u"%09"_s});
    add("no-break space", "http://127.0.0.1:1/a\u00a0", {u"U+00A0 at character 21"_s, u"%C2%A0"_s});
    add("bidirectional control", "http://127.0.0.1:1/\u202e", {u"U+202E at character 20"_s});
    add("letter of the host", "http://b\u00fccher.example/",
        {u"\"\u00fc\" at character 9"_s, u"xn--bcher-kva.example"_s});
    add("space in the host", "http://127.0.0.1 /", {u"a space at character 17"_s});
    add("odd host", "http://local|host:1/", {u"\"|\" at character 13"_s});
    add("no port", "http://127.0.0.1:x/", {u"\"x\""_s, u"1 to 65535"_s});
    add("port too high", "http://127.0.0.1:99999/", {u"\"99999\""_s, u"1 to 65535"_s});
    add("port 0", "http://127.0.0.1:0/", {u"\"0\""_s, u"1 to 65535"_s});
    add("port with a sign", "http://127.0.0.1:+80/", {u"\"+80\""_s, u"1 to 65535"_s});
    add("port in a query", "http://127.0.0.1:80x?a", {u"\"80x\""_s});
    add("IPv6 without brackets", "http://::1:8000/", {u"brackets"_s, u"http://[::1]:8000/"_s});
    add("bracket not closed", "http://[::1:8000/", {u"not closed"_s});
    add("no IPv6 address", "http://[::x]:8000/", {u"not a host name or IP address"_s});
    add("a relative socket", "http+unix://app.sock/", {u"%2Frun%2Fapp.sock"_s});
    add("a socket without %2F", "http+unix:///run/app.sock", {u"%2Frun%2Fapp.sock"_s});
}

void TestTarget::reportsProblemAndPosition()
{
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const Result<Target> target = parseTarget(text);
    QVERIFY(!target);
    QCOMPARE(target.error().code, ErrorCode::Usage);
    for (const QString &part : parts)
        QVERIFY2(target.error().text().contains(part), qPrintable(target.error().text()));
}

void TestTarget::errorsShowNoPassword_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"user:secret@127.0.0.1/", "ftp://user:secret@127.0.0.1/", "http://user:secret@127.0.0.1:x/",
          "http://user:secret@local|host/", "http://user:secret@/", "http://user:secr\u00e9t@127.0.0.1/",
          "http://user:secret@127.0.0.1/a b", "http://user:secret/x@127.0.0.1/",
          "http://user:secret?x@127.0.0.1/", "http://user:secret#x@127.0.0.1/",
          "http://us:er:secret/@127.0.0.1/", "http:/user:secret@127.0.0.1/",
          "http+unix://user:secret@%2Frun%2Fapp.sock/", "http://user:secret@[::1/"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestTarget::errorsShowNoPassword()
{
    QFETCH(QString, text);
    const Result<Target> target = parseTarget(text);
    QVERIFY(!target);
    QVERIFY2(!target.error().text().contains(u"secr"_s), qPrintable(target.error().text()));
    QVERIFY2(!target.error().text().contains(u"\u00e9"_s), qPrintable(target.error().text()));
}

void TestTarget::recognisesThisMachine_data()
{
    QTest::addColumn<bool>("isThis");
    for (const char *host :
         {"127.0.0.1", "127.8.9.10", "::1", "localhost", "0.0.0.0", "::", "::ffff:127.0.0.1"})
        QTest::newRow(host) << true;
    for (const char *host :
         {"", "10.0.0.1", "192.168.1.1", "example.org", "localhost.example.org", "128.0.0.1", "::2",
          "0.0.0.1", "127.0.0.1.example.org", "a.localhost", "::ffff:10.0.0.1"})
        QTest::newRow(host) << false;
}

void TestTarget::recognisesThisMachine()
{
    QFETCH(bool, isThis);
    QCOMPARE(isThisMachine(QString::fromLatin1(QTest::currentDataTag())), isThis);
}

void TestTarget::hostHeaderIsAsWritten_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("port") << u"http://127.0.0.1:8000/"_s << QByteArray("127.0.0.1:8000");
    QTest::newRow("name") << u"http://localhost:8000/"_s << QByteArray("localhost:8000");
    QTest::newRow("IPv6") << u"http://[::1]:8000/"_s << QByteArray("[::1]:8000");
    QTest::newRow("the scheme's port") << u"http://localhost:80/"_s << QByteArray("localhost");
    QTest::newRow("the port of TLS") << u"https://localhost:443/"_s << QByteArray("localhost");
    QTest::newRow("the other scheme's port") << u"https://localhost:80/"_s << QByteArray("localhost:80");
    QTest::newRow("Unix socket") << u"http+unix://%2Frun%2Fapp.sock/"_s << QByteArray("localhost");
}

void TestTarget::hostHeaderIsAsWritten()
{
    QFETCH(QString, url);
    QFETCH(QByteArray, host);
    const Result<Target> target = parseTarget(url);
    QVERIFY(target);
    QCOMPARE(hostHeader(target->baseUrl), host);
}

LOADSTONE_TEST(TestTarget, QCoreApplication)
#include "tst_target.moc"
