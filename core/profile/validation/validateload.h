// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// The load: its end, model, stages, users, think time and pacing.
void validateLoad(Validation &validation);

} // namespace loadstone
