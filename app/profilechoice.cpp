// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profilechoice.h"

#include "app/appcontext.h"
#include "app/optionvalues.h"
#include "core/base/affinity.h"
#include "core/load/engines.h"
#include "core/profile/problemtext.h"
#include "core/profile/profilefile.h"
#include "core/profile/profilestore.h"
#include "core/profile/threshold.h"
#include "core/profile/validation/validateprofile.h"
#include "core/run/profilecheck.h"
#include "core/text/format.h"

#include <QCommandLineParser>

namespace loadstone
{

namespace
{

/// The length of what the options leave of the profile's load: stages have their own.
void endStages(Load &load)
{
    if (load.stages.isEmpty())
        return;
    load.duration = load.measured();
    load.stages.clear();
}

Status applyNumbers(Profile &profile, const QCommandLineParser &parser)
{
    const auto apply = [&parser](const char *option, const Limits<qint64> &limits, auto set) -> Status {
        const QString name = QLatin1String(option);
        if (!parser.isSet(name))
            return success();
        const Result<qint64> value = readInteger(parser, name, limits);
        if (!value)
            return value.error();
        set(*value);
        return success();
    };
    const Status statuses[] = {
        apply("users", limits::users,
              [&profile](qint64 value) {
                  endStages(profile.load);
                  profile.load.model = LoadModel::Closed;
                  profile.load.users = int(value);
              }),
        apply("requests", limits::requests,
              [&profile, &parser](qint64 value) {
                  profile.load.requests = value;
                  if (!parser.isSet(QStringLiteral("duration")))
                      profile.load.duration.reset();
              }),
        apply("repeats", limits::repeats,
              [&profile](qint64 value) { profile.measurement.repeats = int(value); }),
    };
    for (const Status &status : statuses) {
        if (!status)
            return status;
    }
    return success();
}

Status applyRate(Profile &profile, const QCommandLineParser &parser)
{
    if (!parser.isSet(QStringLiteral("rate")))
        return success();
    if (parser.isSet(QStringLiteral("users")))
        return usageError(
            QStringLiteral("--rate is an open workload and --users a closed one. Use one of them."));
    const Result<double> rate = readPositiveNumber(parser, QStringLiteral("rate"), limits::rate);
    if (!rate)
        return rate.error();
    endStages(profile.load);
    profile.load.model = LoadModel::Open;
    profile.load.rate = *rate;
    profile.load.thinkTime = {};
    profile.load.pacing = Milliseconds(0);
    return success();
}

/// The server gets the first half of the cores, the load generator the second.
Status pinApart(Profile &profile)
{
    const QList<int> cores = allowedCores();
    if (cores.size() < 2)
        return usageError(QStringLiteral("--pin needs at least two cores. Run without it."));
    const qsizetype half = cores.size() / 2;
    profile.affinity = {cores.first(cores.size() - half), cores.last(half)};
    return success();
}

Status applyOptions(Profile &profile, const QCommandLineParser &parser)
{
    if (parser.isSet(QStringLiteral("stack"))) {
        profile.servers.clear();
        for (const QString &text : parser.values(QStringLiteral("stack"))) {
            const Result<ServerEntry> entry = parseStackOption(text);
            if (!entry)
                return entry.error();
            profile.servers << *entry;
        }
    }
    if (parser.isSet(QStringLiteral("pin"))) {
        if (const Status pinned = pinApart(profile); !pinned)
            return pinned.error();
    }
    if (parser.isSet(QStringLiteral("engine")))
        profile.connection.engine = parser.value(QStringLiteral("engine"));
    if (parser.isSet(QStringLiteral("duration"))) {
        const Result<Milliseconds> duration =
            readTime(parser, QStringLiteral("duration"), ZeroTime::Excluded);
        if (!duration)
            return duration.error();
        profile.load.stages.clear();
        profile.load.duration = *duration;
        if (!parser.isSet(QStringLiteral("requests")))
            profile.load.requests.reset();
    }
    if (Status numbers = applyNumbers(profile, parser); !numbers)
        return numbers;
    if (Status rate = applyRate(profile, parser); !rate)
        return rate;
    for (const QString &text : parser.values(QStringLiteral("threshold"))) {
        const Result<Threshold> threshold = parseThreshold(text);
        if (!threshold)
            return threshold.error();
        profile.thresholds << *threshold;
    }
    return success();
}

/// What to call the places of a profile that the options have changed.
QHash<QString, QString> optionsByPlace(const QCommandLineParser &parser)
{
    QHash<QString, QString> options;
    const auto add = [&](const QString &option, const QStringList &places) {
        for (const QString &place : parser.isSet(option) ? places : QStringList())
            options.insert(place, QStringLiteral("--") + option);
    };
    add(QStringLiteral("engine"), {QStringLiteral("/connection/engine")});
    add(QStringLiteral("duration"), {QStringLiteral("/load/duration_s")});
    add(QStringLiteral("requests"), {QStringLiteral("/load/requests")});
    add(QStringLiteral("users"), {QStringLiteral("/load"), QStringLiteral("/load/users")});
    add(QStringLiteral("rate"), {QStringLiteral("/load"), QStringLiteral("/load/rate_per_s")});
    add(QStringLiteral("repeats"), {QStringLiteral("/measurement/repeats")});
    add(QStringLiteral("pin"), {QStringLiteral("/affinity")});
    add(QStringLiteral("threshold"), {QStringLiteral("/thresholds")});
    const QStringList stacks = parser.values(QStringLiteral("stack"));
    for (qsizetype i = 0; i < stacks.size(); ++i)
        options.insert(QStringLiteral("/servers/%1").arg(i), QStringLiteral("--stack ") + stacks.at(i));
    return options;
}

} // namespace

Result<CheckedProfile> readStoredProfile(const AppContext &context, const QString &idOrPath)
{
    const ProfileStore store({context.paths.profiles}, {context.paths.ownProfiles()});
    const Result<QString> path = store.find(idOrPath);
    if (!path)
        return path.error();
    const Result<ProfileFile> file = ProfileFile::open(*path);
    if (!file)
        return file.error();
    CheckedProfile checked{*path, file->reading()};
    checkWithCatalogue(checked.reading, context.catalogue);
    return checked;
}

QString problemLines(const QString &file, const QList<ProfileProblem> &problems)
{
    QStringList lines;
    for (const ProfileProblem &problem : problems)
        lines << plainLine(problemLine(file, problem));
    return lines.join(u'\n');
}

void addProfileOptions(QCommandLineParser &parser)
{
    const QString text = QStringLiteral("text");
    const QString number = QStringLiteral("n");
    parser.addOptions({
        {QStringLiteral("stack"),
         QStringLiteral(
             "Server that replaces the profile's list: ID[:PRESET][,key=value…]; may be repeated."),
         text},
        {QStringLiteral("engine"),
         QStringLiteral("Load engine: %1; grpc is for gRPC servers.")
             .arg(engineIds().join(QStringLiteral(", "))),
         text},
        {QStringLiteral("users"), QStringLiteral("Number of virtual users."), number},
        {QStringLiteral("rate"),
         QStringLiteral("Open workload: requests per second, sent on schedule regardless of responses."),
         number},
        {QStringLiteral("duration"), QStringLiteral("Duration of the measure phase, such as 30s or 1m30s."),
         text},
        {QStringLiteral("requests"), QStringLiteral("Measured requests per trial instead of a duration."),
         number},
        {QStringLiteral("repeats"), QStringLiteral("Repeats of each server."), number},
        {QStringLiteral("pin"),
         QStringLiteral("Pin servers to one half of the cores, the load generator to the other.")},
        {QStringLiteral("threshold"),
         QStringLiteral("Threshold such as 'p99<200ms', 'rps>=1000' or 'failures<=1%'; may be repeated."),
         text},
    });
}

QJsonValue parseParameterValue(const QString &text)
{
    if (text == QLatin1String("true") || text == QLatin1String("false"))
        return text == QLatin1String("true");
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? QJsonValue(number) : QJsonValue(text);
}

Result<ServerEntry> parseStackOption(const QString &text)
{
    const QStringList parts = text.split(u',');
    const QStringList named = parts.constFirst().split(u':');
    ServerEntry entry;
    entry.stackId = named.constFirst();
    if (named.size() > 1)
        entry.preset = named.at(1);
    if (entry.stackId.isEmpty() || named.size() > 2) {
        return usageError(QStringLiteral("--stack expects ID[:PRESET][,key=value…], not \"%1\".").arg(text));
    }
    for (const QString &part : parts.mid(1)) {
        const qsizetype equals = part.indexOf(u'=');
        if (equals < 1)
            return usageError(QStringLiteral("\"%1\" in --stack is not key=value.").arg(part));
        entry.parameters.insert(part.left(equals), parseParameterValue(part.mid(equals + 1)));
    }
    return entry;
}

Result<Profile> readSoundProfile(const AppContext &context, const QString &idOrPath)
{
    const Result<CheckedProfile> checked = readStoredProfile(context, idOrPath);
    if (!checked)
        return checked.error();
    if (!checked->reading.profile) {
        return Error{ErrorCode::Usage, QStringLiteral("The profile %1 has errors.").arg(checked->file),
                     problemLines(checked->file, checked->reading.problems)};
    }
    return *checked->reading.profile;
}

Result<Profile> chooseProfile(const AppContext &context, const QString &idOrPath,
                              const QCommandLineParser &parser)
{
    const Result<Profile> stored = readSoundProfile(context, idOrPath);
    if (!stored)
        return stored.error();
    Profile profile = *stored;
    if (const Status applied = applyOptions(profile, parser); !applied)
        return applied.error();
    QList<ProfileProblem> problems = validate(profile) + validateWithCatalogue(profile, context.catalogue);
    sortAsWritten(problems);
    if (hasErrors(problems))
        return optionError(problems, optionsByPlace(parser));
    return profile;
}

} // namespace loadstone
