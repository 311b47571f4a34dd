// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/appcontext.h"

#include <QCoreApplication>

namespace loadstone
{

AppContext::AppContext()
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

RunEnvironment AppContext::forRuns()
{
    RunEnvironment environment;
    environment.catalogue = &catalogue;
    environment.environments = &environments;
    environment.clock = &clock;
    environment.guardProgram = QCoreApplication::applicationFilePath();
    environment.runsFolder = paths.runs();
    environment.baseline = baseline;
    environment.storeFile = paths.resultsFile();
    environment.filesFolder = paths.files();
    return environment;
}

} // namespace loadstone
