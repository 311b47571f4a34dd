// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/tools/abtext.h"

#include "core/analysis/trialstats.h"
#include "core/export/tools/tooltrial.h"

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

PrintedCount roundedMs(double us) { return std::llround(us / usPerMs); }

QString abRow(const char *label, const std::optional<Spread> &times)
{
    if (!times)
        return {};
    return QString::asprintf("%-12s%5lld %4lld %5.1f %6lld %7lld\n", label, roundedMs(times->min),
                             roundedMs(times->mean), times->stddev / usPerMs, roundedMs(times->median),
                             roundedMs(times->max));
}

/// The length that each successful response had, if the profile requires one.
QString documentLength(const ToolTrial &facts)
{
    if (facts.profile.requests.size() == 1 && facts.figures.times) {
        const Expectation &expect = facts.profile.requests.first().expect;
        if (expect.body)
            return u"%1 bytes"_s.arg(expect.body->size());
        if (expect.bodyLength)
            return u"%1 bytes"_s.arg(*expect.bodyLength);
    }
    return u"Variable"_s; // as ab prints with -l
}

QString abSetup(const ToolTrial &facts)
{
    const ToolFigures &figures = facts.figures;
    QString text =
        u"\n\nServer Software:        \n"
        "Server Hostname:        %1\n"
        "Server Port:            %2\n\n"
        "Document Path:          %3\n"
        "Document Length:        %4\n\n"_s.arg(facts.host(), QString::number(facts.trial.server.port),
                                               facts.path(), documentLength(facts));
    if (figures.concurrency)
        text += QString::asprintf("Concurrency Level:      %lld\n", PrintedCount(*figures.concurrency));
    text += QString::asprintf("Time taken for tests:   %.3f seconds\n", figures.measuredS);
    return text;
}

QString abCounts(const ToolFigures &figures)
{
    QString text = QString::asprintf("Complete requests:      %lld\nFailed requests:        %lld\n",
                                     PrintedCount(figures.complete), PrintedCount(figures.failed));
    const AbFailures &failures = figures.abFailures;
    if (figures.failed > 0)
        text += QString::asprintf("   (Connect: %lld, Receive: %lld, Length: %lld, Exceptions: %lld)\n",
                                  PrintedCount(failures.connect), PrintedCount(failures.receive),
                                  PrintedCount(failures.length), PrintedCount(failures.exceptions));
    if (figures.wrkErrors.status > 0)
        text += QString::asprintf("Non-2xx responses:      %lld\n", PrintedCount(figures.wrkErrors.status));
    text += QString::asprintf("Total transferred:      %lld bytes\nHTML transferred:       %lld bytes\n",
                              PrintedCount(figures.bytesReceived), PrintedCount(figures.bytesReceived));
    return text;
}

/// ab leaves these out, too, where nothing ended.
QString abRates(const ToolFigures &figures)
{
    if (!figures.times || !figures.msPerSuccess)
        return {};
    return QString::asprintf("Requests per second:    %.2f [#/sec] (mean)\n"
                             "Time per request:       %.3f [ms] (mean)\n"
                             "Time per request:       %.3f [ms] (mean, across all concurrent requests)\n"
                             "Transfer rate:          %.2f [Kbytes/sec] received\n",
                             figures.rps, figures.times->mean / usPerMs, *figures.msPerSuccess,
                             figures.bytesPerS / bytesPerKb);
}

QString abTimes(const ToolFigures &figures, const RequestStats &requests)
{
    if (!figures.times)
        return {};
    QString text = u"\nConnection Times (ms)\n              min  mean[+/-sd] median   max\n"_s;
    text += abRow("Connect:", figures.connect) + abRow("Processing:", figures.processing)
        + abRow("Waiting:", figures.waiting) + abRow("Total:", figures.times);
    text += u"\nPercentage of the requests served within a certain time (ms)\n"_s;
    for (const int percent : {50, 66, 75, 80, 90, 95, 98, 99})
        text += QString::asprintf("  %d%%  %5lld\n", percent,
                                  roundedMs(double(requests.percentileUs(percent).value_or(0))));
    text += QString::asprintf(" 100%%  %5lld (longest request)\n", roundedMs(figures.times->max));
    return text;
}

} // namespace

QByteArray abText(const TrialRecord &trial, const RunRecord &run)
{
    const ToolTrial facts(trial, run);
    const QString text =
        facts.comments(
            u"ab 2.3"_s,
            u"rates are of successful responses, unexpected statuses are failures, bytes are those of "
            "bodies"_s)
        + abSetup(facts) + abCounts(facts.figures) + abRates(facts.figures)
        + abTimes(facts.figures, analyseTrial(trial).load.total);
    return text.toUtf8();
}

} // namespace loadstone
