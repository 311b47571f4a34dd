// SPDX-License-Identifier: GPL-3.0-or-later
// The entry of libFuzzer: docs/architecture.md tells how to run it.
#include "tests/fuzz/answers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return loadstone::readAnswers(data, size); }
