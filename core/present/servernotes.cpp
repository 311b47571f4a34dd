// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/servernotes.h"

#include "core/analysis/serverstats.h"
#include "core/present/findingtext.h"
#include "core/text/format.h"

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
    addIf(!server.hasResponses(), findingTitle(FindingKind::NothingEnded));
    addIf(server.isPartial, u"Partial"_s);
    addIf(!server.isPartial && server.hasBrokenRepeat, u"A repeat broke off"_s);
    addIf(server.stoodStillS > 0, findingTitle(FindingKind::StoodStill));
    addIf(server.clientLimit.has_value(), findingTitle(FindingKind::ClientLimited));
    addIf(server.isTargetMissed, findingTitle(FindingKind::TargetMissed));
    addIf(server.isChangedByHand, findingTitle(FindingKind::ChangedByHand));
    addIf(server.isScheduleBound, findingTitle(FindingKind::ScheduleBound));
    addIf(server.failedPercent() > percentToMention, findingTitle(FindingKind::Failures));
    addIf(server.cutOffPercent() > percentToMention, findingTitle(FindingKind::CutOff));
    if (const qint64 stale = server.pooled.metrics().stale; stale > 0)
        notes << u"%1 sent twice"_s.arg(formatCounted(stale, u"requests"_s));
    return notes;
}

} // namespace loadstone
