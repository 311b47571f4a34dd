// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/profile/profile.h"
#include "tests/support/scriptedserver.h"

namespace loadstone
{

/// Expected outcome of each of a case's four requests, and what the server must observe.
struct Expected {
    OutcomeClass outcomeClass = OutcomeClass::Ok;
    int status = 200;
    qint64 bytes = 5;    ///< of each response's body
    int connections = 1; ///< opened for the four requests
    int requests = 4;    ///< that reached the server
};

/// A server behaviour that every HTTP transport must handle identically, without exceptions.
struct TransportCase {
    const char *name;
    ScriptedServer::Handler handler;
    Expected expected;
    RequestTemplate request = {};
};

/// The cases, each with four requests of one virtual user on a persistent connection.
QList<TransportCase> transportCases();

} // namespace loadstone
