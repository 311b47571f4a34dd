// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

namespace loadstone
{

/// The names of an argument's `${…}` placeholders, in order.
QStringList placeholders(const QString &argument);

/// Whether the name is `program:NAME`, the placeholder of a system program.
bool isProgramPlaceholder(const QString &name);
/// System programs that the stack's command needs with any parameters; without duplicates.
QStringList requiredPrograms(const Stack &stack);

/// Placeholders that are valid in every command: python, bin, host, port, run_dir, certificate,
/// certificate_key.
QStringList builtInPlaceholders();

} // namespace loadstone
