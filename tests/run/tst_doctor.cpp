// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"
#include "core/run/doctor.h"
#include "core/run/doctoroutput.h"
#include "core/run/machine.h"
#include "tests/support/faketree.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 gibibyte = 1'073'741'824;

const QByteArray quietCpu = "cpu  1000 0 500 8500 0 0 0 0 0 0\ncpu0 1 1 1 1\n";

/// A machine without problems.
void writeHealthy(FakeTree &tree)
{
    tree.write(u"proc/cpuinfo"_s, "processor\t: 0\nmodel name\t: Fast\n");
    tree.write(u"proc/self/status"_s, "Cpus_allowed_list:\t0-7\n");
    tree.write(u"proc/self/cgroup"_s, "0::/user.slice/session.scope\n");
    tree.write(u"proc/self/limits"_s,
               "Max open files            1024                 65536                files\n");
    tree.write(u"proc/self/timerslack_ns"_s, "50000\n");
    tree.write(u"proc/meminfo"_s,
               "MemTotal: 16000000 kB\nMemFree: 1 kB\nMemAvailable: 12000000 kB\n"
               "SwapTotal: 2000000 kB\nSwapFree: 2000000 kB\n");
    tree.write(u"proc/sys/net/ipv4/tcp_max_syn_backlog"_s, "1024\n");
    tree.write(u"sys/devices/system/cpu/online"_s, "0-7\n");
    tree.write(u"proc/loadavg"_s, "0.10 0.21 0.09 1/123 456\n");
    tree.write(u"proc/stat"_s, quietCpu);
    tree.write(u"proc/net/sockstat"_s, "sockets: used 15\nTCP: inuse 1 orphan 0 tw 12 alloc 1 mem 338\n");
    tree.write(u"proc/sys/net/core/somaxconn"_s, "4096\n");
    tree.write(u"proc/sys/net/ipv4/ip_local_port_range"_s, "32768\t60999\n");
    tree.write(u"proc/sys/net/ipv4/tcp_abort_on_overflow"_s, "0\n");
    tree.write(u"sys/fs/cgroup/cgroup.controllers"_s, "cpu memory\n");
    tree.write(u"sys/class/net/lo/mtu"_s, "65536\n");
    tree.write(u"sys/class/net/lo/flags"_s, "0x9\n");
    tree.write(u"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"_s, "performance\n");
    tree.write(u"sys/devices/system/clocksource/clocksource0/current_clocksource"_s, "tsc\n");
    tree.write(u"sys/kernel/mm/transparent_hugepage/enabled"_s, "always [madvise] never\n");
    tree.write(u"usr/bin/python3"_s, "");
    tree.write(u"usr/bin/python3.11"_s, "");
    tree.write(u"usr/bin/python3.11-config"_s, "");
    tree.write(u"usr/bin/cc"_s, "");
    tree.write(u"usr/include/python3.11/Python.h"_s, "");
    tree.write(u"usr/lib/python3.11/venv/__init__.py"_s, "");
    tree.write(u"usr/lib/python3.11/ensurepip/__init__.py"_s, "");
}

QList<DoctorCheck> examine(FakeTree &tree, std::optional<qint64> freeBytes = 100 * gibibyte,
                           const QByteArray &laterCpu = "cpu  1100 0 550 8850 0 0 0 0 0 0\n")
{
    HostAccess host;
    host.root = tree.root();
    host.cacheFolder = u"/somewhere/cache"_s;
    host.freeBytes = [freeBytes](const QString &) { return freeBytes; };
    host.timerResolutionNs = [] { return 1; };
    host.pause = [&] {
        if (!laterCpu.isEmpty())
            tree.write(u"proc/stat"_s, laterCpu);
    };
    return examineMachine(readMachineFacts(tree.root()), host);
}

DoctorCheck find(const QList<DoctorCheck> &checks, const QString &id)
{
    for (const DoctorCheck &check : checks) {
        if (check.id == id)
            return check;
    }
    return {};
}

} // namespace

