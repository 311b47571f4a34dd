// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Each value by itself, with the ranges of the field table and the messages of the schema.
void validateFields(Validation &validation);

} // namespace loadstone
