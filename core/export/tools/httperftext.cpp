// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/tools/httperftext.h"

#include "core/export/tools/tooltrial.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString httperfConnections(const ToolFigures &figures)
{
    QString text = QString::asprintf("Connection rate: %.1f conn/s (%.1f ms/conn", figures.connectionsPerS,
                                     figures.msPerConnection.value_or(0));
    if (figures.concurrency)
        text += QString::asprintf(", <=%lld concurrent connections", PrintedCount(*figures.concurrency));
    const Spread times = figures.times.value_or(Spread());
    text += QString::asprintf(")\nConnection time [ms]: min %.1f avg %.1f max %.1f median %.1f stddev %.1f\n",
                              times.min / usPerMs, times.mean / usPerMs, times.max / usPerMs,
                              times.median / usPerMs, times.stddev / usPerMs);
    if (figures.connectMeanUs || figures.connectionsOpened == 0)
        text += QString::asprintf("Connection time [ms]: connect %.1f\n",
                                  figures.connectMeanUs.value_or(0) / usPerMs);
    if (figures.repliesPerConnection)
        text += QString::asprintf("Connection length [replies/conn]: %.3f\n", *figures.repliesPerConnection);
    return text;
}

QString httperfReplies(const ToolFigures &figures)
{
    const Spread rates = figures.replyRates.value_or(Spread());
    QString text =
        QString::asprintf("Reply rate [replies/s]: min %.1f avg %.1f max %.1f stddev %.1f (%lld samples)\n",
                          rates.min, rates.mean, rates.max, rates.stddev, PrintedCount(rates.count));
    if (figures.waiting && figures.transferMeanUs)
        text += QString::asprintf("Reply time [ms]: response %.1f transfer %.1f\n",
                                  figures.waiting->mean / usPerMs, *figures.transferMeanUs / usPerMs);
    return text;
}

QString httperfErrorLines(const ToolFigures &figures)
{
    const HttperfErrors &errors = figures.httperfErrors;
    return QString::asprintf(
        "Errors: total %lld client-timo %lld socket-timo 0 connrefused %lld connreset %lld\n"
        "Errors: fd-unavail %lld addrunavail %lld ftab-full 0 other %lld\n",
        PrintedCount(figures.failed), PrintedCount(errors.clientTimeouts), PrintedCount(errors.refused),
        PrintedCount(errors.reset), PrintedCount(errors.fdUnavailable),
        PrintedCount(errors.addressUnavailable), PrintedCount(errors.other));
}

} // namespace

QByteArray httperfText(const TrialRecord &trial, const RunRecord &run)
{
    const ToolTrial facts(trial, run);
    const ToolFigures &figures = facts.figures;
    QString text = facts.comments(
        u"httperf 0.9"_s,
        u"connection times are those of requests, other errors include unexpected statuses and "
        "bodies"_s);
    text += QString::asprintf("\nTotal: connections %lld requests %lld replies %lld test-duration %.3f s\n\n",
                              PrintedCount(figures.connectionsOpened), PrintedCount(figures.sent),
                              PrintedCount(figures.responses), figures.measuredS);
    text += httperfConnections(figures);
    text += QString::asprintf("\nRequest rate: %.1f req/s (%.1f ms/req)\n\n", figures.requestsPerS,
                              figures.msPerSent.value_or(0));
    text += httperfReplies(figures) + u'\n' + httperfErrorLines(figures);
    return text.toUtf8();
}

} // namespace loadstone
