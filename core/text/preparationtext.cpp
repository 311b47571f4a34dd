// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/preparationtext.h"

#include <QCoreApplication>

namespace loadstone
{

namespace
{

class Preparation
{
    Q_DECLARE_TR_FUNCTIONS(Preparation)
};

} // namespace

QString waitingForBuildText(const QString &environment)
{
    return Preparation::tr("Waiting for another build of %1").arg(environment);
}

QString creatingEnvironmentText(const QString &pythonVersion)
{
    return Preparation::tr("Creating an environment with %1").arg(pythonVersion);
}

QString downloadingPackageText(const QString &package)
{
    return Preparation::tr("Downloading %1").arg(package);
}

QString compilingPackageText(const QString &package) { return Preparation::tr("Compiling %1").arg(package); }

QString installingPackagesText() { return Preparation::tr("Installing the packages"); }

QString environmentReadyText() { return Preparation::tr("The environment is ready"); }

QString environmentStepText(const QString &environment, const QString &step)
{
    return Preparation::tr("Python environment %1: %2").arg(environment, step);
}

QString creatingStreamFileText(const QString &made, const QString &all)
{
    return Preparation::tr("Creating the streamed file: %1 of %2").arg(made, all);
}

QString waitingForStreamFileText()
{
    return Preparation::tr("Waiting for another process to create the streamed file");
}

} // namespace loadstone
