// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace loadstone
{

/// Memory for coroutine frames from free lists of the calling thread: a load that starts and ends
/// coroutines all the time soon asks the system for nothing any more. What was taken in a thread is
/// given back in the same one.
void *allocateFrame(std::size_t bytes);
/// @param bytes as asked for
void freeFrame(void *frame, std::size_t bytes) noexcept;

/// Frames that allocateFrame() had to ask the system for, in this thread.
std::size_t freshFrames();

} // namespace loadstone
