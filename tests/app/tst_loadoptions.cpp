// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/loadoptions.h"

#include "app/optionvalues.h"
#include "tests/support/testmain.h"

#include <QCommandLineParser>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

Result<LoadSpec> read(const QStringList &arguments)
{
    QCommandLineParser parser;
    addLoadOptions(parser);
    if (!parser.parse(QStringList{u"load"_s} + arguments))
        return Error{ErrorCode::Internal, parser.errorText(), {}};
    Target target;
    target.baseUrl = QUrl(u"http://127.0.0.1:8000"_s);
    target.path = "/a?b=1";
    return readLoadOptions(parser, target);
}

RequestTemplate makeRequest(const QStringList &arguments)
{
    const Result<LoadSpec> spec = read(arguments);
    if (!spec)
        qWarning("%s", qPrintable(spec.error().text()));
    return spec ? spec->requests.constFirst() : RequestTemplate();
}

} // namespace

class TestLoadOptions : public QObject
{
    Q_OBJECT
private slots:
    void defaultsToTheNativeEngine()
    {
        const Result<LoadSpec> spec = read({});
        QVERIFY2(spec, spec ? "" : qPrintable(spec.error().text()));
        QCOMPARE(spec->connection.engine, nativeEngine());
        QCOMPARE(spec->load.users, 10);
        QCOMPARE(spec->load.duration, Milliseconds(10'000));
        QCOMPARE(spec->connection.timeout, Milliseconds(30'000));
        QCOMPARE(spec->requests.constFirst().method, "GET");
        QCOMPARE(spec->requests.constFirst().path, "/a?b=1");
        QCOMPARE(read({u"--engine"_s, u"qnam"_s})->connection.engine, u"qnam"_s);
    }

    void readsOptionsSharedWithOtherTools_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("wrk") << QStringList{u"-t2"_s, u"-c100"_s, u"-d30s"_s};
        QTest::newRow("hey, oha") << QStringList{u"-z"_s, u"30s"_s, u"-c"_s, u"100"_s, u"-t"_s, u"2"_s};
        QTest::newRow("long") << QStringList{u"--threads"_s, u"2"_s, u"--connections=100"_s, u"--duration"_s,
                                             u"0m30s"_s};
    }
    void readsOptionsSharedWithOtherTools()
    {
        QFETCH(QStringList, arguments);
        const Result<LoadSpec> spec = read(arguments);
        QVERIFY2(spec, spec ? "" : qPrintable(spec.error().text()));
        QCOMPARE(spec->load.users, 100);
        QCOMPARE(spec->connection.threads, 2);
        QCOMPARE(spec->load.duration, Milliseconds(30'000));
    }

    void readsRateAndKeepAliveOfOtherTools()
    {
        const Result<LoadSpec> spec = read({u"-R"_s, u"2000"_s, u"--disable-keepalive"_s}); // wrk2, oha
        QVERIFY(spec && spec->load.isOpen());
        QCOMPARE(spec->load.rate, 2'000.0);
        QCOMPARE(spec->load.connections, 1'000);
        QVERIFY(!spec->connection.reuse);
    }

    void describesTheRequest()
    {
        const RequestTemplate request =
            makeRequest({u"-m"_s, u"put"_s, u"-H"_s, u"X-One: 1:2"_s, u"--header"_s, u"x-one:"_s, u"-b"_s,
                         u"héllo"_s, u"--expect-status"_s, u"201, 204"_s});
        QCOMPARE(request.method, "PUT");
        QCOMPARE(request.headers, (QList<Header>{{"X-One", "1:2"}, {"x-one", ""}}));
        QCOMPARE(request.body, "héllo");
        QCOMPARE(request.expect.statuses, (QList<int>{201, 204}));
        QCOMPARE(read({u"--timeout"_s, u"250ms"_s})->connection.timeout, Milliseconds(250));
    }

    void aBodyIsPosted()
    {
        QCOMPARE(makeRequest({u"--body"_s, u"{\"a\": {b}}"_s}).method, "POST");
        QCOMPARE(makeRequest({u"--body"_s, u"x"_s, u"--method"_s, u"PATCH"_s}).method, "PATCH");
    }

    void sendsAFileAsItIs()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"body"_s));
        const QByteArray bytes("\0\xff{x}\r\n", 7);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        QCOMPARE(makeRequest({u"--body-file"_s, file.fileName()}).body, bytes);
    }

    void refusesInOneSentenceThatNamesTheOption_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const auto row = [](const QString &option, const QString &value, const char *words) {
            QTest::addRow("%s %s", qPrintable(option), qPrintable(value))
                << QStringList{option, value} << QString::fromUtf8(words);
        };
        const auto range = "--connections expects an integer from 1 to 100,000, not \"";
        for (const QString &value : {u"0"_s, u"-1"_s, u"99999999999"_s, u"100001"_s, u"1e3"_s, u"nan"_s,
                                     u""_s, u"18446744073709551617"_s, u"0x10"_s, u"10.0"_s})
            row(u"-c"_s, value, range);
        for (const QString &value :
             {u"nan"_s, u"inf"_s, u"-inf"_s, u"1e300"_s, u"-5"_s, u"0"_s, u"1000001"_s, u"fast"_s, u""_s})
            row(u"--rate"_s, value, "--rate expects a number above 0, at most 1,000,000, not \"");
        for (const QString &value : {u"4294968296ms"_s, u"25h"_s, u"0s"_s, u"-5s"_s, u"1e3s"_s, u"nan"_s,
                                     u"99999999999h"_s, u"86400.001"_s})
            row(u"-d"_s, value,
                "--duration expects a time such as 30s, 1m30s or 250ms, above 0 and at most 24 h, not \"");
        row(u"-d"_s, u"{\"a\":1}"_s, "The request body is --body.");
        row(u"-t"_s, u"10s"_s, "The request timeout is --timeout; the duration of the load is --duration.");
        for (const QString &value : {u"0"_s, u"257"_s, u"x"_s})
            row(u"--threads"_s, value, "--threads expects an integer from 1 to 256");
        for (const QString &value : {u"0"_s, u"1000000000001"_s})
            row(u"-n"_s, value, "--requests expects an integer from 1 to 1,000,000,000,000");
        for (const QString &value : {u"0s"_s, u"25h"_s, u"soon"_s})
            row(u"--timeout"_s, value, "--timeout expects a time");
        for (const QString &value : {u""_s, u"0s"_s, u"2s..1s"_s, u"1s.."_s, u"soon"_s, u"1s..25h"_s})
            row(u"--think-time"_s, value, "--think-time expects a time");
        for (const QString &value : {u"0"_s, u"nan"_s, u"1e9"_s})
            row(u"--spawn-rate"_s, value, "--spawn-rate expects a number above 0");
        for (const QString &value : {u"0"_s, u"1000000001"_s})
            row(u"--requests-per-connection"_s, value, "--requests-per-connection expects an integer from 1");
        for (const QString &value : {u"0"_s, u"1001"_s})
            row(u"--pipelining"_s, value, "--pipelining expects an integer from 1 to 1,000");
        for (const QString &value : {u""_s, u"99"_s, u"600"_s, u"2xx"_s, u"200,"_s})
            row(u"--expect-status"_s, value, "--expect-status expects statuses from 100 to 599");
        for (const QString &value : {u"Accept"_s, u": x"_s, u""_s})
            row(u"-H"_s, value, "--header expects NAME: VALUE");
        row(u"-H"_s, u"Content-Length: 5"_s, "--header: Loadstone sets the header \"Content-Length\" itself");
        row(u"-H"_s, u"a b: c"_s, "--header: ");
        row(u"-H"_s, u"a: b\r\nc: d"_s, "--header: ");
        row(u"-m"_s, u"FETCH"_s, "--method: ");
        row(u"-m"_s, u"GET / HTTP/1.1"_s, "--method: ");
        row(u"--body-file"_s, u"/nowhere/body"_s,
            "Cannot read the body file /nowhere/body: No such file or directory.");
        row(u"--body-file"_s, u"/dev/zero"_s, "Cannot read the body file /dev/zero: it is a device.");
        row(u"--engine"_s, u"turbo"_s, "--engine expects one of qnam, native, grpc, not \"turbo\".");
    }
    void refusesInOneSentenceThatNamesTheOption()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const Result<LoadSpec> spec = read(arguments);
        QVERIFY2(!spec, "it was accepted");
        QCOMPARE(spec.error().code, ErrorCode::Usage);
        QVERIFY2(spec.error().text().contains(words), qPrintable(spec.error().text()));
        QVERIFY2(!spec.error().text().contains(u'\n'), qPrintable(spec.error().text()));
    }

    void refusesContradictions_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        QTest::newRow("poisson") << QStringList{u"--poisson"_s} << u"--poisson needs --rate."_s;
        QTest::newRow("users of an open load") << QStringList{u"-r"_s, u"5"_s, u"--spawn-rate"_s, u"5"_s}
                                               << u"--spawn-rate applies to virtual users"_s;
        QTest::newRow("two bodies") << QStringList{u"-b"_s, u"x"_s, u"--body-file"_s, u"y"_s}
                                    << u"either --body or --body-file"_s;
        QTest::newRow("only native pipelines")
            << QStringList{u"--engine"_s, u"qnam"_s, u"--pipelining"_s, u"5"_s} << u"--pipelining: "_s;
        QTest::newRow("a method of gRPC")
            << QStringList{u"--engine"_s, u"grpc"_s, u"-m"_s, u"POST"_s} << u"--method: "_s;
    }
    void refusesContradictions()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const Result<LoadSpec> spec = read(arguments);
        QVERIFY2(!spec, "it was accepted");
        const QString said = spec.error().text() + u'\n' + spec.error().detail;
        QVERIFY2(said.contains(words), qPrintable(said));
    }

