// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

class Validation;
struct RequestTemplate;

/// What a request expects of its response and captures from it.
/// @param pointer of the request
void validateResponse(Validation &validation, const QString &pointer, const RequestTemplate &request);

} // namespace loadstone
