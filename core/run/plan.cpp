// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/plan.h"

#include "core/load/curve.h"
#include "core/profile/upstream.h"
#include "core/run/profilecheck.h"
#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <random>

namespace loadstone
{

namespace
{

// Until a server's own start time is known: most of the catalogue is ready well within this.
constexpr double expectedLaunchSeconds = 2;
constexpr double expectedStopSeconds = 1;
constexpr double expectedPrimerSeconds = 0.5;

double seconds(Milliseconds duration) { return Seconds(duration).count(); }

/// What a request waits for the slow API at least; 0 when not all of them call it.
double upstreamSeconds(const Profile &profile)
{
    const bool isCalled = profile.upstream.api != Upstream::Api::None
        && std::all_of(profile.requests.cbegin(), profile.requests.cend(),
                       [](const RequestTemplate &request) { return callsUpstream(request.path); });
    return isCalled ? seconds(profile.upstream.delay) : 0;
}

/// How long as many requests take as end the open load.
double scheduleSeconds(const Load &load)
{
    const TimePoint begin{};
    return Seconds(LoadCurve(load, begin, begin).endOfCount(load, begin) - begin).count();
}

void nameUniquely(QList<ResolvedVariant> &variants)
{
    for (ResolvedVariant &variant : variants)
        variant.name = variant.variant.label.isEmpty() ? variant.stack.title : variant.variant.label;

    const auto repeated = [&variants] {
        QSet<QString> seen;
        QSet<QString> twice;
        for (const ResolvedVariant &variant : std::as_const(variants)) {
            if (seen.contains(variant.name))
                twice.insert(variant.name);
            seen.insert(variant.name);
        }
        return twice;
    };
    const QSet<QString> sameTitle = repeated();
    for (ResolvedVariant &variant : variants) {
        if (sameTitle.contains(variant.name) && isOverTls(variant.parameters))
            variant.name += QStringLiteral(" over TLS");
    }
    const QSet<QString> samePreset = repeated();
    for (ResolvedVariant &variant : variants) {
        if (samePreset.contains(variant.name))
            variant.name += QStringLiteral(" (%1)").arg(variant.variant.preset);
    }
    const QSet<QString> sameEverything = repeated();
    QHash<QString, int> numbers;
    for (ResolvedVariant &variant : variants) {
        if (sameEverything.contains(variant.name))
            variant.name += QStringLiteral(" #%1").arg(++numbers[variant.name]);
    }
}

} // namespace

Result<QList<ResolvedVariant>> resolveVariants(const Profile &profile, const Catalogue &catalogue)
{
    QList<ResolvedVariant> variants;
    QStringList problems;
    for (const StackVariant &variant : profile.stacks) {
        if (!variant.isEnabled)
            continue;
        const Stack *stack = catalogue.find(variant.stackId);
        if (!stack) {
            problems << catalogue.unknown(variant.stackId).message;
            continue;
        }
        if (const QString problem = protocolProblem(*stack, profile.connection.engine); !problem.isEmpty()) {
            problems << problem;
            continue;
        }
        Result<QJsonObject> parameters = resolveParameters(*stack, variant);
        if (!parameters) {
            problems << parameters.error().message;
            continue;
        }
        ResolvedVariant resolved;
        resolved.variant = variant;
        resolved.stack = *stack;
        resolved.parameters = *parameters;
        variants << resolved;
    }
    if (!problems.isEmpty())
        return Error{ErrorCode::Usage, problems.first(), problems.join(u'\n')};
    if (variants.isEmpty()) {
        return Error{ErrorCode::Usage,
                     QStringLiteral("The profile has no server switched on; add one or switch one on."),
                     {}};
    }
    nameUniquely(variants);
    return variants;
}

QList<PlannedTrial> planTrials(const Profile &profile, qsizetype variants)
{
    QList<PlannedTrial> plan;
    std::mt19937_64 random(profile.measurement.seed);
    const double expected = expectedTrialSeconds(profile);
    for (int repeat = 0; repeat < profile.measurement.repeats; ++repeat) {
        QList<int> order(variants);
        std::iota(order.begin(), order.end(), 0);
        if (profile.measurement.shuffle && profile.measurement.repeats > 1)
            std::shuffle(order.begin(), order.end(), random);
        for (const int variant : std::as_const(order))
            plan << PlannedTrial{int(plan.size()), variant, repeat, expected};
    }
    return plan;
}

double expectedTrialSeconds(const Profile &profile)
{
    const Load &load = profile.load;
    const std::optional<Milliseconds> measured = load.measured();
    double measure = measured ? seconds(*measured) : 0;
    if (load.requests) {
        const double cycle =
            load.thinkTime.expectedValue().count() + seconds(load.pacing) + upstreamSeconds(profile);
        const double closedRate = cycle > 0 ? load.users / cycle : 1000.0;
        const double byCount = load.isOpen() ? scheduleSeconds(load) : double(*load.requests) / closedRate;
        measure = measured ? std::min(measure, byCount) : byCount;
    }
    if (profile.capacity) {
        // About half of the doublings that there may be, and as many halvings as the precision needs.
        const Capacity &capacity = *profile.capacity;
        const double probes = std::log2(std::max(2.0, capacity.highest / capacity.lowest)) / 2
            + std::log2(100 / capacity.precisionPercent) + 1;
        measure = probes * (seconds(capacity.hold) + seconds(capacity.settle));
    }
    const double spawn = !load.isOpen() && load.spawnRate > 0 ? load.users / load.spawnRate : 0;
    return expectedLaunchSeconds + expectedPrimerSeconds
        + std::max(seconds(profile.measurement.warmUp), spawn) + measure + expectedStopSeconds
        + seconds(profile.measurement.pause);
}

} // namespace loadstone
