// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/servernotes.h"

#include "core/analysis/serverstats.h"
#include "core/base/format.h"

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr double percentToMention = 1; // of failures, and of requests cut off

} // namespace

QStringList serverNotes(const ServerStats &server)
{
    if (!server.isMeasured())
        return {server.isUnavailable ? u"Not available"_s : u"Not measured"_s};
    QStringList notes;
    const auto addIf = [&notes](bool applies, const QString &note) {
        if (applies)
            notes << note;
    };
    addIf(!server.hasResponses(), u"No valid response"_s);
    addIf(server.isPartial, u"Partial"_s);
    addIf(!server.isPartial && server.hasBrokenRepeat, u"A repeat broke off"_s);
    addIf(server.stoodStillS > 0, u"Invalid"_s);
    addIf(server.clientLimit.has_value(), u"Client-limited"_s);
    addIf(server.isTargetMissed, u"Target rate missed"_s);
    addIf(server.isChangedByHand, u"Changed by hand"_s);
    addIf(server.isPacingBound, u"Rate set by the schedule"_s);
    addIf(server.failedPercent() > percentToMention, u"Failures over 1 %"_s);
    addIf(server.cutOffPercent() > percentToMention, u"Requests cut off"_s);
    if (const qint64 stale = server.pooled.metrics().stale; stale > 0)
        notes << u"%1 sent twice"_s.arg(formatCounted(stale, u"requests"_s));
    return notes;
}

} // namespace loadstone
