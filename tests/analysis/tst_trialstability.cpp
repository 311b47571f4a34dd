// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/findings.h"
#include "core/analysis/trialstability.h"
#include "core/present/findingtext.h"
#include "tests/support/normalvalues.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// Seconds with a number of successful responses, relative to their mean.
struct Part {
    double responses;
    int seconds;
};

constexpr double measureFromS = 7.25;

/// A finished trial of a closed load with these responses in the seconds of its measure phase.
TrialRecord trialOf(const QList<double> &responses)
{
    TrialRecord trial;
    trial.end = TrialEnd::Finished;
    trial.timeline.measureFromS = measureFromS;
    trial.timeline.measureToS = measureFromS + double(responses.size());
    trial.load.measuredS = double(responses.size());
    EndpointMetrics endpoint;
    for (qsizetype i = 0; i < responses.size(); ++i) {
        SecondBucket second;
        second.startS = measureFromS + double(i);
        second.counts[0] = std::llround(std::max(0.0, responses[i]));
        trial.timeline.seconds << second;
        endpoint.counts[0] += second.counts[0];
    }
    endpoint.started = endpoint.counts[0];
    endpoint.okInWindow = endpoint.counts[0];
    endpoint.serviceTime.record(1'000, endpoint.counts[0]);
    trial.load.measured.endpoints << endpoint;
    return trial;
}

TrialRecord trialOf(const QList<Part> &parts)
{
    RandomStream random(5, 0);
    QList<double> responses;
    for (const Part &part : parts) {
        for (int i = 0; i < part.seconds; ++i)
            responses << part.responses * (1 + 0.02 * nextNormal(random));
    }
    return trialOf(responses);
}

const TrialRecord &warmingTrial()
{
    static const TrialRecord trial = trialOf(QList<Part>{{600, 10}, {1'000, 50}});
    return trial;
}

/// Noise around a constant rate, as a factor, one value per second.
using Noise = std::function<double(RandomStream &random)>;

Noise independentNoise(double deviation)
{
    return [deviation](RandomStream &random) { return 1 + deviation * nextNormal(random); };
}

/// Autoregressive: each second keeps that part of the previous one's deviation.
Noise dependentNoise(double part, double deviation)
{
    return [=, last = 0.0](RandomStream &random) mutable {
        last = part * last + std::sqrt(1 - part * part) * deviation * nextNormal(random);
        return 1 + last;
    };
}

/// Student's t of two degrees of freedom, which has no variance.
Noise heavyTailedNoise(double scale)
{
    return [scale](RandomStream &random) {
        return 1 + scale * nextNormal(random) / std::sqrt(-std::log(1 - random.nextUnit()));
    };
}

/// Responses that arrive at random, counted (Knuth's method).
Noise poissonNoise(double mean)
{
    return [mean](RandomStream &random) {
        int count = 0;
        for (double product = random.nextUnit(); product > std::exp(-mean); product *= random.nextUnit())
            ++count;
        return count / mean;
    };
}

} // namespace

Q_DECLARE_METATYPE(QList<Part>)
Q_DECLARE_METATYPE(Noise)

class TestTrialStability : public QObject
{
    Q_OBJECT
private slots:
    void unsteadyTrialsHaveAFinding_data();
    void unsteadyTrialsHaveAFinding();
    void findingHasTheChange();
    void slowingIsMarkedFromItsChangeOn();
    void smallChangesAreNoFinding();
    void ratesThatProveNothingAreNotEvaluated_data();
    void ratesThatProveNothingAreNotEvaluated();
    void missedOpenLoadsAreEvaluated();
    void onlyWholeMeasuredSecondsCount();
    void fewResponsesProveNothing();
    void flatNoisyTrialsHaveNoFinding_data();
    void flatNoisyTrialsHaveNoFinding();
};

void TestTrialStability::unsteadyTrialsHaveAFinding_data()
{
    QTest::addColumn<QList<Part>>("parts");
    QTest::addColumn<FindingKind>("kind");
    QTest::addColumn<double>("percent");
    QTest::addColumn<QString>("change");
    QTest::newRow("warm-up") << QList<Part>{{600, 10}, {1'000, 50}} << FindingKind::WarmUpNotOver << 40.0
                             << u"from 10 s into the measurement on"_s;
    QTest::newRow("warm-up in steps")
        << QList<Part>{{600, 10}, {800, 10}, {1'000, 40}} << FindingKind::WarmUpNotOver << 40.0
        << u"after the last of 2 changes, 20 s into the measurement"_s;
    QTest::newRow("slowing") << QList<Part>{{1'000, 30}, {800, 30}} << FindingKind::Slowing << 20.0
                             << u"from 30 s into the measurement on"_s;
    QTest::newRow("slowing after a rise")
        << QList<Part>{{900, 20}, {1'000, 15}, {800, 25}} << FindingKind::Slowing << 20.0
        << u"after the last of 2 changes, 35 s"_s;
    QTest::newRow("change at the end") << QList<Part>{{1'000, 50}, {1'300, 10}} << FindingKind::NoSteadyState
                                       << 23.1 << u"from 50 s into the measurement on"_s;
    QTest::newRow("up and down") << QList<Part>{{1'000, 12}, {700, 12}, {1'000, 12}, {700, 12}, {1'000, 12}}
                                 << FindingKind::NoSteadyState << 30.0
                                 << u"after the last of 4 changes, 48 s"_s;
    QTest::newRow("by halves") << QList<Part>{{600, 6}, {1'000, 6}} << FindingKind::WarmUpNotOver << 40.0
                               << u"under 20 s only halves are compared"_s;
}

void TestTrialStability::unsteadyTrialsHaveAFinding()
{
    QFETCH(QList<Part>, parts);
    QFETCH(FindingKind, kind);
    QFETCH(double, percent);
    QFETCH(QString, change);
    const QList<Finding> findings = detectFindings(trialOf(parts), Profile{});
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().kind, kind);
    QCOMPARE(findings.first().severity(), Severity::Caveat);
    QVERIFY2(std::abs(findings.first().figure() - percent) < 3,
             qPrintable(QString::number(findings.first().figure())));
    QVERIFY2(findingText(findings.first()).contains(change), qPrintable(findingText(findings.first())));
}

void TestTrialStability::findingHasTheChange()
{
    const Finding finding = detectFindings(warmingTrial(), Profile{}).value(0);
    QStringList ids;
    for (const Evidence &evidence : finding.evidence)
        ids << evidence.id;
    QCOMPARE(ids, (QStringList{u"change_percent"_s, u"rps_before"_s, u"rps_after"_s, u"changed_after_s"_s}));
    QCOMPARE(finding.evidence[0].normal, std::optional(10.0));
    QVERIFY(std::abs(finding.evidence[1].value - 600) < 12);
    QVERIFY(std::abs(finding.evidence[2].value - 1'000) < 12);
    QCOMPARE(finding.evidence[3].value, 10.0);
    // The time to leave out of the figures.
    QCOMPARE(finding.range, std::optional(TimeRange{measureFromS, measureFromS + 10}));
    const Finding halves = detectFindings(trialOf(QList<Part>{{600, 6}, {1'000, 6}}), Profile{}).value(0);
    QCOMPARE(halves.evidence.last().id, u"seconds"_s);
    QCOMPARE(halves.evidence.last().value, 12.0);
    QCOMPARE(halves.evidence.last().normal, std::optional(20.0));
}

void TestTrialStability::slowingIsMarkedFromItsChangeOn()
{
    const Finding slowing = detectFindings(trialOf(QList<Part>{{1'000, 30}, {800, 30}}), Profile{}).value(0);
    QCOMPARE(slowing.range, std::optional(TimeRange{measureFromS + 30, measureFromS + 60}));
    const Finding none = detectFindings(trialOf(QList<Part>{{1'000, 50}, {1'300, 10}}), Profile{}).value(0);
    QCOMPARE(none.range, std::optional(TimeRange{measureFromS, measureFromS + 60}));
}

void TestTrialStability::smallChangesAreNoFinding()
{
    QVERIFY(!findUnsteadyRate(trialOf(QList<Part>{{920, 20}, {1'000, 40}}), Profile{}));
    QVERIFY(findUnsteadyRate(trialOf(QList<Part>{{870, 20}, {1'000, 40}}), Profile{}));
    QVERIFY(!findUnsteadyRate(trialOf(QList<Part>{{1'000, 30}, {920, 30}}), Profile{}));
    QVERIFY(findUnsteadyRate(trialOf(QList<Part>{{1'000, 30}, {870, 30}}), Profile{}));
}

void TestTrialStability::ratesThatProveNothingAreNotEvaluated_data()
{
    QTest::addColumn<std::function<void(TrialRecord &, Profile &)>>("change");
    const auto row = [](const char *name, std::function<void(TrialRecord &, Profile &)> change) {
        QTest::newRow(name) << change;
    };
    row("stages", [](TrialRecord &, Profile &p) { p.load.stages = {{10, Milliseconds(10'000), true}}; });
    row("target changed by hand", [](TrialRecord &t, Profile &) { t.load.targetChanges = {{1, 60}}; });
    row("capacity search", [](TrialRecord &, Profile &p) { p.capacity.emplace(); });
    row("levels of a capacity search", [](TrialRecord &t, Profile &) { t.capacity.emplace(); });
    row("stopped", [](TrialRecord &t, Profile &) { t.end = TrialEnd::Stopped; });
    row("in progress", [](TrialRecord &t, Profile &) { t.end = TrialEnd::Running; });
    row("server exited", [](TrialRecord &t, Profile &) { t.end = TrialEnd::ServerExited; });
    row("invalid", [](TrialRecord &t, Profile &) { t.load.stoodStillS = 5; });
    row("set by the schedule", [](TrialRecord &t, Profile &) { t.load.pacingCeilingRps = 940; });
    row("open, met", [](TrialRecord &t, Profile &) {
        t.load.isOpen = true;
        t.load.intendedRps = 933;
    });
}

void TestTrialStability::ratesThatProveNothingAreNotEvaluated()
{
    QFETCH(std::function<void(TrialRecord &, Profile &)>, change);
    TrialRecord trial = warmingTrial();
    Profile profile;
    QVERIFY(findUnsteadyRate(trial, profile));
    change(trial, profile);
    QVERIFY(!findUnsteadyRate(trial, profile));
}

void TestTrialStability::missedOpenLoadsAreEvaluated()
{
    TrialRecord trial = warmingTrial();
    trial.load.isOpen = true;
    trial.load.intendedRps = 2'000;
    trial.load.due = 120'000;
    QVERIFY(findUnsteadyRate(trial, Profile{}));
}

void TestTrialStability::onlyWholeMeasuredSecondsCount()
{
    TrialRecord trial = trialOf(QList<Part>{{1'000, 30}});
    SecondBucket other = trial.timeline.seconds.first();
    other.counts[0] = 10;
    for (int i = 0; i < 10; ++i) {
        other.phase = Phase::WarmUp;
        trial.timeline.seconds.prepend(other);
        other.phase = Phase::Drain;
        trial.timeline.seconds.append(other);
    }
    other.phase = Phase::Measure;
    other.lengthS = 0.2; // the last one, in parts
    for (int i = 0; i < 10; ++i)
        trial.timeline.seconds.append(other);
    QVERIFY(!findUnsteadyRate(trial, Profile{}));
}

void TestTrialStability::fewResponsesProveNothing()
{
    // 9 and 14 responses.
    QVERIFY(!findUnsteadyRate(trialOf(QList<double>{1, 2, 2, 2, 2, 3, 3, 3, 3, 2}), Profile{}));
    // Seconds of 700 and 1,300 at random.
    QVERIFY(
        !findUnsteadyRate(trialOf(QList<double>{700, 1'300, 700, 700, 1'300, 1'300, 700, 1'300}), Profile{}));
    // As many more in the second half as users wait for responses that may arrive together.
    TrialRecord trial = trialOf(QList<double>{1'000, 1'000, 1'000, 1'000, 1'200, 1'200, 1'200, 1'200});
    trial.load.meanInFlight = 800;
    QVERIFY(!findUnsteadyRate(trial, Profile{}));
    trial.load.meanInFlight = 5;
    QVERIFY(findUnsteadyRate(trial, Profile{}));
}

void TestTrialStability::flatNoisyTrialsHaveNoFinding_data()
{
    QTest::addColumn<Noise>("noise");
    QTest::addColumn<double>("mean");
    QTest::newRow("1 %") << independentNoise(0.01) << 5'000.0;
    QTest::newRow("5 %") << independentNoise(0.05) << 1'000.0;
    QTest::newRow("20 %") << independentNoise(0.2) << 1'000.0;
    QTest::newRow("heavy tails") << heavyTailedNoise(0.03) << 1'000.0;
    QTest::newRow("dependent by 0.4, 8 %") << dependentNoise(0.4, 0.08) << 1'000.0;
    QTest::newRow("dependent by 0.6, 5 %") << dependentNoise(0.6, 0.05) << 1'000.0;
    QTest::newRow("dependent by 0.8, 3 %") << dependentNoise(0.8, 0.03) << 1'000.0;
    QTest::newRow("a response in 5 s") << poissonNoise(0.2) << 0.2;
    QTest::newRow("a response in 2 s") << poissonNoise(0.5) << 0.5;
    QTest::newRow("2 responses/s") << poissonNoise(2) << 2.0;
    QTest::newRow("30 responses/s") << poissonNoise(30) << 30.0;
}

/// At most 5 % of flat trials have a finding.
void TestTrialStability::flatNoisyTrialsHaveNoFinding()
{
    QFETCH(Noise, noise);
    QFETCH(double, mean);
    RandomStream random(1, 0);
    for (const int seconds : {4, 10, 19, 20, 30, 60, 120, 300}) {
        constexpr int trials = 400;
        int found = 0;
        for (int i = 0; i < trials; ++i) {
            QList<double> responses;
            Noise one = noise;
            for (int second = 0; second < seconds; ++second)
                responses << mean * one(random);
            found += findUnsteadyRate(trialOf(responses), Profile{}) ? 1 : 0;
        }
        qInfo("%d s: %.1f %%", seconds, 100.0 * found / trials);
        QVERIFY2(20 * found <= trials, qPrintable(u"%1 of %2 at %3 s"_s.arg(found).arg(trials).arg(seconds)));
    }
}

LOADSTONE_TEST(TestTrialStability, QCoreApplication)
#include "tst_trialstability.moc"
