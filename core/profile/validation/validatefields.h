// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Each value for itself, with the limits of the field table and in the words of the schema.
void validateFields(Validation &validation);

} // namespace loadstone
