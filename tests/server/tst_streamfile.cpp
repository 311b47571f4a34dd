// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/streamfile.h"
#include "core/server/streamfilemaker.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr qint64 size = 3 * bytesPerMiB;

Result<QString> firstResult(const QSignalSpy &spy)
{
    return spy.isEmpty() ? Result<QString>() : spy.first().first().value<Result<QString>>();
}

} // namespace

class TestStreamFile : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    QString prepare(StreamFile &file, qint64 bytes) const
    {
        QSignalSpy prepared(&file, &StreamFile::prepared);
        file.prepare(bytes);
        prepared.wait(10'000);
        return firstResult(prepared) ? *firstResult(prepared) : QString();
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void makesAndReuses();
    void remakesDamaged_data();
    void remakesDamaged();
    void cancelLeavesNothing();
    void destructionLeavesNothing();
    void twoMakersMakeOne();
    void waitsForAnotherMakerUntilStopped();
    void takesOverFromAMakerThatWasKilled();
    void refusesWithoutRoom();
    void refusesOddSizes_data();
    void refusesOddSizes();
    void reportsUnwritableFolder();
    void removesAll();
};

void TestStreamFile::makesAndReuses()
{
    StreamFile file(m_folder->filePath(u"cache"_s));
    QSignalSpy progressed(&file, &StreamFile::progressed);
    const QString path = prepare(file, size);
    QCOMPARE(path, m_folder->filePath(u"cache/stream-3.dat"_s));
    QFile made(path);
    QVERIFY(made.open(QIODevice::ReadOnly));
    QCOMPARE(made.readAll(), QByteArray(size, '0'));
    QCOMPARE(progressed.last().first().toDouble(), 1.0);
    progressed.clear();
    const QDateTime when = QFileInfo(path).lastModified();
    QCOMPARE(prepare(file, size), path);
    QCOMPARE(QFileInfo(path).lastModified(), when);
    QVERIFY(progressed.isEmpty());
}

void TestStreamFile::remakesDamaged_data()
{
    QTest::addColumn<qint64>("length");
    QTest::addColumn<qint64>("damageAt");
    QTest::newRow("too short") << size - 1 << qint64(-1);
    QTest::newRow("too long") << size + 1 << qint64(-1);
    QTest::newRow("first byte") << size << qint64(0);
    QTest::newRow("last byte") << size << size - 1;
}

void TestStreamFile::remakesDamaged()
{
    QFETCH(const qint64, length);
    QFETCH(const qint64, damageAt);
    StreamFile file(m_folder->path());
    QFile damaged(file.path(size));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    QByteArray bytes(length, '0');
    if (damageAt >= 0)
        bytes[damageAt] = 'x';
    damaged.write(bytes);
    damaged.close();
    QVERIFY(!isStreamFileIntact(damaged.fileName(), size));
    QCOMPARE(prepare(file, size), damaged.fileName());
    QVERIFY(isStreamFileIntact(damaged.fileName(), size));
}

void TestStreamFile::cancelLeavesNothing()
{
    StreamFile file(m_folder->path());
    QSignalSpy prepared(&file, &StreamFile::prepared);
    file.prepare(2000 * bytesPerMiB);
    file.cancel();
    QTRY_COMPARE(prepared.size(), 1);
    QCOMPARE(firstResult(prepared).error().code, ErrorCode::Stopped);
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestStreamFile::destructionLeavesNothing()
{
    auto file = std::make_unique<StreamFile>(m_folder->path());
    file->prepare(2000 * bytesPerMiB);
    file.reset();
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

// As for two runs that start at the same time.
void TestStreamFile::twoMakersMakeOne()
{
    StreamFile first(m_folder->path());
    StreamFile second(m_folder->path());
    QSignalSpy firstPrepared(&first, &StreamFile::prepared);
    QSignalSpy secondPrepared(&second, &StreamFile::prepared);
    const qint64 bytes = 200 * bytesPerMiB;
    first.prepare(bytes);
    second.prepare(bytes);
    QTRY_VERIFY_WITH_TIMEOUT(firstPrepared.size() == 1 && secondPrepared.size() == 1, 30'000);
    for (const QSignalSpy *spy : {&firstPrepared, &secondPrepared}) {
        const Result<QString> path = firstResult(*spy);
        QVERIFY2(path.isOk(), qPrintable(path ? QString() : path.error().text()));
        QVERIFY(isStreamFileIntact(*path, bytes));
    }
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(u"stream-200.dat"_s));
}

void TestStreamFile::waitsForAnotherMakerUntilStopped()
{
    StreamFile file(m_folder->path());
    QLockFile other(file.path(size) + u".lock"_s);
    QVERIFY(other.tryLock(0));
    QSignalSpy prepared(&file, &StreamFile::prepared);
    QSignalSpy progressed(&file, &StreamFile::progressed);
    file.prepare(size);
    QTRY_VERIFY(!progressed.isEmpty());
    QVERIFY(progressed.first().last().toString().startsWith(u"Waiting for another"_s));
    QVERIFY(prepared.isEmpty());
    file.cancel();
    QTRY_COMPARE(prepared.size(), 1);
    QCOMPARE(firstResult(prepared).error().code, ErrorCode::Stopped);
    other.unlock();
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestStreamFile::takesOverFromAMakerThatWasKilled()
{
    StreamFile file(m_folder->path());
    QFile left(file.path(size) + u".dead.part"_s);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.close();
    QCOMPARE(prepare(file, size), file.path(size));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(u"stream-3.dat"_s));
}

void TestStreamFile::refusesWithoutRoom()
{
    const QString path = m_folder->filePath(u"stream-10.dat"_s);
    const auto almost = [](const QString &) { return 11 * bytesPerMiB - 1; };
    const auto ignore = [](double, const QString &) {};
    const std::atomic<bool> isCancelled = false;
    const auto result = makeStreamFile({path, 10 * bytesPerMiB, almost}, ignore, isCancelled);
    QVERIFY(!result);
    QCOMPARE(result.error().text(),
             u"The streamed file needs 11 MiB (its 10 MiB and 10 % to spare), but "
             "only 10 MiB are free in %1. Free some space or choose a smaller file."_s.arg(m_folder->path()));
    QVERIFY(QDir(m_folder->path()).isEmpty());
    const auto enough = [](const QString &) { return 11 * bytesPerMiB; };
    QVERIFY(makeStreamFile({path, 10 * bytesPerMiB, enough}, ignore, isCancelled).isOk());
}

void TestStreamFile::refusesOddSizes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("zero") << qint64(0);
    QTest::newRow("negative") << -bytesPerMiB;
    QTest::newRow("not whole") << bytesPerMiB + 1;
}

void TestStreamFile::refusesOddSizes()
{
    QFETCH(const qint64, bytes);
    StreamFile file(m_folder->path());
    QSignalSpy prepared(&file, &StreamFile::prepared);
    file.prepare(bytes);
    QVERIFY(prepared.wait());
    QCOMPARE(firstResult(prepared).error().code, ErrorCode::Usage);
}

void TestStreamFile::reportsUnwritableFolder()
{
    StreamFile file(u"/proc/nowhere"_s);
    QSignalSpy prepared(&file, &StreamFile::prepared);
    file.prepare(size);
    QVERIFY(prepared.wait());
    QCOMPARE(firstResult(prepared).error().code, ErrorCode::Io);
}

void TestStreamFile::removesAll()
{
    StreamFile file(m_folder->path());
    QVERIFY(!prepare(file, size).isEmpty());
    QVERIFY(!prepare(file, bytesPerMiB).isEmpty());
    QFile other(m_folder->filePath(u"other.dat"_s));
    QVERIFY(other.open(QIODevice::WriteOnly));
    QCOMPARE(StreamFile::removeAll(m_folder->path()), size + bytesPerMiB);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(u"other.dat"_s));
}

LOADSTONE_TEST(TestStreamFile, QCoreApplication)
#include "tst_streamfile.moc"
