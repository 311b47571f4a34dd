// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/environmentfolder.h"
#include "core/stack/environmentstore.h"
#include "core/stack/pipoutput.h"
#include "tests/support/servertree.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QLockFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QTimer>

#include <csignal>

using namespace loadstone;

namespace
{

constexpr int buildMs = 60'000;

// A wheel with one module, so that no package index is needed; prints its SHA-256.
constexpr auto wheelScript = R"(
import hashlib, sys, zipfile
name = sys.argv[1] + "/tiny-1.5-py3-none-any.whl"
with zipfile.ZipFile(name, "w") as wheel:
    wheel.writestr("tiny.py", "answer = 42\n")
    info = "tiny-1.5.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: Tiny\nVersion: 1.5\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(info + "RECORD", "")
print(hashlib.sha256(open(name, "rb").read()).hexdigest())
)";

} // namespace

class EnvironmentStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void installsToolsFirst();
    void buildsAndListsPackages();
    void rebuildsHalfBuiltFolder();
    void rebuildsAnEnvironmentWithoutItsPython();
    void removesOldEnvironment();
    void refusesWrongHash();
    void cancelLeavesNothing();
    void destroyingLeavesNothing();
    void killingTheProcessLeavesNothing();
    void cancellingEndsWhatTheBuildStarted();
    void killingTheGuardLeavesNothing();
    void tellsATemporaryFolderThatCannotBeMade();
    void waitsForAnotherBuild();
    void twoBuildsAtOnceMakeOne();
    void slowInterpreterDoesNotBlock();
    void canBeStoppedWhileLookingForAnInterpreter();
    void tellsMissingInterpreter();
    void tellsUnknownEnvironment();
    void choosesInterpreterOfEnvironment_data();
    void choosesInterpreterOfEnvironment();
    void variableOverrulesOneEnvironment();
    void explainsFailure_data();
    void explainsFailure();
    void tellsPipsWordsOfAListThatAPersonWrote_data();
    void tellsPipsWordsOfAListThatAPersonWrote();
    void progressNeverFalls();

