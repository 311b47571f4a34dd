// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/publishedevidence.h"

#include "core/analysis/statistics/comparison.h"
#include "core/base/nearest.h"
#include "core/present/comparisonview.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class PublishedEvidence
{
    Q_DECLARE_TR_FUNCTIONS(PublishedEvidence)
};

/// Pairs listed in one sentence at most.
constexpr qsizetype mostPairs = 6;

/// Puts the evidence of one conclusion into words.
class EvidenceText
{
public:
    EvidenceText(const PublishedComparison &comparison, const RunRecord &run)
        : m_comparison(comparison), m_run(run)
    {
    }

    QString text(const EvaluatedConclusion &evaluated) const
    {
        const PublishedConclusion &conclusion = m_comparison.figures->conclusions[evaluated.conclusion];
        if (!conclusion.notCheckable.isEmpty())
            return conclusion.notCheckable;
        QStringList sentences;
        if (!evaluated.evidence.isEmpty())
            sentences << (evaluated.word == ClaimWord::CannotBeTold ? gaps(evaluated.evidence)
                                                                    : decisive(evaluated));
        if (const QStringList others = otherTables(conclusion); !others.isEmpty())
            sentences << PublishedEvidence::tr("This run does not repeat: %1.").arg(others.join(u"; "_s));
        return sentences.join(u' ');
    }

private:
    QString name(const PublishedRowId &id) const
    {
        const PublishedRow &row = *m_comparison.figures->row(id);
        const std::optional<int> server = findPublishedServer(m_run, row);
        return server ? m_run.servers[*server].name : row.name;
    }

    /// "p50: Tornado 0.88 ms, Flask 2.20 ms, ratio 2.50 (2.41–2.62)".
    QString pair(const ClaimEvidence &each) const
    {
        QString text = u"%1: %2 %3, %4 %5"_s.arg(metricTitle(each.metric), name(each.row),
                                                 metricText(each.metric, each.rowValue), name(each.than),
                                                 metricText(each.metric, each.thanValue));
        if (!each.ratio || each.obstacle)
            return text;
        const auto number = [](double ratio) { return QString::number(ratio, 'f', 2); };
        text = PublishedEvidence::tr("%1, ratio %2").arg(text, number(each.ratio->value));
        if (each.ratio->interval.reachesNominal())
            text += u" (%1–%2)"_s.arg(number(each.ratio->interval.low), number(each.ratio->interval.high));
        return text;
    }

    QString pairs(const QList<ClaimEvidence> &evidence) const
    {
        QStringList texts;
        for (const ClaimEvidence &each : evidence.mid(0, mostPairs))
            texts << pair(each);
        if (evidence.size() > mostPairs)
            texts << PublishedEvidence::tr("and %1 more").arg(evidence.size() - mostPairs);
        return texts.join(u"; "_s);
    }

    QString decisive(const EvaluatedConclusion &evaluated) const
    {
        QList<ClaimEvidence> chosen;
        for (const ClaimEvidence &each : evaluated.evidence) {
            if (each.word == evaluated.word)
                chosen << each;
        }
        QString text = pairs(chosen) + u'.';
        if (chosen.first().kind == PublishedClaim::Kind::Similar)
            text += u' ' + PublishedEvidence::tr("Similar: within %1 %.").arg(chosen.first().withinPercent);
        if (evaluated.word == ClaimWord::DoesNotHold && chosen.size() < evaluated.evidence.size())
            text += u' '
                + PublishedEvidence::tr("%1 of %2 pairs of servers contradict it.")
                      .arg(chosen.size())
                      .arg(evaluated.evidence.size());
        return text;
    }

