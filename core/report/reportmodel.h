// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/chartmodel.h"
#include "core/run/runresult.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// One cell of a report's table: as shown, and as a number for sorting and checking.
struct ReportCell {
    QString text;
    double value = 0;
    bool isNumber = false;
    bool operator==(const ReportCell &) const = default;
};

/// A table that every exporter only formats.
struct ReportTable {
    QString id; ///< "comparison", "endpoints", …
    QString title;
    QString note;
    QStringList headers; ///< with units
    QList<QList<ReportCell>> rows;
    qsizetype shortColumns = 0; ///< how many from the left are enough where there is little room; 0: all
    bool operator==(const ReportTable &) const = default;
};

/// What became of a threshold of the profile on one server.
struct ThresholdVerdict {
    Threshold threshold;
    int variant = 0;
    double value = 0;
    bool isKnown = false; ///< false: the server was not measured, or nothing of it was judged
    bool isKept = false;  ///< never where the value is unknown
    QString text;         ///< "Sanic: p99<200ms met (p99 is 6.31 ms)"
};

/// All repeats of one server taken together. Durations in µs; -1: not known.
struct VariantSummary {
    int variant = 0;
    QString name;
    QStringList flags;      ///< "Not measured", "Client-limited", …; words that go before the figures
    int trials = 0;         ///< measured ones
    bool isPartial = false; ///< only stopped or broken-off trials exist
    bool isPacingBound = false;
    double stoodStillS = 0;       ///< Loadstone itself, in the worst repeat: its figures are invalid
    bool isClientLimited = false; ///< in some repeat
    ClientLimit clientLimit = ClientLimit::None; ///< the weightiest of the repeats
    double clientLimitFigure = 0;                ///< its worst; see ClientHealth
    bool isTargetMissed = false;                 ///< open: the rate wanted was not reached
    bool isChangedByHand = false;                ///< the load, while it ran
    double rps = -1;                             ///< median over the repeats, as are the resources
    double rpsMin = -1;
    double rpsMax = -1;
    double pacingCeilingRps = -1; ///< median; -1 where users do not wait between requests
    EndpointMetrics pooled;       ///< all requests of all repeats: percentiles are of these
    QList<EndpointMetrics> endpoints;
    QList<EndpointMetrics> groups;     ///< of requests that the profile puts together
    std::optional<LoginMetrics> login; ///< not measured; in none of the others
    double measuredS = 0;              ///< of all repeats together
    double cpuPercent = -1;
    double upstreamCpuPercent = -1; ///< of the slow API beside it; in none of the others
    double cpuMsPerRequest = -1;
    double rpsPerCpuSecond = -1;
    PeakMemory peakMemory; ///< RSS as soon as the PSS of one repeat is unknown
    double readyS = -1;

    bool isMeasured() const { return trials > 0; }
    /// It gave valid responses in the measure phase, if only to requests that were sent before.
    bool hasResponses() const { return isMeasured() && (pooled.ok() > 0 || rps > 0); }
    /// See EndpointMetrics; 0 where nothing was judged.
    double failedPercent() const { return pooled.failedPercent().value_or(0); }
    /// Of all requests, those whose outcome is unknown.
    double cutOffPercent() const;
    /// Of successful requests; -1 when there was none.
    qint64 percentileUs(double percentile) const;
};

struct ReportBar {
    QString name;
    double value = 0;
    QString label;
    ColorRole color = ColorRole::Palette1;
};
/// Horizontal bars from zero on one scale.
struct BarChart {
    QString id; ///< "rates" or "times"
    QString title;
    QList<ReportBar> bars;
};

struct LogExcerpt {
    QString title;
    QString problem;
    QString text;
};

/// A word and what it means, or a step and how it is done.
using ReportNotes = QList<QPair<QString, QString>>;

/// A report, formatted but not laid out.
struct ReportModel {
    QString title;
    QString dateText;
    QString answer;       ///< finding and reservations
    QString finding;      ///< one sentence: which was how fast
    QString reservations; ///< one sentence, or empty
    QString contextLine;  ///< "15 users, 30 s, Python 3.11, 2 cores, loopback"
    QList<ThresholdVerdict> verdicts;
    QStringList warnings;
    QList<VariantSummary> variants;
    BarChart bars; ///< what the answer compares: rates, or median times when the schedule set the rates
    QList<ChartModel> charts;
    ChartModel percentilePlot;
    ReportTable comparison;
    ReportTable capacity; ///< no rows unless a capacity was searched
    ReportTable schedule; ///< without rows where requests are not due at a moment
    ReportTable endpoints;
    ReportTable phases; ///< of a request: connecting, waiting for the answer …
    ReportTable percentiles;
    ReportTable failures;
    ReportTable resources;
    ReportTable repeats;
    ReportTable settings;
    ReportTable commands;
    ReportTable system;
    ReportTable events;
    QList<LogExcerpt> logs;
    ReportNotes glossary; ///< of the words in its tables
    ReportNotes method;   ///< how this run measured
    QString footer;
};

/// Puts a run into words and tables.
ReportModel reportOf(const RunResult &result);

/// One summary for each variant of the run, in their order.
QList<VariantSummary> summarize(const RunResult &result);
/// Each threshold of the profile on each variant.
QList<ThresholdVerdict> judge(const RunResult &result, const QList<VariantSummary> &variants);
/// Users and waits, not the servers, set the rate of all that answered: rates compare nothing.
bool isSetBySchedule(const QList<VariantSummary> &variants);
/// Why nothing may be concluded from these servers, each in a few words; empty when something may.
/// A server alone is compared with none, so that only an invalid measurement forbids its figure.
QStringList whyNoVerdict(const QList<VariantSummary> &variants);
/// Which was how fast, on what basis, or why there is no verdict: one sentence.
QString findingOf(const QList<VariantSummary> &variants);
/// What speaks against taking that sentence as it stands; empty when nothing does.
QString reservationsOf(const QList<VariantSummary> &variants);
/// Both together.
QString answerOf(const QList<VariantSummary> &variants);
/// The same of a whole run: where a capacity was searched, the finding is what each server sustains;
/// where the person stopped it before anything was measured, that is said; and where another engine
/// would help, that is named.
QString findingOf(const RunResult &result, const QList<VariantSummary> &variants);
QString reservationsOf(const RunResult &result, const QList<VariantSummary> &variants);
QString answerOf(const RunResult &result, const QList<VariantSummary> &variants);

/// Percentiles over a scale that gives the slow ones room: x = log10(1 / (1 − q)). A line ends
/// where fewer than ten requests are left.
ChartModel percentilePlotOf(const QList<VariantSummary> &variants);

} // namespace loadstone