private:
    QString cache() const { return m_folder->filePath(QStringLiteral("cache")); }
    QStringList madeFolders() const
    {
        return QDir(cache()).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden);
    }
    void writeLock(const QString &hash, const QString &more = {})
    {
        QDir().mkpath(m_folder->filePath(QStringLiteral("definitions/tiny")));
        QFile file(m_folder->filePath(QStringLiteral("definitions/tiny/requirements.lock")));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the lock cannot be written");
        file.write(QStringLiteral("--no-index\n--find-links %1\n%3tiny==1.5 --hash=sha256:%2\n")
                       .arg(m_wheels.path(), hash, more)
                       .toUtf8());
    }
    void writeChoice(const QString &json)
    {
        QFile file(m_folder->filePath(QStringLiteral("definitions/tiny/environment.json")));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the choice cannot be written");
        file.write(json.toUtf8());
    }
    std::unique_ptr<EnvironmentStore> makeStore() const
    {
        return std::make_unique<EnvironmentStore>(m_folder->filePath(QStringLiteral("definitions")), cache(),
                                                  QStringLiteral(GUARD_PROGRAM));
    }
    static Status toStatus(const QSignalSpy &spy)
    {
        return spy.isEmpty() ? Status() : spy.last().at(1).value<Status>();
    }

    /// A Python that takes so long to say its version.
    QString makeSlowPython(double seconds) const
    {
        QFile script(m_folder->filePath(QStringLiteral("slow-python")));
        if (!script.open(QIODevice::WriteOnly))
            qFatal("the script cannot be written");
        script.write(QStringLiteral("#!/bin/sh\nsleep %1\nexec python3 \"$@\"\n").arg(seconds).toUtf8());
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return script.fileName();
    }

    /// A Python that never ends making an environment: as compilers do, it has children elsewhere, which
    /// are deaf, and files in its TMPDIR.
    void useHostilePython()
    {
        QFile script(m_folder->filePath(QStringLiteral("hostile-python")));
        if (!script.open(QIODevice::WriteOnly))
            qFatal("the script cannot be written");
        script.write(R"(#!/bin/sh
if [ "$1" = -I ]; then printf 'CPython 3.11.2\n%s\n\n' "$0"; exit 0; fi
trap '' TERM INT HUP
setsid sh -c 'while :; do sleep 600; done' &
sh -c 'while :; do sleep 600; done' &
touch "$TMPDIR/left by pip"
while :; do sleep 600; done
)");
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QDir().mkpath(temporary());
        qputenv("LOADSTONE_PYTHON", script.fileName().toLocal8Bit());
        qputenv("TMPDIR", temporary().toLocal8Bit());
    }
    QString temporary() const { return m_folder->filePath(QStringLiteral("temporary")); }
    /// What hostile builds of this test have left in their TMPDIR.
    QStringList leftByPip() const
    {
        QStringList found;
        for (QDirIterator it(temporary(), QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            found << it.next();
        return found;
    }

    // QVERIFY2 makes its text even when it holds.
    static QString detailText(const Status &status) { return status ? QString() : status.error().detail; }

    const QString m_id = QStringLiteral("tiny");
    QTemporaryDir m_wheels;
    QString m_hash;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void EnvironmentStoreTest::initTestCase()
{
    QProcess process;
    process.start(QStringLiteral("python3"),
                  {QStringLiteral("-c"), QString::fromUtf8(wheelScript), m_wheels.path()});
    QVERIFY(process.waitForFinished());
    m_hash = QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    QCOMPARE(m_hash.size(), 64);
}

void EnvironmentStoreTest::init()
{
    qunsetenv("LOADSTONE_PYTHON");
    qunsetenv("LOADSTONE_TEST");
    qunsetenv("TMPDIR");
    m_folder = std::make_unique<QTemporaryDir>();
    writeLock(m_hash);
}

void EnvironmentStoreTest::installsToolsFirst()
{
    QVERIFY(QFile::copy(m_folder->filePath(QStringLiteral("definitions/tiny/requirements.lock")),
                        m_folder->filePath(QStringLiteral("definitions/tiny/tools.lock"))));
    const EnvironmentSpec spec{m_id,
                               m_folder->filePath(QStringLiteral("definitions/tiny/requirements.lock"))};
    const QString withTools = lockHash(spec);
    const std::unique_ptr<EnvironmentStore> store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY2(toStatus(built).isOk(), qPrintable(detailText(toStatus(built))));
    QFile log(
        QDir(cache()).filePath(QDir(cache()).entryList({QStringLiteral("*.log")}, QDir::Files).value(0)));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray text = log.readAll();
    QVERIFY2(text.indexOf("Successfully installed tiny-1.5") >= 0
                 && text.indexOf("Successfully installed tiny-1.5")
                     < text.indexOf("Requirement already satisfied: tiny==1.5"),
             text.constData());

    QVERIFY(QFile::remove(toolsLock(spec)));
    QVERIFY(lockHash(spec) != withTools);
    QVERIFY(!makeStore()->state(m_id).isBuilt);
}

void EnvironmentStoreTest::buildsAndListsPackages()
{
    const auto store = makeStore();
    QCOMPARE(store->ids(), QStringList(m_id));
    QVERIFY(!store->state(m_id).isBuilt);
    QVERIFY2(store->state(m_id).canBeBuilt, qPrintable(store->state(m_id).reason));
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY2(toStatus(built).isOk(), qPrintable(detailText(toStatus(built))));

    const EnvironmentState state = store->state(m_id);
    QVERIFY(state.isBuilt);
    QVERIFY(state.interpreter.startsWith(QStringLiteral("CPython 3.")));
    QCOMPARE(store->packages(m_id).value(QStringLiteral("Tiny")), QStringLiteral("1.5"));
    QCOMPARE(installedVersion(QStringLiteral("tiny"), store->packages(m_id)), QStringLiteral("1.5"));
    QProcess python;
    python.start(state.python, {QStringLiteral("-c"), QStringLiteral("import tiny; print(tiny.answer)")});
    QVERIFY(python.waitForFinished());
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("42"));

    store->build(m_id);
    QTRY_COMPARE(built.count(), 2); // at once: it is there
}

void EnvironmentStoreTest::rebuildsHalfBuiltFolder()
{
    const auto store = makeStore();
    const Result<Interpreter> interpreter = findInterpreter();
    QVERIFY(interpreter.isOk());
    const EnvironmentSpec spec{m_id,
                               m_folder->filePath(QStringLiteral("definitions/tiny/requirements.lock"))};
    const QString folder = environmentFolder(cache(), m_id, lockHash(spec), *interpreter);
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/bin")));
    QFile stray(folder + QStringLiteral("/bin/stray"));
    QVERIFY(stray.open(QIODevice::WriteOnly));
    QVERIFY(!store->state(m_id).isBuilt);
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY(toStatus(built).isOk());
    QCOMPARE(store->state(m_id).binFolder, folder + QStringLiteral("/bin"));
    QVERIFY(!QFile::exists(stray.fileName()));
}

void EnvironmentStoreTest::rebuildsAnEnvironmentWithoutItsPython()
{
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY(QFile::remove(store->state(m_id).python));
    QVERIFY(!store->state(m_id).isBuilt);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 2, buildMs);
    QVERIFY2(toStatus(built).isOk(), qPrintable(detailText(toStatus(built))));
    QVERIFY(store->state(m_id).isBuilt);
}

