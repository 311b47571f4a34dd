// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/finding.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

const std::array<FindingInfo, 21> &table()
{
    static const std::array<FindingInfo, 21> infos{
        FindingInfo{FindingKind::StoodStill, u"stood-still"_s, Severity::Invalid},
        FindingInfo{FindingKind::ClientLimited, u"client-limited"_s, Severity::Caveat},
        FindingInfo{FindingKind::NothingEnded, u"nothing-ended"_s, Severity::Invalid},
        FindingInfo{FindingKind::Failures, u"failures"_s, Severity::Caveat},
        FindingInfo{FindingKind::CutOff, u"cut-off"_s, Severity::Caveat},
        FindingInfo{FindingKind::Stale, u"sent-twice"_s, Severity::Note},
        FindingInfo{FindingKind::Login, u"login-failed"_s, Severity::Caveat},
        FindingInfo{FindingKind::OwnLimits, u"own-limits"_s, Severity::Caveat},
        FindingInfo{FindingKind::TargetMissed, u"target-missed"_s, Severity::Caveat},
        FindingInfo{FindingKind::Dropped, u"dropped"_s, Severity::Caveat},
        FindingInfo{FindingKind::ChangedByHand, u"changed-by-hand"_s, Severity::Caveat},
        FindingInfo{FindingKind::UpstreamBusy, u"upstream-bound"_s, Severity::Caveat},
        FindingInfo{FindingKind::FewSamples, u"few-samples"_s, Severity::Note},
        FindingInfo{FindingKind::LittlesLaw, u"littles-law"_s, Severity::Caveat},
        FindingInfo{FindingKind::WarmUpNotOver, u"warm-up-not-over"_s, Severity::Caveat},
        FindingInfo{FindingKind::Slowing, u"slowing"_s, Severity::Caveat},
        FindingInfo{FindingKind::NoSteadyState, u"no-steady-state"_s, Severity::Caveat},
        FindingInfo{FindingKind::ScheduleBound, u"schedule-bound"_s, Severity::Caveat},
        FindingInfo{FindingKind::Cold, u"cold"_s, Severity::Note},
        FindingInfo{FindingKind::PortStillTaken, u"port-still-taken"_s, Severity::Note},
        FindingInfo{FindingKind::ServerKilled, u"server-killed"_s, Severity::Note},
    };
    return infos;
}

} // namespace

const FindingInfo &findingInfo(FindingKind kind)
{
    const FindingInfo &info = table()[std::size_t(kind)];
    Q_ASSERT(info.kind == kind);
    return info;
}

std::optional<FindingKind> findingById(const QString &id)
{
    const auto found = std::find_if(table().begin(), table().end(),
                                    [&id](const FindingInfo &info) { return info.id == id; });
    return found == table().end() ? std::nullopt : std::optional(found->kind);
}

QString severityId(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return u"note"_s;
    case Severity::Caveat:
        return u"caveat"_s;
    case Severity::Invalid:
        return u"invalid"_s;
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
