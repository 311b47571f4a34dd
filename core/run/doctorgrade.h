// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"

namespace loadstone
{

/// The state of something of which more is better.
inline DoctorCheck::State gradeAtLeast(double value, double good, double warning)
{
    if (value >= good)
        return DoctorCheck::State::Good;
    return value >= warning ? DoctorCheck::State::Warning : DoctorCheck::State::Bad;
}
/// The state of something of which less is better.
inline DoctorCheck::State gradeBelow(double value, double good, double warning)
{
    return gradeAtLeast(-value, -good, -warning);
}

} // namespace loadstone