void EnvironmentStoreTest::removesOldEnvironment()
{
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    const QString old = store->state(m_id).binFolder;
    writeLock(m_hash, QStringLiteral("# changed\n"));
    QVERIFY(!store->state(m_id).isBuilt);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 2, buildMs);
    QVERIFY(store->state(m_id).binFolder != old);
    QTRY_COMPARE(madeFolders().size(), 1);
}

void EnvironmentStoreTest::refusesWrongHash()
{
    writeLock(QString(64, u'0'));
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY(!toStatus(built).isOk());
    QVERIFY2(toStatus(built).error().message.contains(QStringLiteral("not the one that was locked")),
             qPrintable(detailText(toStatus(built))));
    QTRY_VERIFY(madeFolders().isEmpty());
    QVERIFY(!QDir(cache()).entryList({QStringLiteral("*.log")}).isEmpty());
}

void EnvironmentStoreTest::cancelLeavesNothing()
{
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_VERIFY(!madeFolders().isEmpty());
    store->cancel();
    QTRY_COMPARE(built.count(), 1);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Stopped);
    QTRY_VERIFY(madeFolders().isEmpty());
    QVERIFY(!store->state(m_id).isBuilt);
}

void EnvironmentStoreTest::destroyingLeavesNothing()
{
    auto store = makeStore();
    store->build(m_id);
    QTRY_VERIFY(!madeFolders().isEmpty());
    store.reset();
    QTRY_VERIFY(madeFolders().isEmpty());
    QVERIFY(!QFile::exists(cache() + QStringLiteral("/tiny.lock")));
}

