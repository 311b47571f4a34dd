// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/profilescommand.h"

#include "app/terminal.h"
#include "core/base/paths.h"
#include "core/profile/profilestore.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace loadstone
{

void ProfilesCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print one JSON object.")});
}

int ProfilesCommand::run(const QCommandLineParser &parser)
{
    const Paths paths = findPaths(QCoreApplication::applicationDirPath());
    const ProfileStore store({paths.profiles}, {paths.ownProfiles()});
    const QList<ProfileEntry> entries = store.list();
    qsizetype widest = 0;
    for (const ProfileEntry &stored : entries)
        widest = std::max(widest, stored.id.size());
    QJsonArray all;
    for (const ProfileEntry &stored : entries) {
        all << QJsonObject{{QStringLiteral("id"), stored.id},
                           {QStringLiteral("name"), stored.name},
                           {QStringLiteral("description"), stored.description},
                           {QStringLiteral("file"), stored.file},
                           {QStringLiteral("built_in"), stored.isBuiltIn},
                           {QStringLiteral("errors"), stored.errors}};
        if (!parser.isSet(QStringLiteral("json"))) {
            QString line = stored.id.leftJustified(widest) + QStringLiteral("  ") + stored.name;
            if (!stored.isBuiltIn)
                line += QStringLiteral("  (%1)").arg(stored.file);
            if (stored.errors > 0)
                line += QStringLiteral("  – invalid: %1; see `loadstone validate %2`")
                            .arg(formatCounted(stored.errors, QStringLiteral("errors")), stored.id);
            printLine(line);
        }
    }
    if (parser.isSet(QStringLiteral("json")))
        printJson(QJsonDocument(QJsonObject{{QStringLiteral("profiles"), all}}).toJson());
    return Done;
}

} // namespace loadstone
