// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// Entry point of libFuzzer: reads the bytes as a profile, and aborts on a violated invariant. Any text gives
/// a profile or at least one error, never both; an unchanged profile is rewritten byte for byte; and a
/// profile can be written and read back unchanged.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