void EnvironmentStoreTest::killingTheProcessLeavesNothing()
{
    const MarkedProcesses marked;
    useHostilePython();
    qputenv("LOADSTONE_TEST", marked.value().toLatin1());
    QProcess builder;
    builder.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--build"), m_folder->filePath(QStringLiteral("definitions")), cache()});
    QTRY_VERIFY_WITH_TIMEOUT(!leftByPip().isEmpty(), 20'000);
    QVERIFY(marked.alive().size() > 5);
    builder.kill();
    QVERIFY(builder.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(marked.alive().empty(), 10'000);
    QTRY_VERIFY(QDir(temporary()).isEmpty());
}

void EnvironmentStoreTest::cancellingEndsWhatTheBuildStarted()
{
    const MarkedProcesses marked;
    useHostilePython();
    qputenv("LOADSTONE_TEST", marked.value().toLatin1());
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_VERIFY_WITH_TIMEOUT(!leftByPip().isEmpty(), 20'000);
    store->cancel();
    QTRY_COMPARE(built.count(), 1);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Stopped);
    QVERIFY(marked.alive().empty());
    QVERIFY(QDir(temporary()).isEmpty());
}

void EnvironmentStoreTest::killingTheGuardLeavesNothing()
{
    const MarkedProcesses marked;
    useHostilePython();
    qputenv("LOADSTONE_TEST", marked.value().toLatin1());
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_VERIFY_WITH_TIMEOUT(!leftByPip().isEmpty(), 20'000);
    for (const ProcessStat &process : ProcessTree().descendants(int(QCoreApplication::applicationPid()))) {
        if (process.name == "server-guard")
            ::kill(process.pid, SIGKILL);
    }
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, 10'000);
    QVERIFY(!toStatus(built).isOk());
    QVERIFY(marked.alive().empty());
    QVERIFY(QDir(temporary()).isEmpty());
}

void EnvironmentStoreTest::tellsATemporaryFolderThatCannotBeMade()
{
    qputenv("TMPDIR", "/proc");
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, 20'000);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Unavailable);
    QVERIFY2(toStatus(built).error().message.contains(QStringLiteral("that TMPDIR names a folder")),
             qPrintable(toStatus(built).error().message));
}

void EnvironmentStoreTest::waitsForAnotherBuild()
{
    QVERIFY(QDir().mkpath(cache()));
    QLockFile other(cache() + QStringLiteral("/tiny.lock"));
    QVERIFY(other.tryLock(0));
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    QSignalSpy progressed(store.get(), &EnvironmentStore::progressed);
    store->build(m_id);
    QTRY_VERIFY(progressed.count() >= 2);
    QVERIFY(progressed.last().at(2).toString().startsWith(QStringLiteral("Waiting")));
    QVERIFY(madeFolders().isEmpty());
    other.unlock();
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY(toStatus(built).isOk());
}

void EnvironmentStoreTest::twoBuildsAtOnceMakeOne()
{
    const auto first = makeStore();
    const auto second = makeStore();
    QSignalSpy firstBuilt(first.get(), &EnvironmentStore::built);
    QSignalSpy secondBuilt(second.get(), &EnvironmentStore::built);
    first->build(m_id);
    second->build(m_id);
    QTRY_VERIFY_WITH_TIMEOUT(firstBuilt.count() == 1 && secondBuilt.count() == 1, buildMs);
    QVERIFY(toStatus(firstBuilt).isOk());
    QVERIFY(toStatus(secondBuilt).isOk());
    QTRY_COMPARE(madeFolders().size(), 1);
}

void EnvironmentStoreTest::slowInterpreterDoesNotBlock()
{
    qputenv("LOADSTONE_PYTHON", makeSlowPython(1).toLocal8Bit());
    const auto store = makeStore();
    QSignalSpy progressed(store.get(), &EnvironmentStore::progressed);
    qint64 longestMs = 0;
    QElapsedTimer sinceTick;
    QTimer tick;
    tick.setTimerType(Qt::PreciseTimer);
    connect(&tick, &QTimer::timeout, this, [&] { longestMs = std::max(longestMs, sinceTick.restart()); });
    tick.start(5);
    sinceTick.start();
    store->build(m_id);
    QTRY_VERIFY(!progressed.isEmpty()); // it was found
    QVERIFY2(longestMs < 500, qPrintable(QString::number(longestMs)));
}

void EnvironmentStoreTest::canBeStoppedWhileLookingForAnInterpreter()
{
    qputenv("LOADSTONE_PYTHON", makeSlowPython(1).toLocal8Bit());
    auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QCoreApplication::processEvents(); // the search begins
    store->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, 500);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Stopped);

    store->build(m_id);
    QCoreApplication::processEvents();
    store.reset();
    QVERIFY(QThreadPool::globalInstance()->waitForDone());
    QCoreApplication::processEvents();
    QCOMPARE(built.count(), 1);
    QVERIFY(madeFolders().isEmpty());
}

void EnvironmentStoreTest::tellsMissingInterpreter()
{
    qputenv("LOADSTONE_PYTHON", "/nowhere/python");
    const auto store = makeStore();
    const EnvironmentState state = store->state(m_id);
    QVERIFY(!state.canBeBuilt);
    QVERIFY(state.reason.contains(QStringLiteral("/nowhere/python")));
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE(built.count(), 1);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Unavailable);
}

void EnvironmentStoreTest::tellsUnknownEnvironment()
{
    const auto store = makeStore();
    QVERIFY(store->state(QStringLiteral("other")).reason.contains(m_id));
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(QStringLiteral("other"));
    QTRY_COMPARE(built.count(), 1);
    QCOMPARE(toStatus(built).error().code, ErrorCode::NotFound);
}

void EnvironmentStoreTest::choosesInterpreterOfEnvironment_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QString>("reason"); // empty: it can be built
    const QString choice =
        QStringLiteral(R"({"interpreters":["%1"],"implementation":"%2","oldest":"%3","newest":"%4",)"
                       R"("remedy":"Buy one."})");
    const QString python = QStringLiteral("python3");
    const QString cpython = QStringLiteral("CPython");
    QTest::newRow("right") << choice.arg(python, cpython, QStringLiteral("3.2"), QStringLiteral("3.99"))
                           << QString();
    QTest::newRow("right, open end") << choice.arg(python, cpython, QStringLiteral("3.2"), QString())
                                     << QString();
    QTest::newRow("newest includes its patches")
        << choice.arg(python, cpython, QStringLiteral("3"), QStringLiteral("3")) << QString();
    QTest::newRow("another implementation")
        << choice.arg(python, QStringLiteral("PyPy"), QStringLiteral("3.2"), QString())
        << QStringLiteral("and not PyPy");
    QTest::newRow("too old") << choice.arg(python, cpython, QStringLiteral("3.99"), QString())
                             << QStringLiteral("3.99 is the oldest");
    QTest::newRow("too new") << choice.arg(python, cpython, QStringLiteral("3.0"), QStringLiteral("3.2"))
                             << QStringLiteral("3.2 is the newest");
    QTest::newRow("not there") << choice.arg(QStringLiteral("no-such-python"), cpython, QStringLiteral("3.2"),
                                             QStringLiteral("3.7"))
                               << QStringLiteral("CPython 3.2 to 3.7 was not found. Buy one.");
    QTest::newRow("no version there")
        << choice.arg(QStringLiteral("no-such-python"), cpython, QStringLiteral("3.7"), QStringLiteral("3.7"))
        << QStringLiteral("CPython 3.7 was not found. Buy one.");
    QTest::newRow("none there") << choice.arg(QStringLiteral("no-such-python"), cpython,
                                              QStringLiteral("3.99"), QString())
                                << QStringLiteral("CPython 3.99 or later was not found. Buy one.");
}

