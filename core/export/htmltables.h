// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

#include <QByteArray>

namespace loadstone
{

/// The tables of a report as a fragment of HTML, to be pasted into a page: each with a caption, header cells with a
/// scope, and numbers aligned by the class "num". Without styles, scripts and ids; all text is escaped.
QByteArray toHtmlTables(const RunView &report);

} // namespace loadstone
