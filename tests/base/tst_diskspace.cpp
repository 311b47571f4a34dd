// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/diskspace.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;

class TestDiskSpace : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithDf()
    {
        const QTemporaryDir folder;
        QProcess df;
        df.start(QStringLiteral("df"),
                 {QStringLiteral("--output=avail"), QStringLiteral("-B1"), folder.path()});
        QVERIFY(df.waitForFinished());
        const auto expected =
            static_cast<double>(df.readAllStandardOutput().simplified().split(' ').last().toLongLong());
        QVERIFY(expected > 0);
        // Others write meanwhile.
        QVERIFY(qAbs(static_cast<double>(freeBytes(folder.path())) / expected - 1) < 0.1);
    }
    void asksForFoldersThatAreYetToBeMade()
    {
        const QTemporaryDir folder;
        QVERIFY(freeBytes(folder.filePath(QStringLiteral("a/b/c"))) > 0);
        QVERIFY(freeBytes(QStringLiteral("/nowhere/at/all")) >= 0);
    }
};

QTEST_GUILESS_MAIN(TestDiskSpace)
#include "tst_diskspace.moc"
