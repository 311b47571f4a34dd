// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Settings that the engine of the profile does not have.
void validateConnection(Validation &validation);

} // namespace loadstone