class DoctorTest : public QObject
{
    Q_OBJECT
private slots:
    void findsNothingWrongWithAHealthyMachine();
    void reportsUnknownForUnreadableFiles();
    void checksOneThing_data();
    void checksOneThing();
    void findsAQuotaOfTheFirstControlGroups_data();
    void findsAQuotaOfTheFirstControlGroups();
    void judgesDiskSpace_data();
    void judgesDiskSpace();
    void judgesStolenTime_data();
    void judgesStolenTime();
    void namesTheBusiestPrograms();
    void judgesTimers_data();
    void judgesTimers();
    void reportsRaisedLimit();
    void findsUserPython();
    void examinesThisMachine();
    void describesEachCheck();
    void rendersJson();
    void rendersTextInAHundredColumns();
};

void DoctorTest::findsNothingWrongWithAHealthyMachine()
{
    FakeTree tree;
    writeHealthy(tree);
    const QList<DoctorCheck> checks = examine(tree);
    QCOMPARE(checks.size(), 22);
    for (const DoctorCheck &check : checks) {
        QVERIFY2(check.state == DoctorCheck::State::Good, qPrintable(check.id + u": "_s + check.found));
        QVERIFY2(check.remedy.isEmpty(), qPrintable(check.id));
    }
}

void DoctorTest::reportsUnknownForUnreadableFiles()
{
    FakeTree tree;
    for (const DoctorCheck &check : examine(tree, {}, {})) {
        // A machine without a Python is not unknown: servers cannot start there.
        const auto expected = check.id == u"python"_s ? DoctorCheck::State::Bad : DoctorCheck::State::Unknown;
        QVERIFY2(check.state == expected, qPrintable(check.id + u": "_s + check.found));
        QVERIFY2(!check.remedy.isEmpty(), qPrintable(check.id));
    }
}

