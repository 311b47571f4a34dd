// SPDX-License-Identifier: GPL-3.0-or-later
// Prerequisites of stacks on this machine, and the messages if they are missing.
#include "core/stack/availability.h"
#include "core/stack/catalogue.h"
#include "core/stack/commandtemplate.h"
#include "core/stack/environmentstore.h"
#include "core/stack/program.h"
#include "core/stack/stackreader.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

class AvailabilityTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsPrerequisites();
    void reportsMistakesInPrerequisites_data();
    void reportsMistakesInPrerequisites();
    void reportsMissingPrerequisites_data();
    void reportsMissingPrerequisites();
    void reportsTheStacksReasonFirst();
    void findsProgramsOfAdministrators();
    void replacesProgramByItsPath();
    void needsNoEnvironmentForAProgram();
    void findsTheEnvironmentOfAUserStack();
    void readsAServerThatRunsAlready();
    void findsVersionInAnySpelling();

private:
    static QByteArray text(const QByteArray &more, const QByteArray &command = R"("${python}", "app.py")")
    {
        return R"({"loadstone_stack": 1, "title": "T", "framework": "F", "server": "S", "model": "threads",
            "summary": "Short.", "license": "MIT", "command": [)"
            + command + R"(], "presets": [{"id": "tuned", "title": "Tuned", "note": "N", "values": {}}],
            "endpoints": ["GET /"], "readiness": {"path": "/", "body": "ready"}, )"
            + more + "}";
    }
    Result<Stack> read(const QByteArray &content) const
    {
        QFile file(m_folder->filePath(u"mine/stack.json"_s));
        if (!file.open(QIODevice::WriteOnly))
            return Error{ErrorCode::Io, file.errorString(), {}};
        file.write(content);
        file.close();
        return readStack(file.fileName());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EnvironmentStore> m_environments;
};

void AvailabilityTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const auto *file : {"environments/known/requirements.lock", "mine/packages.txt"}) {
        const QString path = m_folder->filePath(QString::fromLatin1(file));
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile lock(path);
        QVERIFY(lock.open(QIODevice::WriteOnly));
    }
    m_environments = std::make_unique<EnvironmentStore>(m_folder->filePath(u"environments"_s),
                                                        m_folder->filePath(u"cache"_s), QString());
    // An environment that is not built could be built with any Python of this machine.
    qputenv("LOADSTONE_PYTHON", "no-such-python");
}

void AvailabilityTest::readsPrerequisites()
{
    const Result<Stack> stack = read(text(R"("requires": [
        {"program": "nginx", "reason": "No nginx here.", "remedy": "Get it."},
        {"python": "3.7", "remedy": "Build it."}, {"environment": "pypy", "remedy": "R."}],
        "environment": "cpython", "unavailable": "It is old.", "substitute": "sanic", "protocol": "grpc",
        "features": {"tls": true, "cgi": false}, "process_model": "One.", "homepage": "https://a.b/",
        "keep_alive": false)"));
    QVERIFY2(stack.isOk(), qPrintable(stack.isOk() ? QString() : stack.error().detail));
    QCOMPARE(stack->requirements,
             (QList<Requirement>{{Requirement::Kind::Program, u"nginx"_s, u"No nginx here."_s, u"Get it."_s},
                                 {Requirement::Kind::Python, u"3.7"_s, {}, u"Build it."_s},
                                 {Requirement::Kind::Environment, u"pypy"_s, {}, u"R."_s}}));
    QCOMPARE(stack->unavailable, u"It is old."_s);
    QCOMPARE(stack->substitute, u"sanic"_s);
    QCOMPARE(stack->protocol, u"grpc"_s);
    QCOMPARE(stack->features, (QMap<QString, bool>{{u"tls"_s, true}, {u"cgi"_s, false}}));
    QCOMPARE(stack->processModel, u"One."_s);
    QCOMPARE(stack->homepage, u"https://a.b/"_s);
    QVERIFY(!stack->keepsAlive);
}

