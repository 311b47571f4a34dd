// SPDX-License-Identifier: GPL-3.0-or-later
// Exits of the built executable, where observing one requires ending a process. No Python environment is
// needed: the target is the slow upstream.
#include "tests/support/programtest.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;

namespace
{

constexpr int endingLimitMs = 60'000;

} // namespace

class TestEndings : public ProgramTest
{
    Q_OBJECT

    std::unique_ptr<QProcess> m_api;
    QString m_url;

    /// Starts it with SIGHUP ignored, as nohup does.
    void startOverHangup(QProcess &process, const QStringList &arguments) const
    {
        process.setChildProcessModifier([] { std::signal(SIGHUP, SIG_IGN); });
        start(process, arguments);
    }

public:
    TestEndings() : ProgramTest(QStringLiteral(LOADSTONE_PROGRAM), endingLimitMs) { }

private slots:
    void initTestCase()
    {
        m_api = std::make_unique<QProcess>();
        startOverHangup(*m_api, {u"upstream"_s});
        static const QRegularExpression ready(u"(http://127\\.0\\.0\\.1:\\d+/)"_s);
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT((said += QString::fromUtf8(m_api->readAllStandardOutput())).contains(ready),
                                 endingLimitMs);
        m_url = ready.match(said).captured(1) + u"?delay=0"_s;
    }

    void cleanupTestCase()
    {
        m_api->terminate();
        QVERIFY(m_api->waitForFinished(endingLimitMs));
        QCOMPARE(m_api->exitCode(), 0);
    }

    void outlivesTheTerminalWhenItIsToDoSo()
    {
        QProcess load;
        startOverHangup(load, {u"load"_s, m_url, u"-d"_s, u"3s"_s, u"--json"_s});
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT((said += QString::fromUtf8(load.readAllStandardError())).contains(u"RPS"_s),
                                 endingLimitMs);
        kill(pid_t(m_api->processId()), SIGHUP);
        kill(pid_t(load.processId()), SIGHUP);
        const Ended ended = finish(load);
        QVERIFY2(ended.code == 0, qPrintable(ended.err));
        const QJsonObject result = QJsonDocument::fromJson(ended.out.toUtf8()).object();
        QVERIFY(result[u"requests"].toInt() > 0);
        QCOMPARE(m_api->state(), QProcess::Running);
    }

    void endsAtAHangupOtherwise()
    {
        QProcess load;
        start(load, {u"load"_s, m_url, u"-d"_s, u"1h"_s});
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT((said += QString::fromUtf8(load.readAllStandardError())).contains(u"RPS"_s),
                                 endingLimitMs);
        kill(pid_t(load.processId()), SIGHUP);
        QCOMPARE(finish(load).code, 4);
    }

    void outputThatIsLostIsAnError_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("help") << QStringList{u"--help"_s};
        QTest::newRow("help of a verb") << QStringList{u"run"_s, u"--help"_s};
        QTest::newRow("list") << QStringList{u"stacks"_s};
        QTest::newRow("JSON") << QStringList{u"profiles"_s, u"--json"_s};
        QTest::newRow("load") << QStringList{u"load"_s, m_url, u"-n"_s, u"5"_s};
    }
    void outputThatIsLostIsAnError()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        prepare(process, arguments);
        process.setStandardOutputFile(u"/dev/full"_s);
        process.start();
        const Ended ended = finish(process);
        QCOMPARE(ended.code, 5);
        QVERIFY2(
            ended.err.contains(u"loadstone: Cannot write to standard output: No space left on device."_s),
            qPrintable(ended.err));
    }

    void untrustedTextIsSanitisedForTheTerminal_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString profile = m_folder.filePath(u"evil.json"_s);
        const QString key = u"re\u001b[2Jq\u009b\u202eu\n"_s;
        QFile file(profile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(QJsonObject{{key, 1}, {u"name"_s, key}}).toJson());
        file.close();
        QVERIFY(QDir(m_folder.path()).mkpath(u"data/loadstone/profiles"_s));
        QVERIFY(file.copy(m_folder.filePath(u"data/loadstone/profiles/evil.json"_s)));
        QTest::newRow("keys") << QStringList{u"validate"_s, profile};
        QTest::newRow("keys in JSON") << QStringList{u"validate"_s, profile, u"--json"_s};
        QTest::newRow("names") << QStringList{u"profiles"_s};
        QTest::newRow("names in JSON") << QStringList{u"profiles"_s, u"--json"_s};
        QTest::newRow("arguments") << QStringList{u"run"_s, key};
        QTest::newRow("verbs") << QStringList{key};
        QTest::newRow("options") << QStringList{u"load"_s, u"--"_s + key, m_url};
    }
    void untrustedTextIsSanitisedForTheTerminal()
    {
        QFETCH(QStringList, arguments);
        const Ended ended = call(arguments);
        const QString said = ended.out + ended.err;
        QVERIFY(said.contains(u"[2J"_s));
        for (const char16_t control : {u'\u001b', u'\u009b', u'\u202e'})
            QVERIFY2(!said.contains(QChar(control)), qPrintable(said));
    }

    void aLoadWithoutASuccessFails()
    {
        const Ended closed = call({u"load"_s, u"http://127.0.0.1:1/"_s, u"-n"_s, u"5"_s, u"--json"_s});
        QCOMPARE(closed.code, 1);
        QVERIFY2(closed.err.contains(u"No request succeeded: "_s), qPrintable(closed.err));
        QCOMPARE(QJsonDocument::fromJson(closed.out.toUtf8()).object()[u"failures"].toInt(), 5);
        const Ended unexpected = call({u"load"_s, m_url, u"-n"_s, u"5"_s, u"--expect-status"_s, u"204"_s});
        QCOMPARE(unexpected.code, 1);
        QVERIFY2(unexpected.err.contains(u"No request succeeded: http-status"_s), qPrintable(unexpected.err));
        QCOMPARE(call({u"load"_s, m_url, u"-n"_s, u"5"_s, u"--expect-status"_s, u"200,204"_s}).code, 0);
    }
};

LOADSTONE_TEST(TestEndings, QCoreApplication)
#include "tst_endings.moc"