void DoctorTest::checksOneThing_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("found");
    int row = 0;
    const auto add = [&row](const QString &file, const QByteArray &content, const QString &id,
                            const QString &state, const QString &found) {
        QTest::addRow("%02d %s %s", ++row, qPrintable(id), qPrintable(state))
            << file << content << id << state << found;
    };

    const QString limits = u"proc/self/limits"_s;
    add(limits, "Max open files 20000 20000 files", u"open-files"_s, u"good"_s,
        u"soft limit 20,000, hard limit 20,000"_s);
    add(limits, "Max open files 1024 unlimited files", u"open-files"_s, u"good"_s,
        u"soft limit 1,024, hard limit unlimited"_s);
    add(limits, "Max open files 1024 4096 files", u"open-files"_s, u"warning"_s,
        u"soft limit 1,024, hard limit 4,096"_s);
    add(limits, "Max open files 256 1023 files", u"open-files"_s, u"bad"_s,
        u"soft limit 256, hard limit 1,023"_s);
    add(limits, "Max open files ? ? files", u"open-files"_s, u"unknown"_s, u"not known"_s);

    const QString range = u"proc/sys/net/ipv4/ip_local_port_range"_s;
    add(range, "1024 65535", u"local-ports"_s, u"good"_s, u"1024–65535: 64,512 ports"_s);
    add(range, "50000 60000", u"local-ports"_s, u"warning"_s, u"50000–60000: 10,001 ports"_s);
    add(range, "60000 60099", u"local-ports"_s, u"bad"_s, u"60000–60099: 100 ports"_s);
    add(range, "60000", u"local-ports"_s, u"unknown"_s, u"not known"_s);
    add(range, "60000", u"time-wait"_s, u"unknown"_s, u"not known"_s);

    const QString sockets = u"proc/net/sockstat"_s;
    add(sockets, "TCP: inuse 1 orphan 0 tw 5000 alloc 1 mem 338\n", u"time-wait"_s, u"warning"_s,
        u"5,000 of 28,232"_s);
    add(sockets, "TCP: inuse 1 orphan 0 tw 20000 alloc 1 mem 338\n", u"time-wait"_s, u"bad"_s,
        u"20,000 of 28,232"_s);
    add(sockets, "TCP: inuse 1 orphan 0 tw\n", u"time-wait"_s, u"unknown"_s, u"not known"_s);

    const QString queue = u"proc/sys/net/core/somaxconn"_s;
    add(queue, "65535", u"somaxconn"_s, u"good"_s, u"65,535"_s);
    add(queue, "4095", u"somaxconn"_s, u"warning"_s, u"4,095"_s);
    add(queue, "127", u"somaxconn"_s, u"bad"_s, u"127"_s);
    add(u"proc/sys/net/ipv4/tcp_abort_on_overflow"_s, "1", u"abort-on-overflow"_s, u"warning"_s,
        u"connections are reset (tcp_abort_on_overflow is on)"_s);

    const QString governor = u"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"_s;
    add(governor, "powersave", u"cpu-governor"_s, u"warning"_s, u"powersave"_s);
    add(governor, "", u"cpu-governor"_s, u"unknown"_s, u"none shown, as is usual in virtual machines"_s);

    const QString load = u"proc/loadavg"_s;
    add(load, "3.20 1 1 1/1 1", u"background-load"_s, u"warning"_s,
        u"load average 3.20 over 1 min on 8 cores"_s);
    add(load, "8.00 1 1 1/1 1", u"background-load"_s, u"bad"_s, u"load average 8.00 over 1 min on 8 cores"_s);

    const QString cores = u"proc/self/status"_s;
    add(cores, "Cpus_allowed_list:\t0-3", u"cores"_s, u"good"_s, u"4 cores"_s);
    add(cores, "Cpus_allowed_list:\t0,2", u"cores"_s, u"warning"_s, u"2 cores"_s);
    add(cores, "Cpus_allowed_list:\t5", u"cores"_s, u"bad"_s, u"1 core"_s);

    add(u"sys/fs/cgroup/user.slice/cpu.max"_s, "150000 100000", u"cpu-quota"_s, u"warning"_s,
        u"1.50 of 8 cores"_s);
    add(u"sys/fs/cgroup/user.slice/session.scope/cpu.max"_s, "50000 100000", u"cpu-quota"_s, u"bad"_s,
        u"0.500 of 8 cores"_s);
    add(u"sys/fs/cgroup/cpu.max"_s, "200000 100000", u"cpu-quota"_s, u"warning"_s, u"2.00 of 8 cores"_s);
    add(u"sys/fs/cgroup/user.slice/cpu.max"_s, "max 100000", u"cpu-quota"_s, u"good"_s, u"none"_s);
    add(u"proc/self/cgroup"_s, "4:cpu:/docker", u"cpu-quota"_s, u"unknown"_s, u"not known"_s);

    const QString pages = u"sys/kernel/mm/transparent_hugepage/enabled"_s;
    add(pages, "[always] madvise never", u"huge-pages"_s, u"warning"_s, u"always"_s);
    add(pages, "always madvise [never]", u"huge-pages"_s, u"good"_s, u"never"_s);

    const QString clock = u"sys/devices/system/clocksource/clocksource0/current_clocksource"_s;
    add(clock, "kvm-clock", u"clock-source"_s, u"good"_s, u"kvm-clock"_s);
    add(clock, "hpet", u"clock-source"_s, u"bad"_s, u"hpet"_s);
    add(clock, "xen", u"clock-source"_s, u"warning"_s, u"xen"_s);

    add(u"sys/class/net/lo/mtu"_s, "1500", u"loopback"_s, u"warning"_s, u"MTU 1,500"_s);
    add(u"sys/class/net/lo/flags"_s, "0x8", u"loopback"_s, u"bad"_s, u"down"_s);

    const QString memory = u"proc/meminfo"_s;
    add(memory, "MemAvailable: 1048576 kB", u"memory"_s, u"warning"_s, u"1 GiB"_s);
    add(memory, "SwapTotal: 2000000 kB\nSwapFree: 1000000 kB", u"swap"_s, u"warning"_s,
        u"977 MiB of 1.91 GiB"_s);
    add(memory, "SwapTotal: 0 kB\nSwapFree: 0 kB", u"swap"_s, u"good"_s, u"no swap"_s);
    add(u"proc/sys/net/ipv4/tcp_max_syn_backlog"_s, "512", u"syn-backlog"_s, u"warning"_s, u"512"_s);
    add(u"sys/devices/system/cpu/online"_s, "0-15", u"core-mask"_s, u"warning"_s, u"8 of 16"_s);
    add(memory, "MemAvailable: 102400 kB", u"memory"_s, u"bad"_s, u"100 MiB"_s);

    add(u"usr/lib/python3.11/ensurepip/__init__.py"_s, {}, u"python"_s, u"bad"_s,
        u"Python 3.11 without venv"_s);
    add(u"usr/include/python3.11/Python.h"_s, {}, u"compiler"_s, u"bad"_s, u"compiler found, no headers"_s);
    add(u"usr/bin/cc"_s, {}, u"compiler"_s, u"bad"_s, u"no compiler, headers found"_s);
}

