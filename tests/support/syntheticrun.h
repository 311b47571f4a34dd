// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone::test
{

/// A run as it could have been, the same at every call: four servers × two repeats of 20 s. The
/// first is about three times as fast as the second; the second has failures; the third does not
/// start and says so with hostile text in its log; the fourth has one client-limited trial and one
/// stopped by the person.
RunRecord syntheticRun();

/// What a server of a run was like.
struct SyntheticServer {
    QString name;
    double rps = 4'000; ///< grows by 1 % with each repeat
    double medianUs = 3'700;
    double memoryMiB = 40;
    bool isStarted = true;
    SweepCell cell = {}; ///< its name is then completed by the settings
};
/// A run of these servers, all trials finished but of those that do not start.
RunRecord syntheticRun(const QList<SyntheticServer> &servers, int repeats, int seconds);

/// A larger one for sizes and speed: `servers` × `repeats`, all finished.
RunRecord syntheticRun(int servers, int repeats, int seconds);

} // namespace loadstone::test
