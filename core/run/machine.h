// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone
{

/// Reads what a result records about its machine. What cannot be read keeps its "unknown".
/// @param root folder that holds proc, sys and etc
MachineFacts readMachineFacts(const QString &root = QStringLiteral("/"));

/// How many numbers a list like "0-3,8" names.
int sizeOfCpuList(const QString &list);

/// Lets this process, and the servers it starts, open as many files as it may: the soft limit
/// becomes the hard one, but at most `largestUsefulOpenFiles`. Never lowers it.
Status raiseOpenFileLimit();

/// More than the connections and files one machine can use in a run. Some containers have a hard
/// limit of a thousand million, and programs that close every possible descriptor when they start
/// then take minutes.
inline constexpr qint64 largestUsefulOpenFiles = 1'048'576;

} // namespace loadstone