void EnvironmentStoreTest::choosesInterpreterOfEnvironment()
{
    QFETCH(QString, choice);
    QFETCH(QString, reason);
    writeChoice(choice);
    // Names a Python for another environment, so it says nothing here.
    qputenv("LOADSTONE_PYTHON", "/nowhere/python");
    const EnvironmentState state = makeStore()->state(m_id);
    QCOMPARE(state.canBeBuilt, reason.isEmpty());
    QVERIFY2(state.reason.contains(reason), qPrintable(state.reason));
}

void EnvironmentStoreTest::variableOverrulesOneEnvironment()
{
    writeChoice(QStringLiteral(R"({"interpreters":["python3"],"implementation":"CPython","oldest":"3.2"})"));
    const auto store = makeStore();
    QVERIFY(store->state(m_id).canBeBuilt);
    qputenv("LOADSTONE_PYTHON_TINY", "/nowhere/python");
    const EnvironmentState state = store->state(m_id);
    qunsetenv("LOADSTONE_PYTHON_TINY");
    QVERIFY(!state.canBeBuilt);
    QVERIFY(state.reason.contains(QStringLiteral("LOADSTONE_PYTHON_TINY names /nowhere/python")));
}

void EnvironmentStoreTest::explainsFailure_data()
{
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("word");
    QTest::newRow("network") << QStringLiteral(
        "WARNING: Retrying: NewConnectionError\nERROR: No matching distribution found for x==1")
                             << QStringLiteral("network");
    QTest::newRow("disk") << QStringLiteral("ERROR: OSError: [Errno 28] No space left on device")
                          << QStringLiteral("space");
    QTest::newRow("compiler") << QStringLiteral(
        "FileNotFoundError: [Errno 2] No such file or directory: 'gcc'")
                              << QStringLiteral("apt-get install build-essential python3-dev");
    QTest::newRow("headers") << QStringLiteral("fatal error: Python.h: No such file or directory")
                             << QStringLiteral("python3-dev");
    QTest::newRow("other") << QStringLiteral("x\nERROR: something else") << QStringLiteral("something else");
}

