// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace loadstone
{

namespace
{

QString ownFolder(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + QStringLiteral("/loadstone");
}

/// The home folder that the password database has for this user; empty when it has none.
QByteArray homeOfUser()
{
    const passwd *user = ::getpwuid(::getuid());
    const QByteArray folder = user == nullptr ? QByteArray() : QByteArray(user->pw_dir);
    return folder == "/" ? QByteArray() : folder;
}

bool isEveryFolderSet()
{
    constexpr std::array names{"XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"};
    return std::none_of(names.begin(), names.end(), qEnvironmentVariableIsEmpty);
}

} // namespace

Status provideHome()
{
    if (!qEnvironmentVariableIsEmpty("HOME"))
        return success();
    const QByteArray home = homeOfUser();
    if (!home.isEmpty())
        qputenv("HOME", home);
    else if (!isEveryFolderSet())
        return Error{
            ErrorCode::Usage,
            QStringLiteral("There is no home folder to keep files in: HOME is not set, and the password "
                           "database has none for user %1. Set HOME, or XDG_DATA_HOME, XDG_CACHE_HOME "
                           "and XDG_CONFIG_HOME.")
                .arg(::getuid()),
            {}};
    return success();
}

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
