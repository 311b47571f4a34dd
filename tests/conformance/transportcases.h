// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/profile/profile.h"
#include "tests/support/scriptedserver.h"

namespace loadstone
{

/// What has to come of each of the four requests of a case, and what the server has to see.
struct Expected {
    OutcomeClass outcomeClass = OutcomeClass::Ok;
    int status = 200;
    qint64 bytes = 5;    ///< of body, each answer
    int connections = 1; ///< made by the four requests together
    int requests = 4;    ///< that reached the server
};

/// A behaviour of a server that every HTTP transport has to cope with in the same way: there are no
/// exceptions.
struct TransportCase {
    const char *name;
    ScriptedServer::Handler handler;
    Expected expected;
    RequestTemplate request = {};
};

/// The cases, each for four requests of one virtual user with keep-alive.
QList<TransportCase> transportCases();

} // namespace loadstone