void AvailabilityTest::reportsMistakesInPrerequisites_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("sentence");
    const QByteArray sound = R"("environment": "cpython", )";
    QTest::newRow("two kinds") << text(sound
                                       + R"("requires": [{"program": "a", "python": "3.7", "remedy": "R."}])")
                               << u"exactly one of"_s;
    QTest::newRow("no kind") << text(sound + R"("requires": [{"remedy": "R."}])") << u"exactly one of"_s;
    QTest::newRow("path") << text(sound + R"("requires": [{"program": "/bin/a", "remedy": "R."}])")
                          << u"without a path"_s;
    QTest::newRow("no remedy") << text(sound + R"("requires": [{"program": "a"}])") << u"remedy"_s;
    QTest::newRow("feature") << text(sound + R"("features": {"tsl": true})") << u"\"tls\""_s;
    QTest::newRow("both") << text(sound + R"("requirements": "packages.txt")") << u"not both"_s;
    QTest::newRow("no file") << text(R"("requirements": "other.txt")") << u"There is no file"_s;
    QTest::newRow("no environment") << text(R"("unavailable": "Old.")") << u"needs an environment"_s;
    QTest::newRow("itself") << text(sound + R"("substitute": "mine")") << u"its own substitute"_s;
}

void AvailabilityTest::reportsMistakesInPrerequisites()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, sentence);
    const Result<Stack> stack = read(content);
    QVERIFY(!stack.isOk());
    QVERIFY2(stack.error().detail.contains(sentence), qPrintable(stack.error().detail));
}

void AvailabilityTest::reportsMissingPrerequisites_data()
{
    QTest::addColumn<QByteArray>("needs");
    QTest::addColumn<QString>("reason");
    QTest::newRow("nothing") << QByteArray(R"([{"program": "sh", "remedy": "R."}])") << QString();
    QTest::newRow("program") << QByteArray(R"([{"program": "no-such-a", "remedy": "Get it."}])")
                             << u"The program no-such-a is not installed. Get it."_s;
    QTest::newRow("own sentence") << QByteArray(
        R"([{"program": "no-such-a", "reason": "Gone.", "remedy": "Get it."}])")
                                  << u"Gone. Get it."_s;
    QTest::newRow("python") << QByteArray(R"([{"python": "1.5", "remedy": "Do without."}])")
                            << u"Python 1.5 is not installed. Do without."_s;
    QTest::newRow("both") << QByteArray(
        R"([{"program": "no-such-a", "remedy": "A."}, {"python": "1.5", "remedy": "B."}])")
                          << u"The program no-such-a is not installed. A. Python 1.5 is not installed. B."_s;
    QTest::newRow("environment") << QByteArray(R"([{"environment": "other", "remedy": "Add it."}])")
                                 << u"There is no environment \"other\". Choose from: known. Add it."_s;
}

void AvailabilityTest::reportsMissingPrerequisites()
{
    QFETCH(QByteArray, needs);
    QFETCH(QString, reason);
    const Result<Stack> stack = read(text(R"("requires": )" + needs, R"("${program:sh}")"));
    QVERIFY2(stack.isOk(), qPrintable(stack.isOk() ? QString() : stack.error().detail));
    QCOMPARE(unavailableReason(*stack, *m_environments).english(), reason);
}

void AvailabilityTest::reportsTheStacksReasonFirst()
{
    const Result<Stack> stack = read(
        text(R"("unavailable": "Its server is too old.", "substitute": "sanic", "environment": "known")"));
    QVERIFY(stack.isOk());
    QCOMPARE(unavailableReason(*stack, *m_environments).english(),
             u"Its server is too old. Use \"sanic\" instead."_s);
}

void AvailabilityTest::findsProgramsOfAdministrators()
{
    const QByteArray path = qgetenv("PATH");
    const auto restored = qScopeGuard([&path] { qputenv("PATH", path); });
    qputenv("PATH", "/nowhere");
    QVERIFY(findProgram(u"sh"_s).isEmpty());
    QCOMPARE(findProgram(u"ldconfig"_s).section(u'/', -1), u"ldconfig"_s);
    qputenv("PATH", path);
    QVERIFY(findProgram(u"sh"_s).endsWith(u"/sh"_s));
}