void DoctorTest::findsAQuotaOfTheFirstControlGroups_data()
{
    QTest::addColumn<QString>("mount"); // of the controller, as in /proc/self/mountinfo
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("quota");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("found");
    const QString whole = u"35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct"_s;
    // In a container its own cgroup is the root of the mount.
    const QString inside =
        u"35 30 0:31 /docker/abc /sys/fs/cgroup/cpu rw,ro - cgroup cgroup rw,cpuacct,cpu"_s;
    QTest::newRow("own group") << whole << u"cpu,cpuacct/docker/abc"_s << QByteArray("150000") << u"warning"_s
                               << u"1.50 of 8 cores"_s;
    QTest::newRow("group above") << whole << u"cpu,cpuacct/docker"_s << QByteArray("50000") << u"bad"_s
                                 << u"0.500 of 8 cores"_s;
    QTest::newRow("in a container") << inside << u"cpu"_s << QByteArray("200000") << u"warning"_s
                                    << u"2.00 of 8 cores"_s;
    QTest::newRow("none") << whole << u"cpu,cpuacct/docker/abc"_s << QByteArray("-1") << u"good"_s
                          << u"none"_s;
}

void DoctorTest::findsAQuotaOfTheFirstControlGroups()
{
    QFETCH(QString, mount);
    QFETCH(QString, file);
    QFETCH(QByteArray, quota);
    FakeTree tree;
    writeHealthy(tree);
    tree.remove(u"sys/fs/cgroup/cgroup.controllers"_s);
    tree.write(
        u"proc/self/cgroup"_s,
        "9:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n0::/docker/abc\n");
    tree.write(u"proc/self/mountinfo"_s,
               "24 30 0:22 / /proc rw - proc proc rw\n"
               "34 30 0:30 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n"
                   + mount.toUtf8() + '\n');
    tree.write(u"sys/fs/cgroup/%1/cpu.cfs_quota_us"_s.arg(file), quota + '\n');
    tree.write(u"sys/fs/cgroup/%1/cpu.cfs_period_us"_s.arg(file), "100000\n");
    const QList<DoctorCheck> checks = examine(tree);
    const DoctorCheck check = find(checks, u"cpu-quota"_s);
    QTEST(doctorStateId(check.state), "state");
    QTEST(check.found, "found");
}

void DoctorTest::checksOneThing()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QString, id);
    FakeTree tree;
    writeHealthy(tree);
    if (content.isNull())
        tree.remove(file);
    else
        tree.write(file, content);

    const QList<DoctorCheck> checks = examine(tree);
    const DoctorCheck check = find(checks, id);
    QTEST(doctorStateId(check.state), "state");
    QTEST(check.found, "found");
    QCOMPARE(check.remedy.isEmpty(), check.state == DoctorCheck::State::Good);
}

