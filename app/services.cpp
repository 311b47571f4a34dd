// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services.h"

#include <QCoreApplication>

namespace loadstone
{

Services::Services()
    : paths(findPaths(QCoreApplication::applicationDirPath())),
      catalogue(Catalogue::load(paths.stackFolders())),
      environments(paths.environmentDefinitions(), paths.environmentCache(),
                   QCoreApplication::applicationFilePath())
{
    for (const Stack &stack : catalogue.stacks()) {
        if (!stack.requirementsFile.isEmpty())
            environments.add({stack.environment, stack.requirementsFile});
    }
}

RunServices Services::forRuns()
{
    RunServices services;
    services.catalogue = &catalogue;
    services.environments = &environments;
    services.clock = &clock;
    services.guardProgram = QCoreApplication::applicationFilePath();
    services.runsFolder = paths.runs();
    services.filesFolder = paths.files();
    return services;
}

} // namespace loadstone
