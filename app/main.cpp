// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/guard.h"

int main(int argc, char **argv) { return argc > 1 ? loadstone::guardMain(argc, argv) : 0; }
