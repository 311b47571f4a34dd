// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

class Validation;
struct Header;

/// Checks the name of a header field or a cookie.
void validateHeaderName(Validation &validation, const QString &pointer, const QString &name);
/// A header field of an HTTP request.
/// @param headers pointer of the request's headers
void validateHeader(Validation &validation, const QString &headers, const Header &header);

} // namespace loadstone
