// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/validatecommand.h"

#include "app/services.h"
#include "app/terminal.h"
#include "core/profile/problemtext.h"
#include "core/profile/profilestore.h"
#include "core/profile/reader.h"
#include "core/run/plan.h"

#include <QCommandLineParser>
#include <QFile>
#include <QJsonDocument>

namespace loadstone
{

void ValidateCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print one JSON object.")});
}

int ValidateCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return fail({ErrorCode::Usage, QStringLiteral("Name one profile to check, by id or file."), {}});
    const Services services;
    const Result<StoredProfile> stored =
        ProfileStore(services.paths.profileFolders()).find(parser.positionalArguments().constFirst());
    if (!stored)
        return fail(stored.error());
    QFile file(stored->file);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail({ErrorCode::Io,
                     QStringLiteral("%1 could not be read: %2.").arg(stored->file, file.errorString()),
                     {}});
    }
    ProfileReading reading = readProfile(file.readAll(), stored->id);
    const QList<ProfileProblem> problems = reading.problems;
    if (parser.isSet(QStringLiteral("json")))
        print(QString::fromUtf8(QJsonDocument(problemsToJson(stored->file, problems)).toJson()));
    else if (problems.isEmpty())
        print(QStringLiteral("%1: no problem found\n").arg(stored->file));
    else
        print(problemText(stored->file, problems));
    return hasErrors(problems) ? UsageError : Done;
}

} // namespace loadstone
