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

using namespace Qt::StringLiterals;

void ProfilesCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({u"json"_s, u"Print one JSON object."_s});
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
        all << QJsonObject{{u"id"_s, stored.id},
                           {u"name"_s, stored.name},
                           {u"description"_s, stored.description},
                           {u"file"_s, stored.file},
                           {u"built_in"_s, stored.isBuiltIn},
                           {u"errors"_s, stored.errors}};
        if (!parser.isSet(u"json"_s)) {
            QString line = stored.id.leftJustified(widest) + u"  "_s + stored.name;
            if (!stored.isBuiltIn)
                line += u"  (%1)"_s.arg(stored.file);
            if (stored.errors > 0)
                line += u"  – invalid: %1; see `loadstone validate %2`"_s.arg(
                    formatCounted(stored.errors, u"errors"_s), stored.id);
            printLine(line);
        }
    }
    if (parser.isSet(u"json"_s))
        printJson(QJsonDocument(QJsonObject{{u"profiles"_s, all}}).toJson());
    return Done;
}

} // namespace loadstone
