// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/kernelfiles.h"
#include "core/run/machine.h"
#include "tests/support/faketree.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTest>

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

void writeLaptop(FakeTree &tree)
{
    tree.write(u"proc/cpuinfo"_s,
               "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel\t\t: 142\n"
               "model name\t: Some(R)  Core(TM) CPU @ 1.80GHz\n\nprocessor\t: 1\nmodel name\t: Some\n");
    tree.write(u"proc/self/status"_s, "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-2,5,7-8\n");
    tree.write(u"proc/meminfo"_s, "MemTotal:       24684084 kB\nMemFree:        23355096 kB\n");
    tree.write(u"proc/sys/kernel/osrelease"_s, "6.1.0-18-amd64\n");
    tree.write(u"etc/os-release"_s, "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
    tree.write(u"proc/loadavg"_s, "0.37 0.21 0.09 1/123 456\n");
    tree.write(u"proc/self/limits"_s,
               "Limit                     Soft Limit           Hard Limit           Units     \n"
               "Max processes             96365                96365                processes \n"
               "Max open files            1024                 524288               files     \n");
    tree.write(u"proc/sys/net/core/somaxconn"_s, "4096\n");
    tree.write(u"proc/sys/net/ipv4/ip_local_port_range"_s, "32768\t60999\n");
    tree.write(u"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"_s, "powersave\n");
    tree.write(u"sys/devices/system/cpu/cpu1/cpufreq/scaling_governor"_s, "powersave\n");
}

} // namespace

class MachineTest : public QObject
{
    Q_OBJECT
private slots:
    void readsAMachine();
    void missingFactsStayUnknown();
    void countsProcessorsWhereNoListIs();
    void namesEachGovernorOnce();
    void findsTheDistributionsSecondPlace();
    void namesACpuWithoutAModel();
    void readsLimits_data();
    void readsLimits();
    void agreesWithThisMachine();
    void raisesTheLimitOfOpenFiles();
};

