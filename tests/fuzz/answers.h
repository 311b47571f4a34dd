// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// What libFuzzer calls, by this name: reads the bytes as the answers of one connection, at once and
/// in small parts, and aborts when that makes a difference or breaks a promise of ResponseParser.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
