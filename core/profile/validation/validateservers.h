// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Servers that are all disabled, or duplicates.
void validateServers(Validation &validation);

} // namespace loadstone
