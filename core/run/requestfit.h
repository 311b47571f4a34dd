// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone
{

/// The endpoint of the stack that a request goes to ("GET /json"); empty when it has none. Queries do
/// not count. `{name}` is any part of a path: in a request what a variable stands for, in an endpoint
/// one segment; an endpoint that ends with `*` has every path below.
QString findEndpoint(const Stack &stack, const RequestTemplate &request);

/// What of the profile's requests, login included, the stack would answer otherwise than they expect,
/// each in a sentence with the remedy: endpoints that it does not have, and bodies that its
/// stack.json says are others, whatever the parameters, or that the profile's own settings make
/// another. Requests that expect an error status are left alone, as is a stack that names no endpoints.
/// @param parameters every one with its effective value
QStringList requestProblems(const Stack &stack, const QJsonObject &parameters, const Profile &profile);

/// The requests as this server's responses are judged: where one of its parameters changes the body
/// of an endpoint, an expectation of the body that holds with another value becomes that of the
/// effective one.
QList<RequestTemplate> requestsFor(const ResolvedServer &server, const QList<RequestTemplate> &requests);

} // namespace loadstone