void AvailabilityTest::replacesProgramByItsPath()
{
    const Result<Stack> stack =
        read(text(R"("unavailable": "U.")", R"("${program:sh}", "${program:no-such-a}x")"));
    QVERIFY(stack.isOk());
    QCOMPARE(requiredPrograms(*stack), QStringList({u"sh"_s, u"no-such-a"_s}));
    const Result<QStringList> command = resolveCommand(*stack, {}, {});
    QVERIFY(!command.isOk());
    QCOMPARE(command.error().code, ErrorCode::Unavailable);
    QVERIFY(command.error().text().contains(u"no-such-a"_s));

    Stack whole = *stack;
    whole.command = {{{u"${program:sh}"_s, u"-c"_s}, {}}};
    QCOMPARE(*resolveCommand(whole, {}, {}), QStringList({findProgram(u"sh"_s), u"-c"_s}));
    whole.unavailable.clear();
    QCOMPARE(unavailableReason(whole, *m_environments), QString());
    whole.command.append({{u"${program:no-such-a}"_s}, {}});
    QVERIFY(unavailableReason(whole, *m_environments).english().contains(u"no-such-a"_s));
}

void AvailabilityTest::needsNoEnvironmentForAProgram()
{
    QVERIFY(m_environments->state({}).isBuilt);
    QSignalSpy built(m_environments.get(), &EnvironmentStore::built);
    m_environments->build({});
    QTRY_COMPARE(built.count(), 1);
    QVERIFY(built.first().at(1).value<Status>().isOk());
}

void AvailabilityTest::findsTheEnvironmentOfAUserStack()
{
    const Result<Stack> stack = read(text(R"("requirements": "packages.txt")"));
    QVERIFY2(stack.isOk(), qPrintable(stack.isOk() ? QString() : stack.error().detail));
    QCOMPARE(stack->environment, u"stack-mine"_s);
    QCOMPARE(stack->requirementsFile, m_folder->filePath(u"mine/packages.txt"_s));
    QVERIFY(!m_environments->ids().contains(u"stack-mine"_s));
    m_environments->add({stack->environment, stack->requirementsFile});
    QCOMPARE(m_environments->ids(), QStringList({u"known"_s, u"stack-mine"_s}));
    QVERIFY(unavailableReason(*stack, *m_environments).english().contains(u"LOADSTONE_PYTHON"_s));
}

void AvailabilityTest::readsAServerThatRunsAlready()
{
    QByteArray running = text(R"("url": "http://127.0.0.1:8000")");
    running.replace(R"("command": ["${python}", "app.py"], )", "");
    const Result<Stack> stack = read(running);
    QVERIFY2(stack.isOk(), qPrintable(stack.isOk() ? QString() : stack.error().detail));
    QCOMPARE(stack->url, u"http://127.0.0.1:8000"_s);
    QCOMPARE(unavailableReason(*stack, *m_environments).english(), QString());

    QByteArray elsewhere = running;
    elsewhere.replace("127.0.0.1", "example.org");
    QVERIFY(read(elsewhere).error().detail.contains(u"Only servers on this machine are loaded."_s));
    QByteArray encrypted = running;
    encrypted.replace("http://127", "https://127");
    QVERIFY(read(encrypted).error().detail.contains(u"without TLS"_s));
    QByteArray neither = running;
    neither.replace(R"("url": "http://127.0.0.1:8000")", R"("substitute": "sanic")");
    QVERIFY(read(neither).error().detail.contains(u"Write one."_s));
    const QByteArray both = text(R"("environment": "known", "url": "http://127.0.0.1:8000")");
    QVERIFY(read(both).error().detail.contains(u"Remove one."_s));
}

void AvailabilityTest::findsVersionInAnySpelling()
{
    const QMap<QString, QString> installed{{u"CherryPy"_s, u"18"_s}, {u"grpcio_tools"_s, u"1"_s}};
    QCOMPARE(installedVersion(u"cherrypy"_s, installed), u"18"_s);
    QCOMPARE(installedVersion(u"grpcio-tools"_s, installed), u"1"_s);
    QCOMPARE(installedVersion(u"grpcio"_s, installed), QString());
}

LOADSTONE_TEST(AvailabilityTest, QCoreApplication)
#include "tst_availability.moc"
