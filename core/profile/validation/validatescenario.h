// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Variables, their uses, and the order of the requests.
void validateScenario(Validation &validation);

} // namespace loadstone
