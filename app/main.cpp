// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"
#include "core/server/guard.h"

#include <cstring>

int main(int argc, char **argv)
{
    if (argc > 1 && std::strcmp(argv[1], "guard") == 0)
        return loadstone::guardMain(argc, argv);
    return loadstone::runProgram(argc, argv);
}
