// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/findings.h"
#include "core/present/findingtext.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

/// Ten measured seconds with `first` requests/s in the first half and `second` in the second.
TrialRecord makeTrial(int first, int second)
{
    TrialRecord trial;
    trial.end = TrialEnd::Finished;
    trial.timeline.measureFromS = 5;
    trial.timeline.measureToS = 15;
    trial.load.measuredS = 10;
    EndpointMetrics endpoint;
    for (int i = 0; i < 10; ++i) {
        SecondBucket bucket;
        bucket.startS = 5 + i;
        bucket.counts[0] = i < 5 ? first : second;
        trial.timeline.seconds << bucket;
        endpoint.counts[0] += bucket.counts[0];
    }
    endpoint.started = endpoint.counts[0];
    endpoint.serviceTime.record(1'000, endpoint.counts[0]);
    trial.load.measured.endpoints << endpoint;
    return trial;
}

Profile warmProfile()
{
    Profile profile;
    profile.measurement.warmUp = Milliseconds(5'000);
    return profile;
}

QStringList makeTexts(const TrialRecord &trial, const Profile &profile)
{
    return findingTexts(detectFindings(trial, profile));
}

bool has(const QStringList &warnings, const QString &words) { return warnings.join(u'\n').contains(words); }

} // namespace

class TestFindings : public QObject
{
    Q_OBJECT
private slots:
    void validTrialHasNone() { QCOMPARE(makeTexts(makeTrial(100, 100), warmProfile()), QStringList{}); }

    void shortTrialsAreComparedByHalves()
    {
        QCOMPARE(
            makeTexts(makeTrial(100, 80), warmProfile()),
            QStringList{u"Slowing: the rate fell by 20 % while it was measured (100 requests/s in the first "
                        "half, 80.0 in the second: under 20 s only halves are compared). Look for memory, "
                        "queues or temperature that rise and for other busy programs, and measure longer to "
                        "see where it settles."_s});
        QCOMPARE(makeTexts(makeTrial(80, 100), warmProfile()),
                 QStringList{
                     u"Warm-up not over: at first the rate was 20 % lower than at the end (80.0 requests/s "
                     "in the first half, 100 in the second: under 20 s only halves are compared), and the "
                     "figures include that time. Lengthen the warm-up, \"warm_up_s\"; 20 s or more of "
                     "measurement show by how much."_s});
        QCOMPARE(makeTexts(makeTrial(100, 95), warmProfile()), QStringList{});
        QCOMPARE(makeTexts(makeTrial(95, 100), warmProfile()), QStringList{});
    }

    void reportsABusyUpstream()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.upstream = UpstreamRecord{{}, 1, 1, 2.0, 5.0, {}};
        QCOMPARE(makeTexts(trial, warmProfile()), QStringList{});
        trial.upstream->cpuSystemS = 6.5;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"slow upstream used 85 % of a core"_s));
    }

    void reportsStandstills()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.stoodStillS = 3.02;
        trial.load.longestStandstillS = 2;
        QVERIFY(trial.load.isInvalid());
        const QStringList warnings = makeTexts(trial, warmProfile());
        QCOMPARE(warnings.size(), 1);
        QVERIFY2(
            warnings.constFirst().startsWith(u"Loadstone itself stood still for 3.0 s of the measurement"_s),
            qPrintable(warnings.constFirst()));
    }

    void reportsScheduledRate()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().okInWindow = 1'000;
        trial.load.pacingCeilingRps = 106;
        QCOMPARE(makeTexts(trial, warmProfile()), QStringList{}); // 94 %
        trial.load.pacingCeilingRps = 101;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"at most 101 requests/s"_s));
    }

    void reportsViolationsOfLittlesLaw()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.littlesLawRatio = 1.04;
        QVERIFY(!has(makeTexts(trial, warmProfile()), u"Little"_s));
        trial.load.littlesLawRatio = 0.9;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"Little"_s));
    }

    void reportsFailuresFromOnePercent()
    {
        TrialRecord trial = makeTrial(100, 100);
        EndpointMetrics &endpoint = trial.load.measured.endpoints.first();
        endpoint.counts[size_t(OutcomeClass::Reset)] = 5;
        QVERIFY(!has(makeTexts(trial, warmProfile()), u"failed"_s));
        endpoint.counts[size_t(OutcomeClass::Reset)] = 50;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"failed"_s));
    }

    // A report showed two percentages for one rate: 38.4 % of the classified requests, 38.9 % of all ended
    // ones.
    void failureRateExcludesCutOffRequests()
    {
        TrialRecord trial = makeTrial(100, 100);
        EndpointMetrics &endpoint = trial.load.measured.endpoints.first();
        endpoint.counts[size_t(OutcomeClass::Reset)] = 250;
        endpoint.counts[size_t(OutcomeClass::Cancelled)] = 750;
        const QStringList warnings = makeTexts(trial, warmProfile());
        QVERIFY2(has(warnings, u"20 % of the requests failed"_s), qPrintable(warnings.join(u'\n')));
        QVERIFY2(has(warnings, u"37.5 % of the requests were cut off"_s), qPrintable(warnings.join(u'\n')));
        endpoint.counts[size_t(OutcomeClass::Cancelled)] = 5;
        QVERIFY(!has(makeTexts(trial, warmProfile()), u"cut off"_s));
    }

    void failedLoginsAreRelativeToClassifiedRequests()
    {
        TrialRecord trial = makeTrial(100, 100);
        LoginMetrics login;
        login.requests.counts[0] = 3;
        login.requests.counts[size_t(OutcomeClass::HttpStatus)] = 1;
        login.requests.counts[size_t(OutcomeClass::Cancelled)] = 4;
        trial.load.measured.login = login;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"25 % of the login attempts"_s));
    }

    void reportsRepeatedRequests()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().stale = 499;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"Sent twice: 499 requests, because"_s));
    }

    void attributesExhaustionToThisSystem()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().counts[size_t(OutcomeClass::FdUnavailable)] = 3;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"not of the server"_s));
    }

    void reportsColdAndClientLimited()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.client.isClientLimited = true;
        trial.load.client.reason = u"A load thread was full."_s;
        Profile profile;
        profile.measurement.warmUp = Milliseconds(0);
        const QStringList warnings = makeTexts(trial, profile);
        QVERIFY(has(warnings, u"Client-limited: A load thread was full."_s));
        QVERIFY(has(warnings, u"Cold"_s));
    }

    void reportsAMissedTargetRate()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().okInWindow = 995;
        trial.load.isOpen = true;
        trial.load.intendedRps = 100;
        QCOMPARE(makeTexts(trial, warmProfile()), QStringList{}); // 99.5 %
        trial.load.measured.endpoints.first().okInWindow = 600;
        const QStringList warnings = makeTexts(trial, warmProfile());
        QVERIFY2(has(warnings, u"Target rate missed: 60 % "_s), qPrintable(warnings.join(u'\n')));
        QVERIFY(has(warnings, u"60.0 of 100 requests/s"_s));
        QVERIFY(has(warnings, u"Lower the rate"_s));
        trial.load.isOpen = false; // without a target rate
        QCOMPARE(makeTexts(trial, warmProfile()), QStringList{});
    }

    void reportsDroppedArrivals()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.load.dropped = 1'234;
        QVERIFY(has(makeTexts(trial, warmProfile()), u"1,234 arrivals were dropped"_s));
    }

    void reportsManualChanges()
    {
        TrialRecord trial = makeTrial(100, 60);
        trial.load.targetChanges = {{1, 60}, {2, 50}};
        const QStringList warnings = makeTexts(trial, warmProfile());
        QCOMPARE(warnings.size(), 1);
        QVERIFY(has(warnings, u"changed by hand while it ran (2 times)"_s));
    }

    void stagesAreNoUnsteadiness()
    {
        Profile profile = warmProfile();
        profile.load.stages = {{10, Milliseconds(10'000), true}};
        QCOMPARE(makeTexts(makeTrial(100, 60), profile), QStringList{});
    }

    void severalTrialsGiveOneSentenceWithTheRange()
    {
        const auto pacing = [](double rps) {
            return Finding{FindingKind::ScheduleBound, {}, {}, {{{}, rps, MetricUnit::PerSecond, {}}}, {}};
        };
        const QString sentence = findingText({pacing(415), pacing(392), pacing(425)});
        QVERIFY2(sentence.contains(u"at most 392 to 425 requests/s"_s), qPrintable(sentence));
        QCOMPARE(findingText({pacing(415), pacing(415.2)}), findingText(pacing(415)));
        const auto missed = [](double rps) {
            const QList<Evidence> evidence{{{}, rps, MetricUnit::Percent, 99},
                                           {{}, rps, MetricUnit::PerSecond, {}},
                                           {{}, 100, MetricUnit::PerSecond, {}}};
            return Finding{FindingKind::TargetMissed, {}, {}, evidence, {}};
        };
        const QString missedText = findingText({missed(90), missed(50.1)});
        QVERIFY2(missedText.contains(u"50.1 % to 90 %"_s)
                     && missedText.contains(u"at worst 50.1 of 100 requests/s"_s),
                 qPrintable(missedText));
        const auto limited = [](const QString &reason) {
            return Finding{FindingKind::ClientLimited, {}, {}, {}, reason};
        };
        const Finding full = limited(u"A load thread was full."_s);
        QCOMPARE(findingText({full, full}), findingText(full));
        QCOMPARE(findingText({full, limited(u"Requests left late."_s)}),
                 u"Client-limited, for example: A load thread was full."_s);
    }

    void unsteadyRepeatsGiveOneSentence()
    {
        const auto warming = [](double percent, double before, double atS) {
            return Finding{FindingKind::WarmUpNotOver,
                           {},
                           {},
                           {{u"change_percent"_s, percent, MetricUnit::Percent, 10.0},
                            {u"rps_before"_s, before, MetricUnit::PerSecond, {}},
                            {u"rps_after"_s, 1'000, MetricUnit::PerSecond, {}},
                            {u"changed_after_s"_s, atS, MetricUnit::TimeS, {}}},
                           {}};
        };
        QCOMPARE(
            findingText(warming(40, 600, 10)),
            u"Warm-up not over: at first the rate was 40 % lower than at the end (600 requests/s, then 1,000 "
            "from 10 s into the measurement on), and the figures include that time. Lengthen the warm-up, "
            "\"warm_up_s\", by 10 s or more."_s);
        // The remedy covers the longest of them.
        QCOMPARE(
            findingText({warming(40, 600, 10), warming(25, 750, 14)}),
            u"Warm-up not over: at first the rate was 25 % to 40 % lower than at the end (at worst 600 "
            "requests/s, then 1,000 from 10 s into the measurement on), and the figures include that time. "
            "Lengthen the warm-up, \"warm_up_s\", by 14 s or more."_s);
    }

    void incidentsComeLast()
    {
        TrialRecord trial = makeTrial(100, 100);
        trial.planned.key = {2, 0, 1};
        trial.incidents = {
            {FindingKind::ServerKilled, {2, 0, 1}, {}, {{{}, 3, MetricUnit::Count, 0.0}}, {}},
            {FindingKind::PortStillTaken, {2, 0, 1}, {}, {{{}, 43'121, MetricUnit::Count, {}}}, {}}};
        Profile cold;
        cold.measurement.warmUp = Milliseconds(0);
        const QList<Finding> findings = detectFindings(trial, cold);
        QCOMPARE(findings.size(), 3);
        QCOMPARE(findings[0].kind, FindingKind::Cold);
        QCOMPARE(findings[0].trial, (TrialKey{2, 0, 1}));
        QCOMPARE(findings[0].range, std::optional(TimeRange{5, 15}));
        QCOMPARE(findingText(findings[1]), u"Port 43121 was still in use after the server had stopped."_s);
        QCOMPARE(findingText(findings[2]), u"Killed, because it did not stop when asked: 3 processes."_s);
    }

    void everyKindHasTextAndId()
    {
        for (int kind = 0; kind <= int(FindingKind::ServerKilled); ++kind) {
            const FindingInfo &info = findingInfo(FindingKind(kind));
            QCOMPARE(findingById(info.id), std::optional(info.kind));
            QVERIFY(!findingTitle(info.kind).isEmpty());
            const Finding finding{info.kind, {}, {}, {{}, {}, {}}, u"Why."_s};
            QVERIFY2(!findingText(finding).isEmpty()
                         && !findingText(finding).contains(u'%' + QString::number(1)),
                     qPrintable(info.id));
        }
        QVERIFY(!findingById(u"no such kind"_s));
    }

    void omitsUnmeasuredTrials()
    {
        TrialRecord trial;
        trial.end = TrialEnd::NotMeasured;
        QCOMPARE(makeTexts(trial, Profile{}), QStringList{});
    }
};

LOADSTONE_TEST(TestFindings, QCoreApplication)
#include "tst_findings.moc"
