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

using namespace Qt::StringLiterals;

namespace
{

QString ownFolder(QStandardPaths::StandardLocation location)
{
    return QStandardPaths::writableLocation(location) + u"/loadstone"_s;
}

/// The user's home folder in the password database; empty if there is none.
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
            Sentence(QT_TRANSLATE_NOOP(
                         "Sentence",
                         "There is no home folder to keep files in: HOME is not set, and the password "
                         "database has none for user %1. Set HOME, or XDG_DATA_HOME, XDG_CACHE_HOME "
                         "and XDG_CONFIG_HOME."),
                     qint64(::getuid())),
            {}};
    return success();
}

QString Paths::ownProfiles() const { return data + u"/profiles"_s; }

QStringList Paths::stackFolders() const { return {resources + u"/stacks"_s, ownStacks()}; }

QString Paths::ownStacks() const { return data + u"/stacks"_s; }

QString Paths::environmentDefinitions() const { return resources + u"/environments"_s; }

QString Paths::environmentCache() const { return cache + u"/environments"_s; }

QString Paths::runs() const { return data + u"/runs"_s; }

QString Paths::resultsFile() const { return data + u"/results.sqlite"_s; }

QString Paths::files() const { return cache + u"/files"_s; }

QString Paths::settingsFile() const { return config + u"/window.ini"_s; }

Paths findPaths(const QString &executableFolder)
{
    Paths paths;
    const QString installed = QDir::cleanPath(executableFolder + u"/../share/loadstone"_s);
    const QString checkout = QStringLiteral(LOADSTONE_SOURCE_DIR);
    const QString override = qEnvironmentVariable("LOADSTONE_RESOURCES");
    if (!override.isEmpty()) {
        paths.resources = override;
        paths.profiles = override + u"/../profiles"_s;
    } else if (QFileInfo::exists(installed + u"/stacks"_s)) {
        paths.resources = installed;
        paths.profiles = installed + u"/profiles"_s;
    } else {
        paths.resources = checkout + u"/resources"_s;
        paths.profiles = checkout + u"/profiles"_s;
    }
    paths.data = ownFolder(QStandardPaths::GenericDataLocation);
    paths.cache = ownFolder(QStandardPaths::GenericCacheLocation);
    paths.config = ownFolder(QStandardPaths::GenericConfigLocation);
    return paths;
}

} // namespace loadstone
