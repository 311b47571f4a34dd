// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/trialwarnings.h"

#include <QTest>

using namespace loadstone;

namespace
{

/// Ten seconds measured, `first` requests/s in the first half and `second` in the second.
TrialResult makeTrial(int first, int second)
{
    TrialResult trial;
    trial.end = TrialEnd::Finished;
    trial.measureFromS = 5;
    trial.measureToS = 15;
    trial.load.measuredS = 10;
    EndpointMetrics endpoint;
    for (int i = 0; i < 10; ++i) {
        SecondBucket bucket;
        bucket.startS = 5 + i;
        bucket.counts[0] = i < 5 ? first : second;
        trial.seconds << bucket;
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

bool has(const QStringList &warnings, const QString &words) { return warnings.join(u'\n').contains(words); }

} // namespace

class TestTrialWarnings : public QObject
{
    Q_OBJECT
private slots:
    void aSoundTrialHasNone() { QCOMPARE(trialWarnings(makeTrial(100, 100), warmProfile()), QStringList{}); }

    void tellsWhatWasNotSteady()
    {
        const TrialResult trial = makeTrial(100, 80);
        QVERIFY(qAbs(halfToHalfChange(trial) + 0.2) < 1e-9);
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("Not steady")));
        QVERIFY(!has(trialWarnings(makeTrial(100, 95), warmProfile()), QStringLiteral("Not steady")));
    }

