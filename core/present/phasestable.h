// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

namespace loadstone
{

/// What the parts of a request took: waiting for a connection, connecting, TLS, sending, waiting for
/// the answer, receiving it. One row for each part of each server that has times of it.
ReportTable phasesTable(const QList<ServerStats> &servers);

} // namespace loadstone
