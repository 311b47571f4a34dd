// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadgenerator.h"
#include "tests/support/scriptedserver.h"

#include <QTest>

#include <map>
#include <vector>

namespace loadstone
{

using namespace std::chrono_literals;

inline constexpr int finishDeadlineMs = 30'000;

/// For initTestCase_data(): every test of the file runs once on each engine for HTTP.
inline void runOnEachHttpEngine()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("qnam") << QStringLiteral("qnam");
    QTest::newRow("native") << nativeEngine();
}

inline LoadSpec specFor(const QUrl &url, int users)
{
    QFETCH_GLOBAL(QString, engine);
    LoadSpec spec;
    spec.connection.engine = engine;
    spec.baseUrl = url;
    RequestTemplate request;
    request.name = QStringLiteral("root");
    spec.requests = {request};
    spec.load.users = users;
    spec.load.duration = 1s;
    spec.warmUp = 0ms;
    spec.drain = 2s;
    return spec;
}

/// A generator with all its signals recorded.
struct ObservedLoad {
    SystemClock clock;
    LoadGenerator generator{clock};
    QList<Phase> phases;
    std::map<double, SecondBucket> seconds; ///< the latest of each startS
    std::vector<LoadResult> results;

    ObservedLoad()
    {
        QObject::connect(&generator, &LoadGenerator::phaseChanged, &generator,
                         [this](Phase phase) { phases.append(phase); });
        QObject::connect(&generator, &LoadGenerator::secondUpdated, &generator,
                         [this](const SecondBucket &bucket) { seconds[bucket.startS] = bucket; });
        QObject::connect(&generator, &LoadGenerator::finished, &generator,
                         [this](const LoadResult &result) { results.push_back(result); });
    }
    bool waitForFinish() const
    {
        return QTest::qWaitFor([this] { return !results.empty(); }, finishDeadlineMs);
    }
    const LoadResult &result() const { return results.front(); }
};

inline qint64 countMatching(const LoadResult &result, OutcomeClass outcome)
{
    return result.measured.total().counts[static_cast<size_t>(outcome)];
}

/// Invariants of every result.
inline void checkBooks(const LoadResult &result)
{
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(total.started, total.ended());
    QCOMPARE(total.serviceTime.count(), total.ok());
    qint64 failures = result.measured.otherFailures;
    for (const FailureRecord &record : result.measured.failures)
        failures += record.count;
    QCOMPARE(failures, total.failed());
}

} // namespace loadstone
