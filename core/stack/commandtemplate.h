// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

namespace loadstone
{

/// The names in `${…}` of an argument, in order.
QStringList placeholders(const QString &argument);

/// Whether the name is `program:NAME`, which stands for a program of the system.
bool isProgramPlaceholder(const QString &name);
/// Programs of the system that the stack's command starts, whatever its parameters; each once.
QStringList requiredPrograms(const Stack &stack);

/// Names that stand for something in every command: python, bin, host, port, run_dir,
/// certificate, certificate_key.
QStringList builtInPlaceholders();

} // namespace loadstone
