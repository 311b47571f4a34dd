// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runresult.h"
#include "core/server/serverprocess.h"

namespace loadstone
{

struct EnvironmentState;

/// What a launch needs beside the stack itself.
struct LaunchRequest {
    quint16 port = 0; ///< 0: a free one is chosen
    Service service;
    QString streamFile; ///< empty when the scenario needs none
    QString runFolder;  ///< for private files of the server
    QString logFile;
    Upstream upstream;        ///< what the server is told of the slow API
    quint16 upstreamPort = 0; ///< where that listens; 0: there is none
};

/// The command line, environment variables and rules with which a resolved variant is started.
/// Fails with Unavailable when the variant is, and when no port is free.
Result<LaunchSpec> makeLaunchSpec(const ResolvedVariant &variant, const EnvironmentState &environment,
                                  const LaunchRequest &request);

} // namespace loadstone
