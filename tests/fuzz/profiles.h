// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// What libFuzzer calls, by this name: reads the bytes as a profile, and aborts when the reading
/// breaks a promise. Whatever the text, it gives a profile or at least one error, never both; what
/// nobody changed is rewritten as it was; and a profile can be written and read again as the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