void DoctorTest::judgesDiskSpace_data()
{
    QTest::addColumn<std::optional<qint64>>("freeBytes");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("found");
    QTest::newRow("enough") << std::optional(6 * gibibyte) << u"good"_s << u"6 GiB for /somewhere/cache"_s;
    QTest::newRow("tight") << std::optional(5 * gibibyte) << u"warning"_s << u"5 GiB for /somewhere/cache"_s;
    QTest::newRow("full") << std::optional(gibibyte) << u"bad"_s << u"1 GiB for /somewhere/cache"_s;
    QTest::newRow("unknown") << std::optional<qint64>() << u"unknown"_s << u"not known"_s;
}

void DoctorTest::judgesDiskSpace()
{
    QFETCH(std::optional<qint64>, freeBytes);
    FakeTree tree;
    const DoctorCheck check = find(examine(tree, freeBytes), u"disk"_s);
    QTEST(doctorStateId(check.state), "state");
    QTEST(check.found, "found");
}

void DoctorTest::judgesStolenTime_data()
{
    QTest::addColumn<QByteArray>("later");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("found");
    // 10,000 ticks before, 100 elapse.
    QTest::newRow("none") << QByteArray("cpu  1050 0 550 8500 0 0 0 0 0 0") << u"good"_s
                          << u"0 % now, 0 % since the start"_s;
    QTest::newRow("one tick") << QByteArray("cpu  1049 0 550 8500 0 0 0 1 0 0") << u"good"_s
                              << u"1 % now, 0.01 % since the start"_s;
    QTest::newRow("some") << QByteArray("cpu  1045 0 550 8500 0 0 0 5 0 0") << u"warning"_s
                          << u"5 % now, 0.05 % since the start"_s;
    QTest::newRow("much") << QByteArray("cpu  1000 0 550 8500 0 0 0 50 0 0") << u"bad"_s
                          << u"50 % now, 0.5 % since the start"_s;
    QTest::newRow("guests are not counted twice")
        << QByteArray("cpu  1050 0 550 8500 0 0 0 0 900 0") << u"good"_s << u"0 % now, 0 % since the start"_s;
    QTest::newRow("no time passed") << quietCpu << u"unknown"_s << u"not known"_s;
    QTest::newRow("old kernel") << QByteArray("cpu  1050 0 550 8500") << u"unknown"_s << u"not known"_s;
}

void DoctorTest::judgesStolenTime()
{
    QFETCH(QByteArray, later);
    FakeTree tree;
    writeHealthy(tree);
    const DoctorCheck check = find(examine(tree, gibibyte, later), u"steal"_s);
    QTEST(doctorStateId(check.state), "state");
    QTEST(check.found, "found");
}

