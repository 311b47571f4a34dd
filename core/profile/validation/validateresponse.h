// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

class Validation;
struct RequestTemplate;

/// A request's expectations of its response, and its captures.
/// @param pointer of the request
void validateResponse(Validation &validation, const QString &pointer, const RequestTemplate &request);

} // namespace loadstone
