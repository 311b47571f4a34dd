// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/toolfigures.h"
#include "core/profile/profile.h"
#include "core/results/runrecord.h"

#include <QString>

namespace loadstone
{

/// A measured trial with the facts that ab, httperf and wrk print of one. It refers to trial and run.
struct ToolTrial {
    ToolTrial(const TrialRecord &trialRecord, const RunRecord &runRecord);

    const TrialRecord &trial;
    const RunRecord &run;
    Profile profile; ///< of its server
    ToolFigures figures;

    QString host() const;
    QString path() const; ///< of several requests separated by commas

    /// The lines at the beginning, each with "# ": first the run and how its figures differ from those of the tool,
    /// then problem and warnings.
    /// @param tool "ab 2.3" @param meaning of figures that differ from those of the tool, besides the times
    QString comments(const QString &tool, const QString &meaning) const;
};

inline constexpr double usPerMs = 1'000;
inline constexpr double bytesPerKb = 1'024;

using PrintedCount = long long; ///< as "%lld" takes it

} // namespace loadstone
