// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/publishedclaims.h"

#include "core/profile/upstream.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// Evaluates the claims of one run. The run outlives it.
class ClaimEvaluation
{
public:
    ClaimEvaluation(const RunRecord &run, const PublishedComparison &comparison)
        : m_run(std::shared_ptr<void>(), &run), m_comparison(comparison)
    {
    }

    QList<ClaimEvidence> evidence(const PublishedClaim &claim) const
    {
        QList<ClaimEvidence> all;
        if (claim.kind == PublishedClaim::Kind::Similar)
            return compareRow(claim, claim.rows.first(), claim.rows.mid(1));
        for (const PublishedRowId &row : claim.rows)
            all << compareRow(claim, row, claim.than);
        return all;
    }

private:
    std::optional<int> serverOf(const PublishedRowId &id) const
    {
        return findPublishedServer(*m_run, *m_comparison.figures->row(id));
    }

    std::optional<ClaimGap> gapOf(const PublishedRowId &id) const
    {
        if (!m_comparison.tables.contains(id.table))
            return ClaimGap::OtherTable;
        return serverOf(id) ? std::nullopt : std::optional(ClaimGap::NotInRun);
    }

    /// All of `others` are compared together, so that p is corrected over them.
    QList<ClaimEvidence> compareRow(const PublishedClaim &claim, const PublishedRowId &row,
                                    const QList<PublishedRowId> &others) const
    {
        QList<ClaimEvidence> all;
        QList<ComparedServer> servers;
        QList<qsizetype> compared; // indices into `all`, by pair
        const std::optional<ClaimGap> rowGap = gapOf(row);
        if (!rowGap)
            servers << ComparedServer{m_run, *serverOf(row), {}, {}};
        for (const PublishedRowId &other : others) {
            ClaimEvidence each;
            each.kind = claim.kind;
            each.metric = claim.metric;
            each.withinPercent = claim.withinPercent;
            each.row = row;
            each.than = other;
            const std::optional<ClaimGap> otherGap = gapOf(other);
            each.gap = !rowGap ? otherGap : otherGap ? std::min(*rowGap, *otherGap) : rowGap;
            if (!each.gap) {
                compared << all.size();
                servers << ComparedServer{m_run, *serverOf(other), {}, {}};
            }
            all << each;
        }
        if (compared.isEmpty())
            return all;
        const RunComparison comparison = compareServers(servers, false, {claim.metric});
        for (qsizetype pair = 0; pair < compared.size(); ++pair)
            judgePair(all[compared[pair]], comparison, pair);
        return all;
    }

    static void judgePair(ClaimEvidence &evidence, const RunComparison &comparison, qsizetype pair)
    {
        const ComparedMetric &metric = comparison.metrics.first();
        const Comparison &compared = metric.comparisons[pair];
        const auto valueOf = [&](qsizetype server) {
            const std::optional<Estimate> &median = metric.medians[server];
            return median ? std::optional(median->value) : std::nullopt;
        };
        evidence.rowValue = valueOf(0);
        evidence.thanValue = valueOf(pair + 1);
        evidence.ratio = compared.ratio;
        evidence.repeats = std::min(compared.baselineCount, compared.otherCount);
        evidence.verdict = compared.verdict;
        evidence.obstacle = obstacleOf(comparison, comparison.pairs[pair], evidence.metric);
        if (evidence.obstacle) {
            evidence.gap = ClaimGap::Obstacle;
            return;
        }
        if (isUpstreamBound(comparison.servers[0]) && isUpstreamBound(comparison.servers[pair + 1])) {
            evidence.gap = ClaimGap::UpstreamBound;
            return;
        }
        evidence.word =
            evidence.kind == PublishedClaim::Kind::Similar ? similarWord(evidence) : orderWord(evidence);
        if (evidence.word == ClaimWord::CannotBeTold)
            evidence.gap =
                evidence.verdict == Verdict::TooFewRepeats ? ClaimGap::TooFewRepeats : ClaimGap::NotSeparated;
    }

    static bool isUpstreamBound(const ComparedServer &server)
    {
        const Profile &profile = server.run->profile;
        const std::optional<double> meanUs = server.stats.value(Metric::Mean);
        const std::optional<Seconds> floor = profile.requests.size() == 1
            ? upstreamFloor(profile.upstream, profile.requests.first().path)
            : std::nullopt;
        return meanUs && floor && *meanUs <= upstreamBoundFactor * 1e6 * floor->count();
    }

    /// The verdict is of `than` compared with `row`.
    static ClaimWord orderWord(const ClaimEvidence &evidence)
    {
        const bool isStrict = evidence.kind == PublishedClaim::Kind::Better;
        switch (evidence.verdict.value_or(Verdict::TooFewRepeats)) {
        case Verdict::Worse:
            return ClaimWord::Holds;
        case Verdict::Better:
            return ClaimWord::DoesNotHold;
        case Verdict::Same:
            return isStrict ? ClaimWord::DoesNotHold : ClaimWord::Holds;
        case Verdict::NoClearDifference:
        case Verdict::TooFewRepeats:
            return ClaimWord::CannotBeTold;
        }
        Q_UNREACHABLE();
    }

    static ClaimWord similarWord(const ClaimEvidence &evidence)
    {
        if (evidence.repeats < fewestRepeats || !evidence.ratio) // its interval alone counts
            return ClaimWord::CannotBeTold;
        return similarityWord(evidence.ratio->interval, evidence.withinPercent);
    }

    std::shared_ptr<const RunRecord> m_run; // not owned
    const PublishedComparison &m_comparison;
};

/// Of pairs that are of this run.
ClaimWord commonWord(const QList<ClaimEvidence> &evidence)
{
    const auto hasWord = [&](ClaimWord word) {
        return std::any_of(evidence.begin(), evidence.end(),
                           [word](const ClaimEvidence &each) { return each.word == word; });
    };
    if (hasWord(ClaimWord::DoesNotHold))
        return ClaimWord::DoesNotHold;
    return evidence.isEmpty() || hasWord(ClaimWord::CannotBeTold) ? ClaimWord::CannotBeTold
                                                                  : ClaimWord::Holds;
}

} // namespace

ClaimWord similarityWord(const Interval &ratio, double withinPercent)
{
    const double high = 1 + withinPercent / 100;
    const double low = 1 / high;
    if (ratio.low >= low && ratio.high <= high)
        return ClaimWord::Holds;
    return ratio.high < low || ratio.low > high ? ClaimWord::DoesNotHold : ClaimWord::CannotBeTold;
}

QList<EvaluatedConclusion> evaluateConclusions(const RunRecord &run, const PublishedComparison &comparison)
{
    QList<EvaluatedConclusion> all;
    if (!comparison.figures)
        return all;
    const ClaimEvaluation evaluation(run, comparison);
    for (int i = 0; i < comparison.figures->conclusions.size(); ++i) {
        EvaluatedConclusion conclusion{i, ClaimWord::CannotBeTold, {}};
        for (const PublishedClaim &claim : comparison.figures->conclusions[i].claims) {
            for (const ClaimEvidence &each : evaluation.evidence(claim)) {
                if (each.gap != ClaimGap::OtherTable)
                    conclusion.evidence << each;
            }
        }
        conclusion.word = commonWord(conclusion.evidence);
        all << conclusion;
    }
    return all;
}

} // namespace loadstone