void MachineTest::readsAMachine()
{
    FakeTree tree;
    writeLaptop(tree);
    const MachineFacts facts = readMachineFacts(tree.root());
    QCOMPARE(facts.cpuModel, u"Some(R) Core(TM) CPU @ 1.80GHz"_s);
    QCOMPARE(facts.cores, 6);
    QCOMPARE(facts.memoryBytes, qint64(24684084) * 1024);
    QCOMPARE(facts.kernel, u"6.1.0-18-amd64"_s);
    QCOMPARE(facts.distribution, u"Debian GNU/Linux 12 (bookworm)"_s);
    QCOMPARE(facts.governor, u"powersave"_s);
    QCOMPARE(facts.loadBefore, 0.37);
    QCOMPARE(facts.nofile, 1'024);
    QCOMPARE(facts.somaxconn, 4'096);
    QCOMPARE(facts.portRangeFirst, 32'768);
    QCOMPARE(facts.portRangeLast, 60'999);
    QCOMPARE(facts.loadstoneVersion, QStringLiteral(LOADSTONE_VERSION));
    QCOMPARE(facts.qtVersion, QString::fromLatin1(qVersion()));
}

void MachineTest::missingFactsStayUnknown()
{
    const FakeTree empty;
    const MachineFacts facts = readMachineFacts(empty.root());
    const MachineFacts unknown;
    QCOMPARE(facts.cpuModel, QString());
    QCOMPARE(facts.cores, 0);
    QCOMPARE(facts.memoryBytes, unknown.memoryBytes);
    QCOMPARE(facts.kernel, QString());
    QCOMPARE(facts.distribution, QString());
    QCOMPARE(facts.governor, QString());
    QCOMPARE(facts.loadBefore, unknown.loadBefore);
    QCOMPARE(facts.nofile, unknown.nofile);
    QCOMPARE(facts.somaxconn, unknown.somaxconn);
    QCOMPARE(facts.portRangeFirst, unknown.portRangeFirst);
    QCOMPARE(facts.portRangeLast, unknown.portRangeLast);
}

void MachineTest::countsProcessorsWhereNoListIs()
{
    FakeTree tree;
    writeLaptop(tree);
    tree.remove(u"proc/self/status"_s);
    QCOMPARE(readMachineFacts(tree.root()).cores, 2);
}

void MachineTest::namesEachGovernorOnce()
{
    FakeTree tree;
    writeLaptop(tree);
    tree.write(u"sys/devices/system/cpu/cpu2/cpufreq/scaling_governor"_s, "performance\n");
    tree.write(u"sys/devices/system/cpu/cpufreq/scaling_governor"_s, "not a core\n");
    QCOMPARE(readMachineFacts(tree.root()).governor, u"powersave, performance"_s);
}

void MachineTest::findsTheDistributionsSecondPlace()
{
    FakeTree tree;
    tree.write(u"usr/lib/os-release"_s, "PRETTY_NAME=Arch\n");
    QCOMPARE(readMachineFacts(tree.root()).distribution, u"Arch"_s);
}

void MachineTest::namesACpuWithoutAModel()
{
    FakeTree tree;
    tree.write(u"proc/cpuinfo"_s, "processor\t: 0\nBogoMIPS\t: 50.00\n");
    QCOMPARE(readMachineFacts(tree.root()).cpuModel, QSysInfo::currentCpuArchitecture());
    tree.write(u"proc/cpuinfo"_s, "processor\t: 0\n\nModel\t\t: Some Board 5\n");
    QCOMPARE(readMachineFacts(tree.root()).cpuModel, u"Some Board 5"_s);
}

void MachineTest::readsLimits_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<std::optional<qint64>>("soft");
    QTest::addColumn<std::optional<qint64>>("hard");
    const std::optional<qint64> unlimited = std::numeric_limits<qint64>::max();
    const std::optional<qint64> unknown;
    QTest::newRow("numbers") << QByteArray("Max open files 1024 4096 files") << std::optional<qint64>(1024)
                             << std::optional<qint64>(4096);
    QTest::newRow("unlimited") << QByteArray("Max open files 1024 unlimited files")
                               << std::optional<qint64>(1024) << unlimited;
    QTest::newRow("nonsense") << QByteArray("Max open files some") << unknown << unknown;
    QTest::newRow("nothing") << QByteArray() << unknown << unknown;
}

void MachineTest::readsLimits()
{
    QFETCH(QByteArray, line);
    FakeTree tree;
    tree.write(u"proc/self/limits"_s, line);
    const OpenFileLimit limit = readOpenFileLimit(KernelFiles(tree.root()));
    QTEST(limit.soft, "soft");
    QTEST(limit.hard, "hard");
}

void MachineTest::agreesWithThisMachine()
{
    const MachineFacts facts = readMachineFacts();
    utsname system{};
    QCOMPARE(uname(&system), 0);
    QCOMPARE(facts.kernel, QString::fromLatin1(system.release));
    rlimit limit{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &limit), 0);
    QCOMPARE(facts.nofile, qint64(limit.rlim_cur));
    QCOMPARE(facts.memoryBytes, qint64(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE));

    QProcess nproc;
    nproc.start(u"nproc"_s, QStringList());
    QVERIFY(nproc.waitForFinished());
    QCOMPARE(facts.cores, nproc.readAllStandardOutput().trimmed().toInt());
}

void MachineTest::raisesTheLimitOfOpenFiles()
{
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{std::min<rlim_t>(256, before.rlim_max), before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &low), 0);

    QVERIFY(raiseOpenFileLimit().isOk());
    rlimit after{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &after), 0);
    QCOMPARE(after.rlim_cur, std::min<rlim_t>(before.rlim_max, rlim_t(largestUsefulOpenFiles)));
    QCOMPARE(after.rlim_max, before.rlim_max);

    QVERIFY(raiseOpenFileLimit().isOk()); // already at its maximum
    QCOMPARE(readMachineFacts().nofile, qint64(after.rlim_cur));
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
}

LOADSTONE_TEST(MachineTest, QCoreApplication)
#include "tst_machine.moc"
