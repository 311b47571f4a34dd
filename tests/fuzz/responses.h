// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// Entry point of libFuzzer: parses the bytes as the responses of one connection, in one part and in small
/// parts, and aborts on a difference or a violated invariant of ResponseParser.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
