// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/comparisonview.h"

namespace loadstone
{

/// The name of a server, of several runs with a label of its run.
QString comparedName(const ComparedServer &server);

/// Puts in what a report of a comparison has besides its tables, ratios and notes.
/// @param view with them
void addDetails(ComparisonView &view, const RunComparison &comparison);

} // namespace loadstone
