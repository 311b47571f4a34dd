// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// What a trial goes through, in this order; only Measure counts. A load without a server of its own
/// knows the load's phases only: WarmUp, Measure and Drain, between Waiting and Done.
enum class Phase { Waiting, Launch, Primer, WarmUp, Measure, Drain, Stop, Done };
QString phaseId(Phase phase); ///< stable identifier, for example "warm-up"

} // namespace loadstone
