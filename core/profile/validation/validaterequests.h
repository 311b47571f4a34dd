// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// What the requests and the login send and expect.
void validateRequests(Validation &validation);

} // namespace loadstone