void EnvironmentStoreTest::explainsFailure()
{
    QFETCH(QString, output);
    QFETCH(QString, word);
    const Error error = pipFailure(output, 1);
    QVERIFY2(error.message.contains(word), qPrintable(error.message));
    QCOMPARE(error.detail, output);
}

void EnvironmentStoreTest::tellsPipsWordsOfAListThatAPersonWrote_data()
{
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("words");
    const QString list = QStringLiteral("The packages of /home/me/requirements.txt could not be installed. ");
    QTest::newRow("mistake in the list") << QStringLiteral("ERROR: Invalid requirement: 'flask=='\n")
                                         << list + QStringLiteral("pip: Invalid requirement: 'flask=='");
    QTest::newRow("no such package")
        << QStringLiteral("ERROR: Could not find a version that satisfies the requirement flaskk\n"
                          "ERROR: No matching distribution found for flaskk\n")
        << QStringLiteral("pip: Could not find a version that satisfies the requirement flaskk / No matching "
                          "distribution found for flaskk");
    QTest::newRow("nothing is called an error")
        << QStringLiteral("a\nb\nTraceback\n  File x\nValueError: y\n")
        << list + QStringLiteral("pip: Traceback /   File x / ValueError: y");
    QTest::newRow("silence") << QString() << list + QStringLiteral("pip: exit code 2");
}

void EnvironmentStoreTest::tellsPipsWordsOfAListThatAPersonWrote()
{
    QFETCH(QString, output);
    QFETCH(QString, words);
    const Error error = pipFailure(output, 2, QStringLiteral("/home/me/requirements.txt"));
    QVERIFY2(error.message.endsWith(words), qPrintable(error.message));
    QVERIFY2(!error.message.contains(QStringLiteral("Install Loadstone")), qPrintable(error.message));
    QCOMPARE(error.detail, output);
}

void EnvironmentStoreTest::progressNeverFalls()
{
    PipProgress progress(lockedPackages(QStringLiteral("a==1 \\\n    --hash=sha256:0\nb[c]==2\n# d==3\n")));
    QVERIFY(progress.read(QStringLiteral("Collecting a==1")));
    QCOMPARE(progress.fraction(), 0.3);
    QVERIFY(!progress.read(QStringLiteral("  Downloading a-1.whl (5 kB)")));
    double last = progress.fraction();
    for (const auto *line : {"Collecting b==2", "  Building wheel for uWSGI (setup.py): started",
                             "Collecting c", "Installing collected packages: a, b"}) {
        QVERIFY(progress.read(QString::fromLatin1(line)));
        QVERIFY(progress.fraction() >= last && progress.fraction() <= 1);
        last = progress.fraction();
    }
}

// The test, or with --build DEFINITIONS CACHE the process that a test kills while it builds.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--build")) {
        EnvironmentStore store(arguments.value(2), arguments.value(3), QStringLiteral(GUARD_PROGRAM));
        store.build(QStringLiteral("tiny"));
        return QCoreApplication::exec();
    }
    EnvironmentStoreTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_environmentstore.moc"
