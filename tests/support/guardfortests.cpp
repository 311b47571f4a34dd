// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/guard.h"

int main(int argc, char **argv) { return loadstone::guardMain(argc, argv); }
