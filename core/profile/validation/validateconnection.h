// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Settings that the profile's engine does not support.
void validateConnection(Validation &validation);

} // namespace loadstone