    void takesTheEndsOfEachRange()
    {
        QCOMPARE(read({u"-c"_s, u"100000"_s})->load.users, 100'000);
        QCOMPARE(read({u"-c"_s, u"1"_s})->load.users, 1);
        QCOMPARE(read({u"-r"_s, u"1e6"_s})->load.rate, 1e6);
        QCOMPARE(read({u"-r"_s, u"0.001"_s})->load.rate, 0.001);
        QCOMPARE(read({u"-d"_s, u"24h"_s})->load.duration, Milliseconds(86'400'000));
        QCOMPARE(read({u"-d"_s, u"1ms"_s})->load.duration, Milliseconds(1));
        QCOMPARE(read({u"-t"_s, u"256"_s, u"-c"_s, u"256"_s})->connection.threads, 256);
    }

    void suggestsEquivalentsOfOtherTools()
    {
        for (const char *option : {"k", "q", "s", "L", "latency", "D", "p", "T", "A", "a", "X", "i", "x"})
            QVERIFY2(!hintForOtherTools(QString::fromLatin1(option)).isEmpty(), option);
        QVERIFY(hintForOtherTools(u"usrs"_s).isEmpty());
    }

    void namesOptionsOrPlaces()
    {
        using Severity = ProfileProblem::Severity;
        const QList<ProfileProblem> problems{{Severity::Error, u"/load/users"_s, {}, u"Too many."_s},
                                             {Severity::Warning, u"/load"_s, {}, u"Odd."_s}};
        QCOMPARE(optionError(problems, {{u"/load"_s, u"--rate"_s}, {u"/load/users"_s, u"--users"_s}}).text(),
                 u"--users: Too many."_s);
        QCOMPARE(optionError(problems, {{u"/load"_s, u"--rate"_s}}).text(), u"--rate: Too many."_s);
        QCOMPARE(optionError(problems, {}).text(), u"/load/users: Too many."_s);
        QCOMPARE(optionError(problems + problems, {}).detail,
                 u"/load/users: Too many.\n/load/users: Too many."_s);
    }
};

LOADSTONE_TEST(TestLoadOptions, QCoreApplication)
#include "tst_loadoptions.moc"