    /// The reason of one kind for the pairs that have it.
    QString reason(ClaimGap gap, const QList<ClaimEvidence> &evidence) const
    {
        switch (gap) {
        case ClaimGap::OtherTable:
            return {};
        case ClaimGap::NotInRun: {
            QStringList names;
            for (const ClaimEvidence &each : evidence) {
                for (const PublishedRowId &id : {each.row, each.than}) {
                    if (!findPublishedServer(m_run, *m_comparison.figures->row(id))
                        && !names.contains(name(id)))
                        names << name(id);
                }
            }
            return PublishedEvidence::tr("Not in this run: %1.").arg(listedNames(names));
        }
        case ClaimGap::Obstacle: {
            QStringList obstacles;
            for (const ClaimEvidence &each : evidence) {
                const QString text =
                    u"%1 (%2)"_s.arg(verdictObstacleText(*each.obstacle), metricTitle(each.metric));
                if (!obstacles.contains(text))
                    obstacles << text;
            }
            return PublishedEvidence::tr("Figures that do not allow a verdict: %1. For example %2.")
                .arg(obstacles.join(u", "_s), pair(evidence.first()));
        }
        case ClaimGap::UpstreamBound:
            return PublishedEvidence::tr(
                       "The delay of the slow upstream, not the servers, sets these figures; use more "
                       "users. %1.")
                .arg(pairs(evidence));
        case ClaimGap::TooFewRepeats:
            if (evidence.first().repeats >= fewestRepeats)
                return PublishedEvidence::tr("%1 repeats are too few for so many comparisons at once: %2.")
                    .arg(evidence.first().repeats)
                    .arg(pairs(evidence));
            return PublishedEvidence::tr(
                       "Four repeats of each server are needed, this run has %1. Its figures: %2.")
                .arg(evidence.first().repeats)
                .arg(pairs(evidence));
        case ClaimGap::NotSeparated:
            return PublishedEvidence::tr("No clear difference by %1 repeats: %2.")
                .arg(evidence.first().repeats)
                .arg(pairs(evidence));
        }
        Q_UNREACHABLE();
    }

    QString gaps(const QList<ClaimEvidence> &evidence) const
    {
        QStringList sentences;
        using enum ClaimGap;
        for (const ClaimGap gap : {NotInRun, UpstreamBound, Obstacle, TooFewRepeats, NotSeparated}) {
            QList<ClaimEvidence> alike;
            for (const ClaimEvidence &each : evidence) {
                if (each.gap == gap)
                    alike << each;
            }
            if (!alike.isEmpty())
                sentences << reason(gap, alike);
        }
        return sentences.join(u' ');
    }

    /// Titles of the tables that its claims name and the run does not have.
    QStringList otherTables(const PublishedConclusion &conclusion) const
    {
        QStringList titles;
        for (const PublishedClaim &claim : conclusion.claims) {
            for (const PublishedRowId &id : claim.rows + claim.than) {
                const QString title = m_comparison.figures->table(id.table)->title;
                if (!m_comparison.tables.contains(id.table) && !titles.contains(title))
                    titles << title;
            }
        }
        return titles;
    }

    const PublishedComparison &m_comparison;
    const RunRecord &m_run;
};

} // namespace

QString claimWordText(ClaimWord word)
{
    switch (word) {
    case ClaimWord::Holds:
        return PublishedEvidence::tr("holds here");
    case ClaimWord::DoesNotHold:
        return PublishedEvidence::tr("does not hold here");
    case ClaimWord::CannotBeTold:
        return PublishedEvidence::tr("cannot be told");
    }
    Q_UNREACHABLE();
}

QString claimWordId(ClaimWord word)
{
    switch (word) {
    case ClaimWord::Holds:
        return u"holds"_s;
    case ClaimWord::DoesNotHold:
        return u"does-not-hold"_s;
    case ClaimWord::CannotBeTold:
        return u"cannot-be-told"_s;
    }
    Q_UNREACHABLE();
}

QString claimGapId(ClaimGap gap)
{
    switch (gap) {
    case ClaimGap::OtherTable:
        return u"other-table"_s;
    case ClaimGap::NotInRun:
        return u"not-in-run"_s;
    case ClaimGap::UpstreamBound:
        return u"upstream-bound"_s;
    case ClaimGap::Obstacle:
        return u"obstacle"_s;
    case ClaimGap::TooFewRepeats:
        return u"too-few-repeats"_s;
    case ClaimGap::NotSeparated:
        return u"not-separated"_s;
    }
    Q_UNREACHABLE();
}

QString evidenceText(const EvaluatedConclusion &conclusion, const PublishedComparison &comparison,
                     const RunRecord &run)
{
    return EvidenceText(comparison, run).text(conclusion);
}

} // namespace loadstone
