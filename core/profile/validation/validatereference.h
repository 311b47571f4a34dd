// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// The published figures that a profile refers to exist.
void validateReference(Validation &validation);

} // namespace loadstone
