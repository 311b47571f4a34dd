// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/run/campaign.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"

namespace loadstone
{

/// Shared objects of all commands, created once.
struct AppContext {
    AppContext();

    Paths paths;
    SystemClock clock;
    Catalogue catalogue;
    EnvironmentStore environments;
    QString baseline; ///< id of the run that thresholds refer to; empty: the baseline of the profile

    RunEnvironment forRuns();
};

} // namespace loadstone
