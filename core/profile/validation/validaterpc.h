// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

class Validation;
struct RequestTemplate;

/// A request of a profile with a gRPC engine.
/// @param pointer of the request
void validateRpcRequest(Validation &validation, const QString &pointer, const RequestTemplate &request);

} // namespace loadstone