void DoctorTest::namesTheBusiestPrograms()
{
    // 1,000 ticks elapse on two cores.
    FakeTree tree;
    writeHealthy(tree);
    const auto stat = [](const QByteArray &name, int user, int system) {
        return "7 (" + name + ") S 1 1 1 0 -1 0 0 0 0 0 " + QByteArray::number(user) + ' '
            + QByteArray::number(system) + " 0 0 20 0 1 0 5 0 0\n";
    };
    tree.write(u"proc/stat"_s, "cpu  1000 0 500 8500 0 0 0 0 0 0\ncpu0 1 1 1 1\ncpu1 1 1 1 1\n");
    tree.write(u"proc/7/stat"_s, stat("a (b) c", 1'000, 10));
    tree.write(u"proc/8/stat"_s, stat("idle", 70, 10));
    tree.write(u"proc/9/stat"_s, stat("ended", 70, 10));
    HostAccess host;
    host.root = tree.root();
    host.pause = [&] {
        tree.write(u"proc/stat"_s, "cpu  1400 0 500 9100 0 0 0 0 0 0\ncpu0 1 1 1 1\ncpu1 1 1 1 1\n");
        tree.write(u"proc/7/stat"_s, stat("a (b) c", 1'200, 60));
        tree.write(u"proc/10/stat"_s, stat("new", 5, 10));
        tree.remove(u"proc/9/stat"_s);
        tree.write(u"proc/11/stat"_s, stat("second", 40, 0));
        tree.write(u"proc/12/stat"_s, stat("fourth", 10, 0));
    };
    const DoctorCheck check = find(examineMachine(readMachineFacts(tree.root()), host), u"busy-programs"_s);
    QCOMPARE(check.found, u"a (b) c 50 %, second 8 %, new 3 % of a core"_s);
    QCOMPARE(doctorStateId(check.state), u"bad"_s);
}

void DoctorTest::judgesTimers_data()
{
    QTest::addColumn<std::optional<qint64>>("resolution");
    QTest::addColumn<QByteArray>("slack");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("found");
    QTest::newRow("fine") << std::optional<qint64>(1) << QByteArray("50000") << u"good"_s
                          << u"resolution 1 ns, slack 50 µs"_s;
    QTest::newRow("ticks") << std::optional<qint64>(4'000'000) << QByteArray("50000") << u"bad"_s
                           << u"resolution 4,000,000 ns, slack 50 µs"_s;
    QTest::newRow("slack") << std::optional<qint64>(1) << QByteArray("100000") << u"warning"_s
                           << u"resolution 1 ns, slack 100 µs"_s;
    QTest::newRow("unknown") << std::optional<qint64>() << QByteArray("50000") << u"unknown"_s
                             << u"not known"_s;
}

void DoctorTest::judgesTimers()
{
    QFETCH(std::optional<qint64>, resolution);
    QFETCH(QByteArray, slack);
    FakeTree tree;
    writeHealthy(tree);
    tree.write(u"proc/self/timerslack_ns"_s, slack);
    HostAccess host;
    host.root = tree.root();
    host.pause = [] {};
    host.timerResolutionNs = [resolution] { return resolution; };
    const DoctorCheck check = find(examineMachine(readMachineFacts(tree.root()), host), u"timers"_s);
    QTEST(doctorStateId(check.state), "state");
    QTEST(check.found, "found");
}

void DoctorTest::reportsRaisedLimit()
{
    FakeTree tree;
    writeHealthy(tree);
    tree.write(u"proc/self/limits"_s, "Max open files 65536 65536 files\n");
    HostAccess host;
    host.root = tree.root();
    host.pause = [] {};
    host.openFilesBefore = 1'024;
    QCOMPARE(find(examineMachine(readMachineFacts(tree.root()), host), u"open-files"_s).found,
             u"soft limit 65,536 (raised by Loadstone from 1,024), hard limit 65,536"_s);
}

void DoctorTest::findsUserPython()
{
    FakeTree tree;
    writeHealthy(tree);
    tree.write(u"usr/local/bin/python3.13"_s, "");
    tree.write(u"usr/local/lib/python3.13/venv/__init__.py"_s, "");
    tree.write(u"usr/local/lib/python3.13/ensurepip/__init__.py"_s, "");
    QCOMPARE(find(examine(tree), u"python"_s).found, u"Python 3.13 with venv"_s);

    FakeTree old;
    old.write(u"usr/bin/python3.9"_s, "");
    old.write(u"usr/lib/python3.9/venv/__init__.py"_s, "");
    old.write(u"usr/lib/python3.9/ensurepip/__init__.py"_s, "");
    const DoctorCheck check = find(examine(old), u"python"_s);
    QCOMPARE(doctorStateId(check.state), u"bad"_s);
    QCOMPARE(check.found, u"Python 3.9 with venv"_s);
}

void DoctorTest::examinesThisMachine()
{
    const QList<DoctorCheck> checks = examineMachine(readMachineFacts());
    QCOMPARE(checks.size(), 22);
    // Available on every Linux, with any value.
    for (const QString &id : {u"cores"_s, u"memory"_s, u"disk"_s, u"open-files"_s, u"background-load"_s})
        QVERIFY2(find(checks, id).state != DoctorCheck::State::Unknown, qPrintable(id));
}

void DoctorTest::describesEachCheck()
{
    static const QRegularExpression idShape(u"^[a-z]+(-[a-z]+)*$"_s);
    FakeTree tree;
    QSet<QString> ids;
    for (const DoctorCheck &check : examine(tree)) {
        QVERIFY2(idShape.match(check.id).hasMatch(), qPrintable(check.id));
        QVERIFY2(check.title.at(0).isUpper(), qPrintable(check.title));
        QVERIFY2(check.effect.endsWith(u'.'), qPrintable(check.id));
        ids.insert(check.id);
    }
    QCOMPARE(ids.size(), 22);
}

void DoctorTest::rendersJson()
{
    FakeTree tree;
    writeHealthy(tree);
    tree.write(u"proc/sys/net/core/somaxconn"_s, "128");
    tree.write(u"proc/self/limits"_s, "");
    const QList<DoctorCheck> checks = examine(tree, gibibyte);
    const QJsonObject json = doctorJson(checks);
    const auto schema = JsonSchema::load(u":/loadstone/schemas/doctor.schema.json"_s);
    QVERIFY(schema.isOk());
    QVERIFY((*schema)->check(JsonDocument::parse(QJsonDocument(json).toJson())).isEmpty());
    QJsonObject wrong = json;
    wrong[u"good"_s] = u"many"_s;
    QVERIFY(!(*schema)->check(JsonDocument::parse(QJsonDocument(wrong).toJson())).isEmpty());
    QCOMPARE(json[u"good"_s].toInt(), 19);
    QCOMPARE(json[u"warnings"_s].toInt(), 1);
    QCOMPARE(json[u"bad"_s].toInt(), 1);
    QCOMPARE(json[u"unknown"_s].toInt(), 1);
    const QJsonArray list = json[u"checks"_s].toArray();
    QCOMPARE(list.size(), checks.size());
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonObject check = list[i].toObject();
        QCOMPARE(check.keys(),
                 QStringList({u"effect"_s, u"found"_s, u"id"_s, u"remedy"_s, u"state"_s, u"title"_s}));
        QCOMPARE(check[u"id"_s].toString(), checks[i].id);
        QCOMPARE(check[u"state"_s].toString(), doctorStateId(checks[i].state));
        QCOMPARE(check[u"remedy"_s].toString(), checks[i].remedy);
    }
}

void DoctorTest::rendersTextInAHundredColumns()
{
    FakeTree healthy;
    writeHealthy(healthy);
    FakeTree empty;
    for (FakeTree *tree : {&healthy, &empty}) {
        const QList<DoctorCheck> checks = examine(*tree, gibibyte);
        const QString text = doctorText(checks);
        QVERIFY(text.endsWith(u'\n'));
        for (const QString &line : text.split(u'\n')) {
            QVERIFY2(line.size() <= 100, qPrintable(line));
            QVERIFY2(!line.endsWith(u' '), qPrintable(line));
        }
        QString flat = text;
        flat.replace(QRegularExpression(u"\\s+"_s), u" "_s);
        for (const DoctorCheck &check : checks) {
            QVERIFY2(flat.contains(doctorStateId(check.state) + u' ' + check.id + u' ' + check.found),
                     qPrintable(check.id));
            const bool isReported = check.state != DoctorCheck::State::Good;
            QVERIFY2(flat.contains(check.effect) == isReported, qPrintable(check.id));
            QVERIFY2(flat.contains(check.remedy), qPrintable(check.id));
        }
    }
    writeHealthy(healthy); // CPU times as at the first reading
    QVERIFY(doctorText(examine(healthy)).endsWith(u"\n22 good\n"_s));
    QVERIFY(doctorText(examine(empty, gibibyte, {})).endsWith(u"\n2 bad, 20 unknown\n"_s));
}

LOADSTONE_TEST(DoctorTest, QCoreApplication)
#include "tst_doctor.moc"
