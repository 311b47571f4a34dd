// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace loadstone
{

namespace
{

QString ownFolder(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + QStringLiteral("/loadstone");
}

} // namespace

QString Paths::ownProfiles() const { return data + QStringLiteral("/profiles"); }

QStringList Paths::stackFolders() const { return {resources + QStringLiteral("/stacks"), ownStacks()}; }

QString Paths::ownStacks() const { return data + QStringLiteral("/stacks"); }

QString Paths::environmentDefinitions() const { return resources + QStringLiteral("/environments"); }

QString Paths::environmentCache() const { return cache + QStringLiteral("/environments"); }

QString Paths::runs() const { return data + QStringLiteral("/runs"); }

QString Paths::files() const { return cache + QStringLiteral("/files"); }

QString Paths::settingsFile() const { return config + QStringLiteral("/window.ini"); }

Paths findPaths(const QString &executableFolder)
{
    Paths paths;
    const QString installed = QDir::cleanPath(executableFolder + QStringLiteral("/../share/loadstone"));
    const QString checkout = QStringLiteral(LOADSTONE_SOURCE_DIR);
    const QString override = qEnvironmentVariable("LOADSTONE_RESOURCES");
    if (!override.isEmpty()) {
        paths.resources = override;
        paths.profiles = override + QStringLiteral("/../profiles");
    } else if (QFileInfo::exists(installed + QStringLiteral("/stacks"))) {
        paths.resources = installed;
        paths.profiles = installed + QStringLiteral("/profiles");
    } else {
        paths.resources = checkout + QStringLiteral("/resources");
        paths.profiles = checkout + QStringLiteral("/profiles");
    }
    paths.data = ownFolder(QStandardPaths::GenericDataLocation);
    paths.cache = ownFolder(QStandardPaths::GenericCacheLocation);
    paths.config = ownFolder(QStandardPaths::GenericConfigLocation);
    return paths;
}

} // namespace loadstone
