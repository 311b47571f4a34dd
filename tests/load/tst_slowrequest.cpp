// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/upstream/slowrequest.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <string>

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

std::string get(const std::string &target) { return "GET " + target + " HTTP/1.1\r\nHost: here\r\n\r\n"; }

SlowRequest take(const std::string &bytes, bool truncatesSeconds = false)
{
    std::size_t used = 0;
    return takeSlowRequest(bytes, truncatesSeconds, used)
        .value_or(SlowRequest{-1ns, 0, {}, false, false, false});
}

} // namespace

class TestSlowRequest : public QObject
{
    Q_OBJECT
private slots:
    void waitsAndRespondsAsRequested_data();
    void waitsAndRespondsAsRequested();
    void truncatesOnlySeconds();
    void refusesWithReason_data();
    void refusesWithReason();
    void keepsAliveAsRequested_data();
    void keepsAliveAsRequested();
    void takesOneRequestAtATime();
    void isIncompleteUntilItsLastByte();
    void respondsToHeadWithoutBody();
    void respondsWithCompleteMessages();
};

void TestSlowRequest::waitsAndRespondsAsRequested_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QByteArray>("body");
    const QByteArray slow = "slow api response";
    QTest::newRow("default") << QByteArray("/") << qint64(1000) << slow;
    QTest::newRow("one") << QByteArray("/?delay=1") << qint64(1000) << slow;
    QTest::newRow("none") << QByteArray("/?delay=0") << qint64(0) << slow;
    QTest::newRow("fraction") << QByteArray("/?delay=0.25") << qint64(250) << slow;
    QTest::newRow("longest") << QByteArray("/?delay=3600") << qint64(3'600'000) << slow;
    QTest::newRow("among others") << QByteArray("/?a=b&delay=2&c") << qint64(2000) << slow;
    QTest::newRow("fragment") << QByteArray("/?delay=2#there") << qint64(2000) << slow;
    QTest::newRow("gosleep") << QByteArray("/?seconds=3") << qint64(3000)
                             << QByteArray("Sleep 3.000000 seconds");
    QTest::newRow("gosleep, fraction")
        << QByteArray("/?seconds=1.5") << qint64(1500) << QByteArray("Sleep 1.500000 seconds");
}

void TestSlowRequest::waitsAndRespondsAsRequested()
{
    QFETCH(QByteArray, target);
    QFETCH(qint64, milliseconds);
    QFETCH(QByteArray, body);
    const SlowRequest request = take(get(target.toStdString()));
    QCOMPARE(request.status, 200);
    QVERIFY(request.delay == std::chrono::milliseconds(milliseconds));
    QCOMPARE(QByteArray::fromStdString(request.body), body);
}

void TestSlowRequest::truncatesOnlySeconds()
{
    const SlowRequest published = take(get("/?seconds=1.5"), true);
    QVERIFY(published.delay == 1s);
    QCOMPARE(published.body, std::string("Sleep 1.500000 seconds"));
    QVERIFY(take(get("/?delay=1.5"), true).delay == 1500ms);
}

void TestSlowRequest::refusesWithReason_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const std::string &bytes, int status) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
    };
    row("no number", get("/?delay=soon"), 400);
    row("empty", get("/?delay="), 400);
    row("rest", get("/?delay=1s"), 400);
    row("negative", get("/?delay=-1"), 400);
    row("not a number", get("/?delay=nan"), 400);
    row("endless", get("/?seconds=inf"), 400);
    row("too long", get("/?seconds=3600.1"), 400);
    row("another path", get("/other?delay=1"), 404);
    row("POST", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 405);
    row("body", "GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 400);
    row("chunks", "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("not HTTP", "hello\r\n\r\n", 400);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 400);
    row("endless head", "GET / HTTP/1.1\r\nX: " + std::string(17'000, 'x'), 431);
}

void TestSlowRequest::refusesWithReason()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    const SlowRequest request = take(bytes.toStdString());
    QCOMPARE(request.status, status);
    QVERIFY(request.delay == 0s);
    QVERIFY(QByteArray::fromStdString(request.body).endsWith(".\n"));
}

void TestSlowRequest::keepsAliveAsRequested_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keepsAlive");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nconnection: Close\r\n") << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n") << false;
    QTest::newRow("1.0 keep") << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n") << true;
    QTest::newRow("unreadable body") << QByteArray("GET / HTTP/1.1\r\nContent-Length: 9\r\n") << false;
}

void TestSlowRequest::keepsAliveAsRequested()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, keepsAlive);
    const SlowRequest request = take((head + "\r\n").toStdString());
    QCOMPARE(request.keepsAlive, keepsAlive);
    const std::string answer = serializeResponse(request, "now");
    QCOMPARE(answer.find("Connection: close\r\n") == std::string::npos, keepsAlive);
}

void TestSlowRequest::takesOneRequestAtATime()
{
    const std::string first = get("/?delay=1");
    const std::string both = first + get("/?delay=2");
    std::size_t used = 0;
    QVERIFY(takeSlowRequest(both, false, used)->delay == 1s);
    QCOMPARE(used, first.size());
    QVERIFY(takeSlowRequest(both.substr(used), false, used)->delay == 2s);
}

void TestSlowRequest::isIncompleteUntilItsLastByte()
{
    const std::string whole = get("/?delay=1");
    std::size_t used = 0;
    for (std::size_t length = 0; length < whole.size(); ++length)
        QVERIFY(!takeSlowRequest(whole.substr(0, length), false, used));
    QVERIFY(takeSlowRequest(whole, false, used));
}

void TestSlowRequest::respondsToHeadWithoutBody()
{
    const std::string answer = serializeResponse(take("HEAD /?delay=0 HTTP/1.1\r\n\r\n"), "now");
    QVERIFY(answer.find("Content-Length: 17\r\n") != std::string::npos);
    QVERIFY(answer.ends_with("\r\n\r\n"));
}

void TestSlowRequest::respondsWithCompleteMessages()
{
    QCOMPARE(
        serializeResponse(take(get("/?delay=0")), "Sat, 21 Nov 2026 12:00:00 GMT"),
        std::string("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 17\r\n"
                    "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\n\r\n"
                    "slow api response"));
}

LOADSTONE_TEST(TestSlowRequest, QCoreApplication)
#include "tst_slowrequest.moc"
