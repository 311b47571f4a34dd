// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

namespace loadstone
{

/// The names in `${…}` of an argument, in order.
QStringList placeholders(const QString &argument);

/// Names that stand for something in every command: python, bin, host, port, run_dir.
QStringList builtInPlaceholders();

} // namespace loadstone
