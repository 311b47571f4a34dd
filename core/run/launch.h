// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"
#include "core/server/serverprocess.h"

namespace loadstone
{

struct EnvironmentState;

/// What a launch needs beside the stack itself.
struct LaunchRequest {
    quint16 port = 0; ///< 0: a free one is chosen
    Service service;
    QString streamFile; ///< empty when the scenario needs none; a relative path: below the private folder
    QString logFile;
    Upstream upstream;        ///< what the server is told of the slow upstream
    Certificate certificate;  ///< given when the server asks for TLS, in a folder of newPrivateFolder()
    QList<int> cores = {};    ///< on which the server runs; empty: all
    quint16 upstreamPort = 0; ///< where that listens; 0: there is none
};

/// Where a launch may keep private files: a path of its own each time, not made yet. Short, because
/// paths of Unix sockets may have 107 bytes only.
QString newPrivateFolder();

/// Lowers the parameter "backlog" to what the kernel allows: most servers would get no more without
/// a word, and uWSGI would refuse to start.
/// @param allowed negative: not known. Returns a sentence that tells it; empty when nothing changed
Sentence limitBacklog(QJsonObject &parameters, qint64 allowed);

/// The command line, environment variables and rules with which a resolved server is started. What
/// the server writes for itself goes into a private folder of this launch, which is also its TMPDIR.
/// Fails with Unavailable when the server is, and when no port is free.
Result<LaunchSpec> makeLaunchSpec(const ResolvedServer &server, const EnvironmentState &environment,
                                  const LaunchRequest &request);

} // namespace loadstone