    void tellsWhenTheSlowUpstreamWasBusy()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.upstream = UpstreamResult{{}, 1, 1, 2.0, 5.0, {}};
        QCOMPARE(trialWarnings(trial, warmProfile()), QStringList{});
        trial.upstream->cpuSystemS = 6.5;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("slow API used 85 % of a core")));
    }

    void secondsOutsideTheMeasurePhaseDoNotCountForSteadiness()
    {
        TrialResult trial = makeTrial(100, 100);
        SecondBucket warmUp;
        warmUp.startS = 5; // as near as it can be: it is the phase that counts
        warmUp.phase = Phase::WarmUp;
        warmUp.counts[0] = 5'000;
        trial.seconds.prepend(warmUp);
        QCOMPARE(halfToHalfChange(trial), 0.0);
    }

    void tellsThatItStoodStillItself()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.stoodStillS = 3.02;
        trial.load.longestStandstillS = 2;
        QVERIFY(trial.load.isInvalid());
        const QStringList warnings = trialWarnings(trial, warmProfile());
        QCOMPARE(warnings.size(), 1);
        QVERIFY2(warnings.constFirst().startsWith(
                     QStringLiteral("Loadstone itself stood still for 3.0 s of the measurement")),
                 qPrintable(warnings.constFirst()));
    }

    void tellsThatTheScheduleSetTheRate()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.isPacingBound = true;
        trial.load.pacingCeilingRps = 101;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("at most 101 requests/s")));
    }

    void tellsWhereLittlesLawDoesNotHold()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.littlesLawRatio = 1.04;
        QVERIFY(!has(trialWarnings(trial, warmProfile()), QStringLiteral("Little")));
        trial.load.littlesLawRatio = 0.9;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("Little")));
    }

    void tellsFailuresFromOnePercentOn()
    {
        TrialResult trial = makeTrial(100, 100);
        EndpointMetrics &endpoint = trial.load.measured.endpoints.first();
        endpoint.counts[size_t(OutcomeClass::Reset)] = 5;
        QVERIFY(!has(trialWarnings(trial, warmProfile()), QStringLiteral("failed")));
        endpoint.counts[size_t(OutcomeClass::Reset)] = 50;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("failed")));
    }

    // One report had two percentages for one thing: 38.4 % of what was judged, 38.9 % of all that ended.
    void whatWasCutOffIsInNoFailureRate()
    {
        TrialResult trial = makeTrial(100, 100);
        EndpointMetrics &endpoint = trial.load.measured.endpoints.first();
        endpoint.counts[size_t(OutcomeClass::Reset)] = 250;
        endpoint.counts[size_t(OutcomeClass::Cancelled)] = 750;
        const QStringList warnings = trialWarnings(trial, warmProfile());
        QVERIFY2(has(warnings, QStringLiteral("20 % of the requests failed")),
                 qPrintable(warnings.join(u'\n')));
        QVERIFY2(has(warnings, QStringLiteral("37.5 % of the requests were cut off")),
                 qPrintable(warnings.join(u'\n')));
        endpoint.counts[size_t(OutcomeClass::Cancelled)] = 5;
        QVERIFY(!has(trialWarnings(trial, warmProfile()), QStringLiteral("cut off")));
    }

    void failedLoginsAreOfThoseJudgedToo()
    {
        TrialResult trial = makeTrial(100, 100);
        LoginMetrics login;
        login.requests.counts[0] = 3;
        login.requests.counts[size_t(OutcomeClass::HttpStatus)] = 1;
        login.requests.counts[size_t(OutcomeClass::Cancelled)] = 4;
        trial.load.measured.login = login;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("25 % of the attempts to log in")));
    }

    void tellsWhatWasSentTwice()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().stale = 499;
        QVERIFY(
            has(trialWarnings(trial, warmProfile()), QStringLiteral("Sent twice: 499 requests, because")));
    }

    void chargesOwnLimitsToThisSystem()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().counts[size_t(OutcomeClass::FdUnavailable)] = 3;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("not of the server")));
    }

    void tellsColdAndClientLimited()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.client.isClientLimited = true;
        trial.load.client.reason = QStringLiteral("A load thread was full.");
        Profile profile;
        profile.measurement.warmUp = Milliseconds(0);
        const QStringList warnings = trialWarnings(trial, profile);
        QVERIFY(has(warnings, QStringLiteral("Client-limited: A load thread was full.")));
        QVERIFY(has(warnings, QStringLiteral("Cold")));
    }

    void tellsWhenTheTargetRateWasMissed()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.measured.endpoints.first().okInWindow = 995;
        trial.load.isOpen = true;
        trial.load.intendedRps = 100;
        QCOMPARE(trialWarnings(trial, warmProfile()), QStringList{}); // 99.5 %
        trial.load.measured.endpoints.first().okInWindow = 600;
        const QStringList warnings = trialWarnings(trial, warmProfile());
        QVERIFY2(has(warnings, QStringLiteral("Target rate missed: 60 % ")),
                 qPrintable(warnings.join(u'\n')));
        QVERIFY(has(warnings, QStringLiteral("60.0 of 100 requests/s")));
        QVERIFY(has(warnings, QStringLiteral("Lower the rate")));
        trial.load.isOpen = false; // there is no rate to be missed
        QCOMPARE(trialWarnings(trial, warmProfile()), QStringList{});
    }

    void tellsWhatWasDropped()
    {
        TrialResult trial = makeTrial(100, 100);
        trial.load.dropped = 1'234;
        QVERIFY(has(trialWarnings(trial, warmProfile()), QStringLiteral("1,234 arrivals were dropped")));
    }

    void tellsThatAHandChangedTheLoad()
    {
        TrialResult trial = makeTrial(100, 60);
        trial.load.targetChanges = {{1, 60}, {2, 50}};
        const QStringList warnings = trialWarnings(trial, warmProfile());
        QVERIFY(has(warnings, QStringLiteral("changed by hand while it ran (2 times)")));
        QVERIFY(!has(warnings, QStringLiteral("Not steady")));
    }

    void stagesAreNoUnsteadiness()
    {
        Profile profile = warmProfile();
        profile.load.stages = {{10, Milliseconds(10'000), true}};
        QCOMPARE(trialWarnings(makeTrial(100, 60), profile), QStringList{});
    }

    void severalTrialsGiveOneSentenceWithTheRange()
    {
        const auto pacing = [](double rps) { return TrialFinding{FindingKind::PacingBound, rps, {}}; };
        const QString sentence = sentenceOf({pacing(415), pacing(392), pacing(425)});
        QVERIFY2(sentence.contains(QStringLiteral("at most 392 to 425 requests/s")), qPrintable(sentence));
        QCOMPARE(sentenceOf({pacing(415), pacing(415.2)}), pacing(415).sentence());
        const TrialFinding half{FindingKind::TargetMissed, 0.5, QStringLiteral("50 of 100 requests/s")};
        const TrialFinding most{FindingKind::TargetMissed, 0.9, QStringLiteral("90 of 100 requests/s")};
        QVERIFY2(sentenceOf({most, half}).contains(QStringLiteral("at worst 50 of 100 requests/s")),
                 qPrintable(sentenceOf({most, half})));
        const TrialFinding full{FindingKind::ClientLimited, 0, QStringLiteral("A load thread was full.")};
        const TrialFinding late{FindingKind::ClientLimited, 0, QStringLiteral("Requests left late.")};
        QCOMPARE(sentenceOf({full, full}), full.sentence());
        QCOMPARE(sentenceOf({full, late}),
                 QStringLiteral("Client-limited, for example: A load thread was full."));
    }

    void saysNothingOfWhatWasNotMeasured()
    {
        TrialResult trial;
        trial.end = TrialEnd::NotMeasured;
        QCOMPARE(trialWarnings(trial, Profile{}), QStringList{});
    }
};

QTEST_GUILESS_MAIN(TestTrialWarnings)
#include "tst_trialwarnings.moc"
