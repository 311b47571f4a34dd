// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/comparisonview.h"
#include "core/present/runview.h"

namespace loadstone
{

/// The tables of servers, endpoints and percentiles for a LaTeX document, each a `table` with the rules of the package
/// booktabs; the comment at the top names what the preamble needs. Text of servers and profiles is escaped.
QString toLatex(const RunView &report);
/// The tables of a comparison, likewise.
QString toLatex(const ComparisonView &comparison);

} // namespace loadstone
