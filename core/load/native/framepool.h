// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace loadstone
{

/// Memory for coroutine frames from free lists of the calling thread: in a steady state, starting and ending
/// coroutines allocates nothing. Frames must be freed in the thread that allocated them.
void *allocateFrame(std::size_t bytes);
/// @param bytes as allocated
void freeFrame(void *frame, std::size_t bytes) noexcept;

/// Frames of this thread that were not served from a free list.
std::size_t freshFrames();

} // namespace loadstone
