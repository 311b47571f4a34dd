// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/servernotes.h"

#include "core/analysis/serverstats.h"
#include "core/present/findingtext.h"
#include "core/text/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class ServerNotes
{
    Q_DECLARE_TR_FUNCTIONS(ServerNotes)
};

constexpr double percentToMention = 1; // of failures, and of requests cut off

} // namespace

QStringList serverNotes(const ServerStats &server)
{
    if (!server.isMeasured())
        return {server.isUnavailable ? ServerNotes::tr("Not available") : ServerNotes::tr("Not measured")};
    QStringList notes;
    const auto addIf = [&notes](bool applies, const QString &note) {
        if (applies)
            notes << note;
    };
    addIf(!server.hasResponses(), findingTitle(FindingKind::NothingEnded));
    addIf(server.isPartial, ServerNotes::tr("Partial"));
    addIf(!server.isPartial && server.hasBrokenRepeat, ServerNotes::tr("A repeat broke off"));
    addIf(server.stoodStillS > 0, findingTitle(FindingKind::StoodStill));
    addIf(server.clientLimit.has_value(), findingTitle(FindingKind::ClientLimited));
    addIf(server.isTargetMissed, findingTitle(FindingKind::TargetMissed));
    addIf(server.isChangedByHand, findingTitle(FindingKind::ChangedByHand));
    addIf(server.isScheduleBound, findingTitle(FindingKind::ScheduleBound));
    addIf(server.failedPercent() > percentToMention, findingTitle(FindingKind::Failures));
    addIf(server.cutOffPercent() > percentToMention, findingTitle(FindingKind::CutOff));
    if (const qint64 stale = server.pooled.metrics().stale; stale > 0)
        notes << ServerNotes::tr("%1 sent twice").arg(formatCounted(stale, u"requests"_s));
    return notes;
}

} // namespace loadstone
