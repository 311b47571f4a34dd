// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/resourcesampler.h"
#include "tests/support/serverguardrun.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

const QString samplersGuard = QStringLiteral(GUARD_PROGRAM);

ResourceSample sampleAt(const QSignalSpy &spy, qsizetype index)
{
    return spy.at(index).first().value<ResourceSample>();
}

} // namespace

class TestResourceSampler : public QObject
{
    Q_OBJECT
private slots:
    void samplesABusyServer();
    void includesCpuOfEndedChildren();
    void survivesVanishingProcesses();
    void reportsUnknownForAMissingTree();
};

void TestResourceSampler::samplesABusyServer()
{
    GuardRun run(samplersGuard, GuardRun::python(u"print('ready', flush=True)\nwhile True: pass"_s));
    QTRY_VERIFY(run.hasPrinted("ready"));
    const SystemClock clock;
    ResourceSampler sampler(clock);
    QSignalSpy sampled(&sampler, &ResourceSampler::sampled);
    const TreeCpu before = readTreeCpu(run.process.processId()).value();
    const TimePoint begin = clock.now();
    sampler.start(run.process.processId(), 10);
    QTRY_COMPARE_WITH_TIMEOUT(sampled.size(), 3, 4000);
    const TreeCpu after = readTreeCpu(run.process.processId()).value();
    const double elapsedS = Seconds(clock.now() - begin).count();
    sampler.stop();
    // Other programs may occupy the CPUs meanwhile: the two readings are compared with each other, and with
    // the wall clock only as the upper bound for one busy thread.
    double sum = 0;
    for (qsizetype i = 0; i < 3; ++i)
        sum += sampleAt(sampled, i).cpuPercent().value();
    const double usedS = after.userS + after.systemS - before.userS - before.systemS;
    QVERIFY2(std::abs(sum / 3 - usedS / elapsedS * 100) < 15,
             qPrintable(u"%1 %2"_s.arg(sum / 3).arg(usedS / elapsedS)));
    QVERIFY2(sum > 0 && sum / 3 < 106, qPrintable(QString::number(sum / 3)));
    const ResourceSample sample = sampleAt(sampled, 0);
    QVERIFY(sample.atS >= 10.45 && sample.atS < 11.5);
    QCOMPARE(sample.processes, 1);
    QCOMPARE(sample.threads, 1);
    QVERIFY(sample.fds >= 2);
    QVERIFY(sample.ussBytes > 0 && sample.ussBytes <= sample.pssBytes);
    QVERIFY(sample.pssBytes <= sample.rssBytes);
    QVERIFY(sample.contextSwitches >= 0);
    QVERIFY(!sampled.wait(600)); // none after stop()
}

void TestResourceSampler::includesCpuOfEndedChildren()
{
    GuardRun run(samplersGuard, GuardRun::python(uR"(
import os, time
def burn():
    while time.process_time() < 0.4: pass
    os._exit(0)
child = os.fork()
if child == 0: burn()
os.waitpid(child, 0)
middle = os.fork()
if middle == 0:
    os.setsid()
    if os.fork() == 0: burn()
    os._exit(0)
os.waitpid(middle, 0)
print('ready', flush=True)
time.sleep(60)
)"_s));
    QTRY_VERIFY_WITH_TIMEOUT(run.hasPrinted("ready"), 10'000);
    // The first burner was reaped by its parent, the second by the guard.
    QTRY_COMPARE_WITH_TIMEOUT(run.marked.alive().size(), 2U, 10'000);
    const TreeCpu cpu = readTreeCpu(run.process.processId()).value();
    QVERIFY2(cpu.userS + cpu.systemS >= 0.76, qPrintable(QString::number(cpu.userS)));
    QVERIFY(cpu.userS + cpu.systemS < 1.5);
}

void TestResourceSampler::survivesVanishingProcesses()
{
    GuardRun run(samplersGuard, GuardRun::python(uR"(
import os
print('ready', flush=True)
while True:
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
)"_s));
    QTRY_VERIFY(run.hasPrinted("ready"));
    const SystemClock clock;
    ResourceSampler sampler(clock);
    QSignalSpy sampled(&sampler, &ResourceSampler::sampled);
    sampler.start(run.process.processId(), 0, Milliseconds(20));
    QTRY_VERIFY_WITH_TIMEOUT(sampled.size() >= 40, 5000);
    run.process.write("stop-now\n");
    QVERIFY(run.process.waitForFinished(5000));
    sampler.stop();
    for (qsizetype i = 0; i < sampled.size(); ++i) {
        QVERIFY(sampleAt(sampled, i).cpuUserPercent >= 0);
        QVERIFY(sampleAt(sampled, i).cpuSystemPercent >= 0);
        QVERIFY(sampleAt(sampled, i).contextSwitches >= 0);
    }
}

void TestResourceSampler::reportsUnknownForAMissingTree() { QVERIFY(!readTreeCpu(999'999'999)); }

LOADSTONE_TEST(TestResourceSampler, QCoreApplication)
#include "tst_resourcesampler.moc"
