// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/tools/wrktext.h"

#include "core/analysis/trialstats.h"
#include "core/export/tools/tooltrial.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double usPerS = 1'000'000;

/// As wrk scales numbers: a larger unit from 85 % of it on, never the last one of the list.
QString scaledText(double value, double scale, int decimals, QString unit, const QStringList &largerUnits)
{
    constexpr double nearly = 0.85;
    for (qsizetype i = 0; i + 1 < largerUnits.size() && value >= nearly * scale; ++i) {
        value /= scale;
        unit = largerUnits[i];
    }
    return QString::asprintf("%.*f", decimals, value) + unit;
}

QString wrkSeconds(double seconds, int decimals)
{
    return scaledText(seconds, 60, decimals, u"s"_s, {u"m"_s, u"h"_s});
}

QString wrkTime(double us)
{
    return us >= usPerS ? wrkSeconds(us / usPerS, 2) : scaledText(us, usPerMs, 2, u"us"_s, {u"ms"_s, u"s"_s});
}

QString wrkMetric(double value)
{
    return scaledText(value, 1'000, 2, {}, {u"k"_s, u"M"_s, u"G"_s, u"T"_s, u"P"_s});
}

QString wrkBytes(double bytes)
{
    return scaledText(bytes, bytesPerKb, 2, {}, {u"K"_s, u"M"_s, u"G"_s, u"T"_s, u"P"_s}) + u'B';
}

/// Numbers are aligned whether they have a unit of none, one or two letters.
QString alignedToUnit(const QString &text, int width)
{
    int missing = 2;
    for (qsizetype i = 1; i <= 2 && i <= text.size() && text[text.size() - i].isLetter(); ++i)
        --missing;
    return text.rightJustified(width - missing) + QString(missing, u' ');
}

QString wrkRow(const QString &label, const std::optional<Spread> &spread, QString (*format)(double))
{
    const Spread shown = spread.value_or(Spread());
    const QString within = spread ? QString::asprintf("%8.2f%%", shown.withinStddevPercent)
                                  : u"    -nan%"_s; // as wrk prints 0 ÷ 0
    return u"    "_s + label.leftJustified(10) + alignedToUnit(format(shown.mean), 8)
        + alignedToUnit(format(shown.stddev), 10) + alignedToUnit(format(shown.max), 9) + within + u'\n';
}

QString wrkSetup(const ToolTrial &facts)
{
    const ToolFigures &figures = facts.figures;
    const QString scheme = facts.trial.server.tls ? u"https"_s : u"http"_s;
    const QString path = facts.profile.requests.size() == 1 ? facts.path() : u"/"_s;
    QString text =
        u"Running %1 test @ %2://%3:%4%5\n"_s.arg(wrkSeconds(figures.measuredS, 0), scheme, facts.host(),
                                                  QString::number(facts.trial.server.port), path);
    if (figures.concurrency)
        text += u"  %1 threads and %2 connections\n"_s.arg(facts.profile.connection.threads)
                    .arg(*figures.concurrency);
    return text;
}

QString wrkDistribution(const RequestStats &requests)
{
    QString text = u"  Latency Distribution\n"_s;
    for (const int percent : {50, 75, 90, 99})
        text += QString::asprintf("%7d%%", percent)
            + alignedToUnit(wrkTime(double(requests.percentileUs(percent).value_or(0))), 10) + u'\n';
    return text;
}

QString wrkTotals(const ToolFigures &figures)
{
    const WrkErrors &errors = figures.wrkErrors;
    QString text = u"  %1 requests in %2, %3 read\n"_s.arg(QString::number(figures.responses),
                                                           wrkTime(figures.measuredS * usPerS),
                                                           wrkBytes(double(figures.bytesReceived)));
    if (errors.hasSocketErrors())
        text += QString::asprintf("  Socket errors: connect %lld, read %lld, write %lld, timeout %lld\n",
                                  PrintedCount(errors.connect), PrintedCount(errors.read),
                                  PrintedCount(errors.write), PrintedCount(errors.timeout));
    if (errors.status > 0)
        text += QString::asprintf("  Non-2xx or 3xx responses: %lld\n", PrintedCount(errors.status));
    text += QString::asprintf("Requests/sec: %9.2f\n", figures.rps);
    return text + u"Transfer/sec: %1\n"_s.arg(wrkBytes(figures.bytesPerS), 11);
}

} // namespace

QByteArray wrkText(const TrialRecord &trial, const RunRecord &run)
{
    const ToolTrial facts(trial, run);
    const ToolFigures &figures = facts.figures;
    const QString text =
        facts.comments(
            u"wrk 4.1"_s,
            u"rates are of successful responses, Req/Sec of all threads together, bytes are those of "
            "bodies"_s)
        + wrkSetup(facts) + u"  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"_s
        + wrkRow(u"Latency"_s, figures.times, wrkTime) + wrkRow(u"Req/Sec"_s, figures.secondRates, wrkMetric)
        + wrkDistribution(analyseTrial(trial).load.total) + wrkTotals(figures);
    return text.toUtf8();
}

} // namespace loadstone
