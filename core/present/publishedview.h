// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// The published figures that the profile of a run refers to, alongside those of the run: a table for each column, the
/// author's conclusions with a word for each, and the errata of the text. The texts of the figures are English, like
/// those of a profile.
PublishedView makePublishedView(const RunRecord &result, const QList<ServerStats> &servers);

} // namespace loadstone
