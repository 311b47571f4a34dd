// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/upstreamcommand.h"
#include "core/server/guard.h"

#include <QCoreApplication>

#include <cstring>

int main(int argc, char **argv)
{
    if (argc > 1 && std::strcmp(argv[1], "upstream") == 0) {
        const QCoreApplication application(argc, argv);
        return loadstone::UpstreamCommand().execute(QCoreApplication::arguments().mid(2));
    }
    return loadstone::guardMain(argc, argv);
}
