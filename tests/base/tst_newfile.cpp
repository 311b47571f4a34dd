// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/newfile.h"

#include "tests/support/fulldisk.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

FileWriter textWriter(const QByteArray &text)
{
    return [text](QIODevice &device) {
        device.write(text);
        return success();
    };
}

QByteArray readContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void putFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

mode_t fileMode(const QString &path)
{
    struct stat found = {};
    return ::lstat(QFile::encodeName(path).constData(), &found) == 0 ? found.st_mode : 0;
}

} // namespace

class TestNewFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QDir m_dir;

private slots:
    void init()
    {
        m_dir = QDir(m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction())));
        QVERIFY(m_dir.mkpath(u"."_s));
    }

    void replacesAFile()
    {
        const QString path = m_dir.filePath(u"report.html"_s);
        for (const char *text : {"old", "new"}) {
            QVERIFY(replaceFile(path, textWriter(text)));
            QCOMPARE(readContent(path), text);
        }
        QCOMPARE(m_dir.entryList(QDir::Files | QDir::Hidden), {u"report.html"_s});
        const mode_t mask = ::umask(0);
        ::umask(mask);
        QCOMPARE(fileMode(path) & 0777, 0666 & ~mask);
    }

    void neverWritesThroughALink()
    {
        const QString victim = m_dir.filePath(u"victim"_s);
        const QString path = m_dir.filePath(u"report.html"_s);
        putFile(victim, "precious");
        QVERIFY(QFile::link(victim, path));
        const Result<bool> kept = writeUnlessTaken(path, textWriter("report"));
        QVERIFY(kept && !*kept);
        QVERIFY(QFileInfo(path).isSymLink());
        QVERIFY(replaceFile(path, textWriter("report")));
        QVERIFY(!QFileInfo(path).isSymLink());
        QCOMPARE(readContent(path), "report");
        QCOMPARE(readContent(victim), "precious");
    }

    void takesALinkToNothingForTaken()
    {
        const QString path = m_dir.filePath(u"report.html"_s);
        const QString target = m_dir.filePath(u"made-for-me"_s);
        QVERIFY(QFile::link(target, path));
        const Result<bool> written = writeUnlessTaken(path, textWriter("report"));
        QVERIFY(written && !*written);
        QVERIFY(!QFile::exists(target));
    }

    void neverReplacesExistingFiles()
    {
        const QString path = m_dir.filePath(u"report.html"_s);
        const Result<bool> first = writeUnlessTaken(path, textWriter("first"));
        QVERIFY(first && *first);
        const Result<bool> second = writeUnlessTaken(path, textWriter("second"));
        QVERIFY(second && !*second);
        QCOMPARE(readContent(path), "first");
        QCOMPARE(m_dir.entryList(QDir::Files | QDir::Hidden), {u"report.html"_s});
    }

    void nothingIsSeenOfAFileUntilItIsWhole()
    {
        const int nameless = ::open(QFile::encodeName(m_dir.path()).constData(),
                                    O_WRONLY | O_TMPFILE | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (nameless >= 0)
            ::close(nameless);
        const QString path = m_dir.filePath(u"report.html"_s);
        for (const bool isReplaced : {false, true}) {
            const QStringList before = m_dir.entryList(QDir::Files | QDir::Hidden);
            QStringList during;
            const auto write = [&](QIODevice &device) {
                device.write("a part");
                during = m_dir.entryList(QDir::Files | QDir::Hidden);
                device.write(" and the rest");
                return success();
            };
            if (isReplaced)
                QVERIFY(replaceFile(path, write));
            else
                QVERIFY(writeUnlessTaken(path, write).value());
            if (nameless >= 0) // else it has a random name
                QCOMPARE(during, before);
            QCOMPARE(m_dir.entryList(QDir::Files | QDir::Hidden), {u"report.html"_s});
            QCOMPARE(readContent(path), "a part and the rest");
        }
    }

    void reportsAFullDiskWithTheSystemsMessage_data()
    {
        QTest::addColumn<qsizetype>("bytes");
        QTest::newRow("immediately") << qsizetype(1 << 20);
        QTest::newRow("when it is flushed") << qsizetype(5'000);
    }
    void reportsAFullDiskWithTheSystemsMessage()
    {
        QFETCH(qsizetype, bytes);
        const QString path = m_dir.filePath(u"report.html"_s);
        putFile(path, "the one before");
        const FullDisk full(4'096);
        const Status written = replaceFile(path, textWriter(QByteArray(bytes, 'x')));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QCOMPARE(written.error().text(), u"%1 could not be written: File too large."_s.arg(path));
        QCOMPARE(readContent(path), "the one before");
        QCOMPARE(m_dir.entryList(QDir::Files | QDir::Hidden), {u"report.html"_s});
    }

    void forwardsTheWritersError()
    {
        const QString path = m_dir.filePath(u"report.html"_s);
        const Error error{ErrorCode::Usage, u"Nothing to write."_s, {}};
        const Status written = replaceFile(path, [&error](QIODevice &) { return Status(error); });
        QCOMPARE(written.error(), error);
        QVERIFY(m_dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void savesAPersonsFileWhereItIs()
    {
        const QString path = m_dir.filePath(u"profile.json"_s);
        const QString link = m_dir.filePath(u"link.json"_s);
        QCOMPARE(saveFile(path, "first"), QString());
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(QFile::link(path, link));
        QCOMPARE(saveFile(link, "second"), QString());
        QVERIFY(QFileInfo(link).isSymLink()); // the user's own
        QCOMPARE(readContent(path), "second");
        QCOMPARE(fileMode(path) & 0777, mode_t(S_IRUSR | S_IWUSR));
        const FullDisk full(100);
        QCOMPARE(saveFile(path, QByteArray(4'096, 'x')), u"File too large"_s);
        QCOMPARE(readContent(path), "second");
    }

    void reportsWhyAFolderCannotBeCreated()
    {
        putFile(m_dir.filePath(u"file"_s), "");
        const Status made = makeFolder(m_dir.filePath(u"file/out"_s));
        QVERIFY(!made);
        QVERIFY2(made.error().text().endsWith(u"could not be made: Not a directory."_s),
                 qPrintable(made.error().text()));
        QVERIFY(makeFolder(m_dir.filePath(u"a/b"_s)));
        QVERIFY(makeFolder(m_dir.filePath(u"a/b"_s)));
    }

    void makesFoldersThatAreNewAndPrivate()
    {
        const QString runs = m_dir.filePath(u"runs"_s);
        QVERIFY(m_dir.mkpath(u"runs"_s));
        QVERIFY(QFile::link(m_folder.path(), runs + u"/run"_s)); // made beforehand by somebody
        const Result<QString> second = makeNewFolder(runs, u"run"_s);
        const Result<QString> third = makeNewFolder(runs, u"run"_s);
        QVERIFY(second && third);
        QCOMPARE(*second, u"run-2"_s);
        QCOMPARE(*third, u"run-3"_s);
        QCOMPARE(fileMode(runs + u"/run-2"_s), mode_t(S_IFDIR | S_IRWXU));
    }

    void looksWhetherAFolderTakesFiles()
    {
        QVERIFY(checkFolderTakesFiles(m_dir.path()));
        QVERIFY(m_dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        // Even root, who passes every permission check, cannot create files there.
        const Status proc = checkFolderTakesFiles(u"/proc"_s);
        QVERIFY(!proc);
        QVERIFY2(proc.error().text().startsWith(u"The folder /proc cannot be written to: "_s),
                 qPrintable(proc.error().text()));
        const FullDisk full(100);
        const Status status = checkFolderTakesFiles(m_dir.path());
        QVERIFY(!status);
        QCOMPARE(status.error().text(),
                 u"The folder %1 cannot be written to: File too large."_s.arg(m_dir.path()));
        QVERIFY(m_dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void distinguishesForeignLinks()
    {
        const QString link = m_dir.filePath(u"link"_s);
        QVERIFY(QFile::link(m_folder.path(), link));
        QVERIFY(!isForeignLink(link));
        QVERIFY(!isForeignLink(m_folder.path()));
        QVERIFY(!isForeignLink(m_dir.filePath(u"none"_s)));
        if (::lchown(QFile::encodeName(link).constData(), 65'534, 65'534) == 0) { // chown needs root
            QVERIFY(isForeignLink(link));
            QVERIFY(isForeignLink(link + u'/'));
        }
    }
};

LOADSTONE_TEST(TestNewFile, QCoreApplication)
#include "tst_newfile.moc"
