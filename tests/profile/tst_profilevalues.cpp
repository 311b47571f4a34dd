// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/profiletext.h"
#include "core/profile/enumids.h"
#include "core/profile/thinktime.h"
#include "core/profile/threshold.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestProfileValues : public QObject
{
    Q_OBJECT
private slots:
    void readsThresholds_data();
    void readsThresholds();
    void readsScopes_data();
    void readsScopes();
    void refusesThresholdsWithRemedy_data();
    void refusesThresholdsWithRemedy();
    void comparesWithThresholds();
    void computesTheMeanThinkTime();
    void namesThinkTimes();
};

void TestProfileValues::readsThresholds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<int>("comparison");
    QTest::addColumn<double>("value");
    using Comparison = Threshold::Comparison;
    const auto row = [](const char *text, const char *metric, Comparison comparison, double value) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(metric)
                            << static_cast<int>(comparison) << value;
    };
    row("p99<200ms", "p99", Comparison::Less, 200'000);
    row("rps>=1000", "rps", Comparison::GreaterOrEqual, 1000);
    row("rps > 0.5/s", "rps", Comparison::Greater, 0.5);
    row("failures<=1%", "failures", Comparison::LessOrEqual, 1);
    row("failures<=0.1", "failures", Comparison::LessOrEqual, 0.1);
    row("mean<5ms", "mean", Comparison::Less, 5'000);
    row("max<2s", "max", Comparison::Less, 2'000'000);
    row(" P99.9 <= 1.5 s ", "p999", Comparison::LessOrEqual, 1'500'000);
    row("p50<250µs", "p50", Comparison::Less, 250);
    row("p90<250us", "p90", Comparison::Less, 250);
    row("rps >= 0.95 * baseline", "rps", Comparison::GreaterOrEqual, 0.95);
    row("p99<=1.2*baseline", "p99", Comparison::LessOrEqual, 1.2);
    row("failures <= baseline", "failures", Comparison::LessOrEqual, 1);
}

void TestProfileValues::readsThresholds()
{
    QFETCH(const QString, text);
    QFETCH(const int, comparison);
    const Result<Threshold> threshold = parseThreshold(text);
    QVERIFY2(threshold.isOk(), qPrintable(threshold ? QString() : threshold.error().text()));
    QTEST(metricInfo(threshold->metric).id, "metric");
    QCOMPARE(static_cast<int>(threshold->comparison), comparison);
    QTEST(threshold->value, "value");
    QCOMPARE(threshold->text, text.trimmed());
    QCOMPARE(threshold->isOfBaseline, text.contains(u"baseline"_s));
}

void TestProfileValues::readsScopes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("server");
    const auto row = [](const char *text, const char *endpoint, const char *server) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(endpoint)
                            << QString::fromUtf8(server);
    };
    row("p99<200ms", "", "");
    row("p99{endpoint:Single}<200ms", "Single", "");
    row("rps{server:Sanic} >= 0.95 * baseline", "", "Sanic");
    row(R"(failures{server:"gunicorn, 4 workers", endpoint:"GET /json"} <= 1%)", "GET /json",
        "gunicorn, 4 workers");
    row(" p99 { endpoint : GET /json , server : Sanic over TLS } < 200 ms ", "GET /json", "Sanic over TLS");
    row(R"(p99{endpoint:"a \"b\" \\ \c : { } ,"}<1s)", R"(a "b" \ \c : { } ,)", "");
    row(R"(p99{endpoint:a\b}<1s)", R"(a\b)", "");
    row(R"(p99{endpoint:"<1ms"}<1s)", "<1ms", "");
    row("p99{endpoint:größer}<1s", "größer", "");
    row(R"(p99{endpoint:" a "}<1s)", " a ", "");
}

void TestProfileValues::readsScopes()
{
    QFETCH(const QString, text);
    const Result<Threshold> threshold = parseThreshold(text);
    QVERIFY2(threshold.isOk(), qPrintable(threshold ? QString() : threshold.error().text()));
    QTEST(threshold->scope.endpoint, "endpoint");
    QTEST(threshold->scope.server, "server");
    QCOMPARE(threshold->text, text.trimmed());
    QVERIFY(threshold->value > 0);
}

