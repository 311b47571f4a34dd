// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Requests and login: what they send and expect.
void validateRequests(Validation &validation);

} // namespace loadstone
