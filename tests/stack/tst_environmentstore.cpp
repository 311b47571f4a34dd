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

using namespace Qt::StringLiterals;

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
    void cancellingEndsTheBuildsProcesses();
    void killingTheGuardLeavesNothing();
    void reportsAFailedTemporaryFolder();
    void waitsForAnotherBuild();
    void concurrentBuildsMakeOne();
    void slowInterpreterDoesNotBlock();
    void canBeStoppedWhileLookingForAnInterpreter();
    void reportsMissingInterpreter();
    void reportsUnknownEnvironment();
    void choosesInterpreterOfEnvironment_data();
    void choosesInterpreterOfEnvironment();
    void variableOverrulesOneEnvironment();
    void explainsFailure_data();
    void explainsFailure();
    void quotesPipOnAUserList_data();
    void quotesPipOnAUserList();
    void progressNeverFalls();

private:
    QString cache() const { return m_folder->filePath(u"cache"_s); }
    QStringList madeFolders() const
    {
        return QDir(cache()).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden);
    }
    void writeLock(const QString &hash, const QString &more = {})
    {
        QDir().mkpath(m_folder->filePath(u"definitions/tiny"_s));
        QFile file(m_folder->filePath(u"definitions/tiny/requirements.lock"_s));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the lock cannot be written");
        file.write(
            u"--no-index\n--find-links %1\n%3tiny==1.5 --hash=sha256:%2\n"_s.arg(m_wheels.path(), hash, more)
                .toUtf8());
    }
    void writeChoice(const QString &json)
    {
        QFile file(m_folder->filePath(u"definitions/tiny/environment.json"_s));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the choice cannot be written");
        file.write(json.toUtf8());
    }
    std::unique_ptr<EnvironmentStore> makeStore() const
    {
        return std::make_unique<EnvironmentStore>(m_folder->filePath(u"definitions"_s), cache(),
                                                  QStringLiteral(GUARD_PROGRAM));
    }
    static Status toStatus(const QSignalSpy &spy)
    {
        return spy.isEmpty() ? Status() : spy.last().at(1).value<Status>();
    }

    /// A Python that takes this long to report its version.
    QString makeSlowPython(double seconds) const
    {
        QFile script(m_folder->filePath(u"slow-python"_s));
        if (!script.open(QIODevice::WriteOnly))
            qFatal("the script cannot be written");
        script.write(u"#!/bin/sh\nsleep %1\nexec python3 \"$@\"\n"_s.arg(seconds).toUtf8());
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return script.fileName();
    }

    /// A Python that never finishes creating an environment: like compilers, it has children in other
    /// sessions, which ignore signals, and files in its TMPDIR.
    void useHostilePython()
    {
        QFile script(m_folder->filePath(u"hostile-python"_s));
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
    QString temporary() const { return m_folder->filePath(u"temporary"_s); }
    /// Leftovers of hostile builds of this test in their TMPDIR.
    QStringList leftByPip() const
    {
        QStringList found;
        for (QDirIterator it(temporary(), QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            found << it.next();
        return found;
    }

    // QVERIFY2 evaluates its text even on success.
    static QString detailText(const Status &status) { return status ? QString() : status.error().detail; }

    const QString m_id = u"tiny"_s;
    QTemporaryDir m_wheels;
    QString m_hash;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void EnvironmentStoreTest::initTestCase()
{
    QProcess process;
    process.start(u"python3"_s, {u"-c"_s, QString::fromUtf8(wheelScript), m_wheels.path()});
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
    QVERIFY(QFile::copy(m_folder->filePath(u"definitions/tiny/requirements.lock"_s),
                        m_folder->filePath(u"definitions/tiny/tools.lock"_s)));
    const EnvironmentSpec spec{m_id, m_folder->filePath(u"definitions/tiny/requirements.lock"_s)};
    const QString withTools = lockHash(spec);
    const std::unique_ptr<EnvironmentStore> store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY2(toStatus(built).isOk(), qPrintable(detailText(toStatus(built))));
    QFile log(QDir(cache()).filePath(QDir(cache()).entryList({u"*.log"_s}, QDir::Files).value(0)));
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
    QVERIFY2(store->state(m_id).canBeBuilt, qPrintable(store->state(m_id).reason.english()));
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY2(toStatus(built).isOk(), qPrintable(detailText(toStatus(built))));

    const EnvironmentState state = store->state(m_id);
    QVERIFY(state.isBuilt);
    QVERIFY(state.interpreter.startsWith(u"CPython 3."_s));
    QCOMPARE(store->packages(m_id).value(u"Tiny"_s), u"1.5"_s);
    QCOMPARE(installedVersion(u"tiny"_s, store->packages(m_id)), u"1.5"_s);
    QProcess python;
    python.start(state.python, {u"-c"_s, u"import tiny; print(tiny.answer)"_s});
    QVERIFY(python.waitForFinished());
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("42"));

    store->build(m_id);
    QTRY_COMPARE(built.count(), 2); // immediately: it is built
}

void EnvironmentStoreTest::rebuildsHalfBuiltFolder()
{
    const auto store = makeStore();
    const Result<Interpreter> interpreter = findInterpreter();
    QVERIFY(interpreter.isOk());
    const EnvironmentSpec spec{m_id, m_folder->filePath(u"definitions/tiny/requirements.lock"_s)};
    const QString folder = environmentFolder(cache(), m_id, lockHash(spec), *interpreter);
    QVERIFY(QDir().mkpath(folder + u"/bin"_s));
    QFile stray(folder + u"/bin/stray"_s);
    QVERIFY(stray.open(QIODevice::WriteOnly));
    QVERIFY(!store->state(m_id).isBuilt);
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY(toStatus(built).isOk());
    QCOMPARE(store->state(m_id).binFolder, folder + u"/bin"_s);
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
    writeLock(m_hash, u"# changed\n"_s);
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
    QVERIFY2(toStatus(built).error().text().contains(u"not the one that was locked"_s),
             qPrintable(detailText(toStatus(built))));
    QTRY_VERIFY(madeFolders().isEmpty());
    QVERIFY(!QDir(cache()).entryList({u"*.log"_s}).isEmpty());
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
    QVERIFY(!QFile::exists(cache() + u"/tiny.lock"_s));
}

void EnvironmentStoreTest::killingTheProcessLeavesNothing()
{
    const MarkedProcesses marked;
    useHostilePython();
    qputenv("LOADSTONE_TEST", marked.value().toLatin1());
    QProcess builder;
    builder.start(QCoreApplication::applicationFilePath(),
                  {u"--build"_s, m_folder->filePath(u"definitions"_s), cache()});
    QTRY_VERIFY_WITH_TIMEOUT(!leftByPip().isEmpty(), 20'000);
    QVERIFY(marked.alive().size() > 5);
    builder.kill();
    QVERIFY(builder.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(marked.alive().empty(), 10'000);
    QTRY_VERIFY(QDir(temporary()).isEmpty());
}

void EnvironmentStoreTest::cancellingEndsTheBuildsProcesses()
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

void EnvironmentStoreTest::reportsAFailedTemporaryFolder()
{
    qputenv("TMPDIR", "/proc");
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, 20'000);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Unavailable);
    QVERIFY2(toStatus(built).error().text().contains(u"that TMPDIR names a folder"_s),
             qPrintable(toStatus(built).error().text()));
}

void EnvironmentStoreTest::waitsForAnotherBuild()
{
    QVERIFY(QDir().mkpath(cache()));
    QLockFile other(cache() + u"/tiny.lock"_s);
    QVERIFY(other.tryLock(0));
    const auto store = makeStore();
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    QSignalSpy progressed(store.get(), &EnvironmentStore::progressed);
    store->build(m_id);
    QTRY_VERIFY(progressed.count() >= 2);
    QVERIFY(progressed.last().at(2).toString().startsWith(u"Waiting"_s));
    QVERIFY(madeFolders().isEmpty());
    other.unlock();
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    QVERIFY(toStatus(built).isOk());
}

void EnvironmentStoreTest::concurrentBuildsMakeOne()
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
    QTRY_VERIFY(!progressed.isEmpty()); // the search succeeded
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

void EnvironmentStoreTest::reportsMissingInterpreter()
{
    qputenv("LOADSTONE_PYTHON", "/nowhere/python");
    const auto store = makeStore();
    const EnvironmentState state = store->state(m_id);
    QVERIFY(!state.canBeBuilt);
    QVERIFY(state.reason.english().contains(u"/nowhere/python"_s));
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(m_id);
    QTRY_COMPARE(built.count(), 1);
    QCOMPARE(toStatus(built).error().code, ErrorCode::Unavailable);
}

void EnvironmentStoreTest::reportsUnknownEnvironment()
{
    const auto store = makeStore();
    QVERIFY(store->state(u"other"_s).reason.english().contains(m_id));
    QSignalSpy built(store.get(), &EnvironmentStore::built);
    store->build(u"other"_s);
    QTRY_COMPARE(built.count(), 1);
    QCOMPARE(toStatus(built).error().code, ErrorCode::NotFound);
}

void EnvironmentStoreTest::choosesInterpreterOfEnvironment_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QString>("reason"); // empty: it can be built
    const QString choice = uR"({"interpreters":["%1"],"implementation":"%2","oldest":"%3","newest":"%4",)"
                           R"("remedy":"Buy one."})"_s;
    const QString python = u"python3"_s;
    const QString cpython = u"CPython"_s;
    QTest::newRow("right") << choice.arg(python, cpython, u"3.2"_s, u"3.99"_s) << QString();
    QTest::newRow("right, open end") << choice.arg(python, cpython, u"3.2"_s, QString()) << QString();
    QTest::newRow("newest includes its patches") << choice.arg(python, cpython, u"3"_s, u"3"_s) << QString();
    QTest::newRow("another implementation")
        << choice.arg(python, u"PyPy"_s, u"3.2"_s, QString()) << u"and not PyPy"_s;
    QTest::newRow("too old") << choice.arg(python, cpython, u"3.99"_s, QString())
                             << u"3.99 or later is required"_s;
    QTest::newRow("too new") << choice.arg(python, cpython, u"3.0"_s, u"3.2"_s)
                             << u"3.2 is the latest supported version"_s;
    QTest::newRow("not there") << choice.arg(u"no-such-python"_s, cpython, u"3.2"_s, u"3.7"_s)
                               << u"CPython 3.2 to 3.7 was not found. Buy one."_s;
    QTest::newRow("no version there") << choice.arg(u"no-such-python"_s, cpython, u"3.7"_s, u"3.7"_s)
                                      << u"CPython 3.7 was not found. Buy one."_s;
    QTest::newRow("none there") << choice.arg(u"no-such-python"_s, cpython, u"3.99"_s, QString())
                                << u"CPython 3.99 or later was not found. Buy one."_s;
}

void EnvironmentStoreTest::choosesInterpreterOfEnvironment()
{
    QFETCH(QString, choice);
    QFETCH(QString, reason);
    writeChoice(choice);
    // Names a Python for another environment, so it has no effect here.
    qputenv("LOADSTONE_PYTHON", "/nowhere/python");
    const EnvironmentState state = makeStore()->state(m_id);
    QCOMPARE(state.canBeBuilt, reason.isEmpty());
    QVERIFY2(state.reason.english().contains(reason), qPrintable(state.reason.english()));
}

void EnvironmentStoreTest::variableOverrulesOneEnvironment()
{
    writeChoice(uR"({"interpreters":["python3"],"implementation":"CPython","oldest":"3.2"})"_s);
    const auto store = makeStore();
    QVERIFY(store->state(m_id).canBeBuilt);
    qputenv("LOADSTONE_PYTHON_TINY", "/nowhere/python");
    const EnvironmentState state = store->state(m_id);
    qunsetenv("LOADSTONE_PYTHON_TINY");
    QVERIFY(!state.canBeBuilt);
    QVERIFY(state.reason.english().contains(u"LOADSTONE_PYTHON_TINY names /nowhere/python"_s));
}

void EnvironmentStoreTest::explainsFailure_data()
{
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("word");
    QTest::newRow("network")
        << u"WARNING: Retrying: NewConnectionError\nERROR: No matching distribution found for x==1"_s
        << u"network"_s;
    QTest::newRow("disk") << u"ERROR: OSError: [Errno 28] No space left on device"_s << u"space"_s;
    QTest::newRow("compiler") << u"FileNotFoundError: [Errno 2] No such file or directory: 'gcc'"_s
                              << u"apt-get install build-essential python3-dev"_s;
    QTest::newRow("headers") << u"fatal error: Python.h: No such file or directory"_s << u"python3-dev"_s;
    QTest::newRow("other") << u"x\nERROR: something else"_s << u"something else"_s;
}

void EnvironmentStoreTest::explainsFailure()
{
    QFETCH(QString, output);
    QFETCH(QString, word);
    const Error error = pipFailure(output, 1);
    QVERIFY2(error.text().contains(word), qPrintable(error.text()));
    QCOMPARE(error.detail, output);
}

void EnvironmentStoreTest::quotesPipOnAUserList_data()
{
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("words");
    const QString list = u"The packages of /home/me/requirements.txt could not be installed. "_s;
    QTest::newRow("mistake in the list")
        << u"ERROR: Invalid requirement: 'flask=='\n"_s << list + u"pip: Invalid requirement: 'flask=='"_s;
    QTest::newRow("no such package")
        << u"ERROR: Could not find a version that satisfies the requirement flaskk\n"
           "ERROR: No matching distribution found for flaskk\n"_s
        << u"pip: Could not find a version that satisfies the requirement flaskk / No matching "
           "distribution found for flaskk"_s;
    QTest::newRow("nothing is called an error") << u"a\nb\nTraceback\n  File x\nValueError: y\n"_s
                                                << list + u"pip: Traceback /   File x / ValueError: y"_s;
    QTest::newRow("silence") << QString() << list + u"pip: exit code 2"_s;
}

void EnvironmentStoreTest::quotesPipOnAUserList()
{
    QFETCH(QString, output);
    QFETCH(QString, words);
    const Error error = pipFailure(output, 2, u"/home/me/requirements.txt"_s);
    QVERIFY2(error.text().endsWith(words), qPrintable(error.text()));
    QVERIFY2(!error.text().contains(u"Install Loadstone"_s), qPrintable(error.text()));
    QCOMPARE(error.detail, output);
}

void EnvironmentStoreTest::progressNeverFalls()
{
    PipProgress progress(lockedPackages(u"a==1 \\\n    --hash=sha256:0\nb[c]==2\n# d==3\n"_s));
    QVERIFY(progress.read(u"Collecting a==1"_s));
    QCOMPARE(progress.fraction(), 0.3);
    QVERIFY(!progress.read(u"  Downloading a-1.whl (5 kB)"_s));
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
    if (arguments.value(1) == u"--build"_s) {
        EnvironmentStore store(arguments.value(2), arguments.value(3), QStringLiteral(GUARD_PROGRAM));
        store.build(u"tiny"_s);
        return QCoreApplication::exec();
    }
    EnvironmentStoreTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_environmentstore.moc"
