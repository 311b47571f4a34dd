// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace loadstone
{

/// Reads the bytes as the answers of one connection, at once and in small parts, and aborts when
/// that makes a difference or breaks a promise of AnswerParser. For fuzzers. Returns 0.
int readAnswers(const uint8_t *data, size_t size);

} // namespace loadstone
