// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/listeners.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestListeners : public QObject
{
    Q_OBJECT
private slots:
    void findsHolder_data();
    void findsHolder();
    void findsNoHolderOfFreePort();
    void findsNoHolderOnOtherAddresses_data();
    void findsNoHolderOnOtherAddresses();
    void findsFreePort();
    void readsBacklogLikeSs();
    void reportsExposedListeners_data();
    void reportsExposedListeners();
    void recognisesIpv6Loopback();
    void writesSentences();
};

void TestListeners::findsHolder_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("127.0.0.1") << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("0.0.0.0") << QHostAddress(QHostAddress::AnyIPv4);
    QTest::newRow("dual stack") << QHostAddress(QHostAddress::Any);
}

void TestListeners::findsHolder()
{
    QFETCH(const QHostAddress, address);
    QTcpServer server;
    QVERIFY(server.listen(address));
    const auto holder = findPortHolder(server.serverPort());
    QVERIFY(holder);
    QCOMPARE(holder->pid, QCoreApplication::applicationPid());
    QCOMPARE(holder->program, u"tests-server");
}

void TestListeners::findsNoHolderOfFreePort()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    QVERIFY(!findPortHolder(port));
    QCOMPARE(readListenBacklog(port), std::nullopt);
}

void TestListeners::findsNoHolderOnOtherAddresses_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("::1") << QHostAddress(QHostAddress::LocalHostIPv6);
    QTest::newRow("127.1.2.3") << QHostAddress(u"127.1.2.3"_s);
}

void TestListeners::findsNoHolderOnOtherAddresses()
{
    QFETCH(const QHostAddress, address);
    QTcpServer server;
    QVERIFY(server.listen(address));
    QVERIFY(!findPortHolder(server.serverPort()));
}

void TestListeners::findsFreePort()
{
    const quint16 port = findFreePort();
    QVERIFY(port > 0);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost, port));
}

void TestListeners::reportsExposedListeners_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::addColumn<QString>("shown");
    QTest::newRow("127.0.0.1") << QHostAddress(QHostAddress::LocalHost) << QString();
    QTest::newRow("127.1.2.3") << QHostAddress(u"127.1.2.3"_s) << QString();
    QTest::newRow("::1") << QHostAddress(QHostAddress::LocalHostIPv6) << QString();
    QTest::newRow("0.0.0.0") << QHostAddress(QHostAddress::AnyIPv4) << u"0.0.0.0:%1"_s;
    QTest::newRow("::") << QHostAddress(QHostAddress::AnyIPv6) << u"[::]:%1"_s;
    QTest::newRow("dual stack") << QHostAddress(QHostAddress::Any) << u"[::]:%1"_s;
}

void TestListeners::reportsExposedListeners()
{
    QFETCH(const QHostAddress, address);
    QFETCH(const QString, shown);
    QTcpServer server;
    QVERIFY(server.listen(address));
    const QStringList exposed = exposedListeners({QCoreApplication::applicationPid()});
    QCOMPARE(exposed, shown.isEmpty() ? QStringList() : QStringList(shown.arg(server.serverPort())));
    QVERIFY(exposedListeners({}).isEmpty());
}

void TestListeners::recognisesIpv6Loopback()
{
    // A dual-stack socket, as some servers use.
    const int server = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int no = 0;
    QVERIFY(setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no) == 0);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    QVERIFY(inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr) == 1);
    QVERIFY(bind(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
    QVERIFY(listen(server, 1) == 0);
    QVERIFY(exposedListeners({QCoreApplication::applicationPid()}).isEmpty());
    socklen_t length = sizeof address;
    QVERIFY(getsockname(server, reinterpret_cast<sockaddr *>(&address), &length) == 0);
    QVERIFY(findPortHolder(ntohs(address.sin6_port)));
    close(server);
}

void TestListeners::readsBacklogLikeSs()
{
    QTcpServer server;
    server.setListenBacklogSize(37);
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QProcess ss;
    ss.start(u"ss"_s, {u"-Hltn"_s, u"sport = :%1"_s.arg(server.serverPort())});
    QVERIFY(ss.waitForFinished(5000));
    const QList<QByteArray> fields = ss.readAllStandardOutput().simplified().split(' ');
    QVERIFY(fields.size() > 2);
    QCOMPARE(fields[2].toInt(), 37);
    QCOMPARE(readListenBacklog(server.serverPort()), 37);
}

void TestListeners::writesSentences()
{
    QCOMPARE(PortHolder({3310, u"python3"_s}).sentence(8080).english(),
             u"Port 8080 is already in use by python3 (pid 3310).");
    QCOMPARE(PortHolder({}).sentence(80).english(),
             u"Port 80 is already in use by a process of another user.");
}

LOADSTONE_TEST(TestListeners, QCoreApplication)
#include "tst_listeners.moc"
