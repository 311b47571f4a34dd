// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/diskspace.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestDiskSpace : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithDf()
    {
        const QTemporaryDir folder;
        QProcess df;
        df.start(u"df"_s, {u"--output=avail"_s, u"-B1"_s, folder.path()});
        QVERIFY(df.waitForFinished());
        const auto expected =
            static_cast<double>(df.readAllStandardOutput().simplified().split(' ').last().toLongLong());
        QVERIFY(expected > 0);
        // Other processes write meanwhile.
        QVERIFY(qAbs(static_cast<double>(freeBytes(folder.path()).value()) / expected - 1) < 0.1);
    }
    void acceptsFutureFolders()
    {
        const QTemporaryDir folder;
        QVERIFY(freeBytes(folder.filePath(u"a/b/c"_s)).value() > 0);
        QVERIFY(freeBytes(u"/nowhere/at/all"_s).has_value());
    }
};

LOADSTONE_TEST(TestDiskSpace, QCoreApplication)
#include "tst_diskspace.moc"
