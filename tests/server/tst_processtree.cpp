// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/processtree.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestProcessTree : public QObject
{
    Q_OBJECT

    void write(const QString &name, const QByteArray &bytes) const
    {
        const QString path = m_root.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    void writeProcess(int pid, int parent) const
    {
        write(u"%1/stat"_s.arg(pid),
              QByteArray("%1 (a) b) S %2 10 10 0 -1 4194304 1 2 3 4 11 12 13 14 20 0 5 0 777 4096 99 0\n")
                  .replace("%1", QByteArray::number(pid))
                  .replace("%2", QByteArray::number(parent)));
    }
    QTemporaryDir m_root;

private slots:
    void parsesStat();
    void refusesMalformedStat_data();
    void refusesMalformedStat();
    void findsDescendants();
    void readsMemoryAndSwitches();
    void omitsVanishedProcesses();
    void survivesAReadThatFails();
    void readsThisProcess();
};

void TestProcessTree::parsesStat()
{
    writeProcess(42, 1);
    const auto stat = ProcessTree(m_root.path().toStdString()).stat(42);
    QVERIFY(stat);
    const ProcessStat expected{42, 1, 10, 10, 'S', "a) b", 11, 12, 13, 14, 5, 777, 99};
    QVERIFY(*stat == expected);
}

void TestProcessTree::refusesMalformedStat_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no brackets") << QByteArray("1 a S 1");
    QTest::newRow("reversed brackets") << QByteArray("1 )a( S 1");
    QTest::newRow("cut") << QByteArray("1 (a) S 1 1 1 0 -1 4194304 1 2 3 4 11 12");
}

void TestProcessTree::refusesMalformedStat()
{
    QFETCH(const QByteArray, line);
    QVERIFY(!ProcessTree::parseStat(line.toStdString()));
}

void TestProcessTree::findsDescendants()
{
    writeProcess(100, 1);
    writeProcess(103, 100);
    writeProcess(101, 103); // a child with a lower pid than its parent
    writeProcess(102, 100);
    writeProcess(200, 1);
    write(u"300/stat"_s, ""); // vanished while it was read
    const auto found = ProcessTree(m_root.path().toStdString()).descendants(100);
    QList<int> pids;
    for (const ProcessStat &process : found)
        pids.append(process.pid);
    QVERIFY(pids.indexOf(103) < pids.indexOf(101));
    std::sort(pids.begin(), pids.end());
    QCOMPARE(pids, QList<int>({101, 102, 103}));
}

void TestProcessTree::readsMemoryAndSwitches()
{
    write(u"7/smaps_rollup"_s,
          "00400000-7ffd [rollup]\nRss: 900 kB\nPss:  300 kB\nPss_Anon: 5 kB\n"
          "Private_Clean: 10 kB\nPrivate_Dirty: 20 kB\n");
    write(u"7/task/7/status"_s, "voluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t6\n");
    write(u"7/task/8/status"_s, "voluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t0\n");
    const ProcessTree tree(m_root.path().toStdString());
    QCOMPARE(tree.memory(7).pss, 300 * 1024);
    QCOMPARE(tree.memory(7).uss, 30 * 1024);
    std::int64_t sum = 0;
    for (const ThreadSwitches &thread : tree.switches(7))
        sum += thread.count;
    QCOMPARE(sum, 12);
}

void TestProcessTree::omitsVanishedProcesses()
{
    const ProcessTree tree(m_root.path().toStdString());
    QVERIFY(!tree.stat(999));
    QVERIFY(!tree.memory(999).pss);
    QVERIFY(!tree.memory(999).uss);
    QVERIFY(!tree.fileCount(999));
    QVERIFY(tree.switches(999).empty());
    QVERIFY(tree.descendants(999).empty());
    QVERIFY(!tree.hasEnvironment(999, "A=b"));
}

void TestProcessTree::survivesAReadThatFails()
{
    // As for a process that ends after its file was opened: for a folder, too, only the read fails.
    writeProcess(60, 1);
    QVERIFY(QDir(m_root.path()).mkpath(u"60/smaps_rollup"_s));
    QVERIFY(QDir(m_root.path()).mkpath(u"61/stat"_s));
    const ProcessTree tree(m_root.path().toStdString());
    QVERIFY(!tree.stat(61));
    QVERIFY(!tree.memory(60).pss);
}

void TestProcessTree::readsThisProcess()
{
    const ProcessTree tree;
    const auto stat = tree.stat(getpid());
    QVERIFY(stat);
    QCOMPARE(stat->parent, getppid());
    QCOMPARE(stat->session, getsid(0));
    QVERIFY(tree.memory(getpid()).pss > 100'000);
    const int before = tree.fileCount(getpid()).value();
    QFile file(u"/dev/null"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(tree.fileCount(getpid()), before + 1);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::int64_t switches = 0;
    for (const ThreadSwitches &thread : tree.switches(getpid()))
        switches += thread.count;
    QVERIFY(switches >= usage.ru_nvcsw + usage.ru_nivcsw);
}

LOADSTONE_TEST(TestProcessTree, QCoreApplication)
#include "tst_processtree.moc"
