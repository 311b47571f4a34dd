// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/regularfile.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestRegularFile : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void readsFilesAsLongAsAllowed();
    void readsFilesOfTheKernelAndResources();
    void refusesAllElse_data();
    void refusesAllElse();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QTemporaryDir m_folder;
};

void TestRegularFile::initTestCase()
{
    QFile file(path(u"ten"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("0123456789") == 10);
    QVERIFY(QFile::link(path(u"ten"_s), path(u"link"_s)));
    QFile empty(path(u"empty"_s));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    QVERIFY(mkfifo(QFile::encodeName(path(u"pipe"_s)).constData(), S_IRUSR | S_IWUSR) == 0);
    QVERIFY(QFile::link(path(u"pipe"_s), path(u"link-to-pipe"_s)));
    QVERIFY(QFile::link(u"/dev/zero"_s, path(u"link-to-device"_s)));
    QVERIFY(QFile::link(path(u"nothing"_s), path(u"link-to-nothing"_s)));
    QFile huge(path(u"huge"_s));
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(1LL << 40));

    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path(u"socket"_s));
    QVERIFY(size_t(name.size()) < sizeof address.sun_path);
    std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
    QVERIFY(bind(listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
    close(listener);
}

void TestRegularFile::readsFilesAsLongAsAllowed()
{
    QCOMPARE(*readRegularFile(path(u"ten"_s), 10), QByteArray("0123456789"));
    QCOMPARE(*readRegularFile(path(u"link"_s), 11), QByteArray("0123456789"));
    QCOMPARE(*readRegularFile(path(u"empty"_s), 0), QByteArray());
    QFile file(path(u"ten"_s));
    QVERIFY(openRegularFile(file, 10));
    QCOMPARE(file.readAll(), QByteArray("0123456789"));
}

void TestRegularFile::readsFilesOfTheKernelAndResources()
{
    // Its size is 0, as for all files in /proc.
    const Result<QByteArray> limits = readRegularFile(u"/proc/self/limits"_s, smallFile);
    QVERIFY(limits && limits->contains("Max open files"));
    const Result<QByteArray> cut = readRegularFile(u"/proc/self/limits"_s, 10);
    QVERIFY(!cut);
    QCOMPARE(cut.error().text(), u"it is longer than 10 bytes"_s);
    QVERIFY(readRegularFile(u":/loadstone/schemas/stack.schema.json"_s, smallFile));
    QVERIFY(!readRegularFile(u":/nothing"_s, smallFile));
}

void TestRegularFile::refusesAllElse_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<bool>("isNotFound");
    QTest::newRow("pipe") << path(u"pipe"_s) << u"it is a named pipe"_s << false;
    QTest::newRow("link to a pipe") << path(u"link-to-pipe"_s) << u"it is a named pipe"_s << false;
    QTest::newRow("device") << u"/dev/zero"_s << u"it is a device"_s << false;
    QTest::newRow("terminal") << u"/dev/tty"_s << u"it is a device"_s << false;
    QTest::newRow("link to a device") << path(u"link-to-device"_s) << u"it is a device"_s << false;
    QTest::newRow("socket") << path(u"socket"_s) << u"it is a socket"_s << false;
    QTest::newRow("directory") << m_folder.path() << u"it is a directory"_s << false;
    QTest::newRow("too long") << path(u"huge"_s) << u"it is longer than 1 MiB"_s << false;
    QTest::newRow("nothing") << path(u"nothing"_s) << u"No such file or directory"_s << true;
    QTest::newRow("link to nothing") << path(u"link-to-nothing"_s) << u"No such file or directory"_s << true;
    QTest::newRow("below a file") << path(u"ten/x"_s) << u"Not a directory"_s << true;
    QTest::newRow("no name") << QString() << u"No such file or directory"_s << true;
}

void TestRegularFile::refusesAllElse()
{
    QFETCH(QString, name);
    QFETCH(QString, reason);
    QFETCH(bool, isNotFound);
    const Result<QByteArray> content = readRegularFile(name, smallFile);
    QVERIFY(!content);
    QCOMPARE(content.error().text(), reason);
    QCOMPARE(content.error().code, isNotFound ? ErrorCode::NotFound : ErrorCode::Io);
}

LOADSTONE_TEST(TestRegularFile, QCoreApplication)
#include "tst_regularfile.moc"
