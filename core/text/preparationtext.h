// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

// What is done before a run, translated, for progress in window and terminal.

QString waitingForBuildText(const QString &environment);
QString creatingEnvironmentText(const QString &pythonVersion);
QString downloadingPackageText(const QString &package);
QString compilingPackageText(const QString &package);
QString installingPackagesText();
QString environmentReadyText();
/// @param step one of the above
QString environmentStepText(const QString &environment, const QString &step);

/// @param made,all sizes with their units
QString creatingStreamFileText(const QString &made, const QString &all);
QString waitingForStreamFileText();

} // namespace loadstone