void TestProfileValues::refusesThresholdsWithRemedy_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *text, const char *part) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(part);
    };
    row("", "Write a metric");
    row("p99", "Write a metric");
    row("p99=200ms", "Write a metric");
    row("p99<-1ms", "Write a metric");
    row("p99<200", "append us, ms or s, for example 200ms");
    row("p99<200%", "p99 is a time");
    row("rps>1000ms", "without a unit");
    row("failures<1ms", "write 1%");
    row("failures<=101%", "cannot exceed 100 %");
    row(("rps>=" + QByteArray(400, '9')).constData(), "The value is too large");
    row("p99<9999999999999s", "The value is too large");
    row("p95<1ms", "no metric \"p95\"");
    row("rps>=0*baseline", "a factor above 0");
    row("rps>=0.9baseline", "without a unit");
    row("rps>=0.9*base", "Write a metric");
    row("rps>=baseline*0.9", "Write a metric");
    row("p99<=9999999*baseline", "a factor above 0");
    row("failure<1%", "Did you mean \"failures\"?");
    const char *const quote = "Put a name with , } : or \" in double quotes";
    row("p99{endpoint:GET /items/{id}}<1s", quote);
    row("p99{endpoint:a:b}<1s", quote);
    row("p99{endpoint:a\"b}<1s", quote);
    row("p99{endpoint:gunicorn, 4 workers}<1s", "Write endpoint:NAME, server:NAME or both");
    row("p99{}<1s", "Write endpoint:NAME, server:NAME or both");
    row("p99{Single}<1s", "Write endpoint:NAME, server:NAME or both");
    row("p99{endpoint:a,}<1s", "Write endpoint:NAME, server:NAME or both");
    row("p99{endpoint:}<1s", "The name after \"endpoint:\" is missing");
    row("p99{server:\"\"}<1s", "The name after \"server:\" is missing");
    row("p99{enpoint:a}<1s", "There is no key \"enpoint\". Did you mean \"endpoint\"?");
    row("p99{group:a}<1s", "There is no key \"group\"; there are endpoint and server");
    row("p99{endpoint:a, endpoint:b}<1s", "\"endpoint\" appears twice");
    row("p99{endpoint:a<1s", "The brace is not closed");
    row("p99{endpoint:\"a}<1s", "The quoted name is not closed");
    row("p99{endpoint:\"a\" b}<1s", "\"b}<1s\" follows the name \"a\"");
    row("p99{endpoint:a}", "Write a metric");
    row("{endpoint:a}p99<1s", "Write a metric");
    row("p99<1s{endpoint:a}", "append us, ms or s");
    row("cpu{endpoint:a}<50", "cpu is measured per server, not per endpoint");
    row("peak_memory{endpoint:a}<50", "peak_memory is measured per server, not per endpoint");
    row("cpu{server:a}<50", "There is no metric \"cpu\"");
}

void TestProfileValues::refusesThresholdsWithRemedy()
{
    QFETCH(const QString, text);
    QFETCH(const QString, part);
    const Result<Threshold> threshold = parseThreshold(text);
    QVERIFY(!threshold);
    QCOMPARE(threshold.error().code, ErrorCode::Usage);
    QVERIFY2(threshold.error().text().contains(part), qPrintable(threshold.error().text()));
}

void TestProfileValues::comparesWithThresholds()
{
    const auto keeps = [](const char *text, double value) {
        const Result<Threshold> threshold = parseThreshold(QString::fromLatin1(text));
        return threshold && holds(threshold.value(), value);
    };
    QVERIFY(keeps("p99<200ms", 199'999) && !keeps("p99<200ms", 200'000));
    QVERIFY(keeps("p99<=200ms", 200'000) && !keeps("p99<=200ms", 200'001));
    QVERIFY(keeps("rps>1000", 1000.1) && !keeps("rps>1000", 1000));
    QVERIFY(keeps("rps>=1000", 1000) && !keeps("rps>=1000", 999.9));
}

void TestProfileValues::computesTheMeanThinkTime()
{
    ThinkTime think;
    think.min = Milliseconds(500);
    think.max = Milliseconds(1500);
    think.mean = Milliseconds(250);
    QCOMPARE(think.expectedValue().count(), 0.0);
    think.kind = ThinkTime::Kind::Uniform;
    QCOMPARE(think.expectedValue().count(), 1.0);
    think.kind = ThinkTime::Kind::Constant;
    QCOMPARE(think.expectedValue().count(), 0.25);
    think.kind = ThinkTime::Kind::Exponential;
    QCOMPARE(think.expectedValue().count(), 0.25);
}

void TestProfileValues::namesThinkTimes()
{
    QCOMPARE(thinkTimeKinds().size(), 4);
    for (const ThinkTime::Kind kind : thinkTimeKinds())
        QVERIFY(enumFromId<ThinkTime::Kind>(enumId(kind)) == kind);
    QVERIFY(!enumFromId<ThinkTime::Kind>(u"gaussian"));
    QCOMPARE(describeThinkTime({ThinkTime::Kind::Uniform, Milliseconds(0), Milliseconds(1000), {}}),
             u"uniform, 0–1 s"_s);
    QCOMPARE(describeThinkTime({ThinkTime::Kind::Exponential, {}, {}, Milliseconds(50)}),
             u"exponential, mean 0.05 s"_s);
}

LOADSTONE_TEST(TestProfileValues, QCoreApplication)
#include "tst_profilevalues.moc"
