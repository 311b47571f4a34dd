// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profilechoice.h"

#include "app/appcontext.h"
#include "app/optionvalues.h"
#include "core/base/affinity.h"
#include "core/load/engines.h"
#include "core/profile/enumids.h"
#include "core/profile/problemtext.h"
#include "core/profile/profilefile.h"
#include "core/profile/profilestore.h"
#include "core/profile/sweep.h"
#include "core/profile/threshold.h"
#include "core/profile/validation/validateprofile.h"
#include "core/run/profilecheck.h"
#include "core/run/thresholdcheck.h"
#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"
#include "core/text/format.h"

#include <QCommandLineParser>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Applies a changed duration to a load with stages, which have their own.
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
                  if (!parser.isSet(u"duration"_s))
                      profile.load.duration.reset();
              }),
        apply("repeats", limits::repeats,
              [&profile](qint64 value) {
                  profile.measurement.repeats = int(value);
                  profile.measurement.precisionPercent.reset();
                  profile.measurement.atMost.reset();
              }),
    };
    for (const Status &status : statuses) {
        if (!status)
            return status;
    }
    return success();
}

Status applyRate(Profile &profile, const QCommandLineParser &parser)
{
    if (!parser.isSet(u"rate"_s))
        return success();
    if (parser.isSet(u"users"_s))
        return usageError(u"--rate is an open workload and --users a closed one. Use one of them."_s);
    const Result<double> rate = readPositiveNumber(parser, u"rate"_s, limits::rate);
    if (!rate)
        return rate.error();
    endStages(profile.load);
    profile.load.model = LoadModel::Open;
    profile.load.rate = *rate;
    profile.load.thinkTime = {};
    profile.load.pacing = Milliseconds(0);
    return success();
}

Status applyPrecision(Profile &profile, const QCommandLineParser &parser)
{
    Measurement &measurement = profile.measurement;
    const bool isWanted = parser.isSet(u"precision"_s) || parser.isSet(u"at-most"_s);
    if (isWanted && parser.isSet(u"repeats"_s))
        return usageError(
            u"--repeats fixes the number of rounds, --precision and --at-most decide it. Omit one."_s);
    if (parser.isSet(u"precision"_s)) {
        const Result<double> percent = readPercent(parser, u"precision"_s, limits::precisionPercent);
        if (!percent)
            return percent.error();
        measurement.precisionPercent = *percent;
    }
    if (parser.isSet(u"at-most"_s)) {
        const Result<Milliseconds> atMost = readTime(parser, u"at-most"_s, ZeroTime::Excluded);
        if (!atMost)
            return atMost.error();
        measurement.atMost = *atMost;
    }
    if (parser.isSet(u"precision-metric"_s)) {
        const QString id = parser.value(u"precision-metric"_s);
        const std::optional<Metric> metric = enumFromId<Metric>(id);
        if (!metric)
            return usageError(u"--precision-metric expects one of %1, not \"%2\"."_s.arg(
                enumIdList<Metric>().join(u", "_s), id));
        measurement.precisionMetric = *metric;
    }
    return success();
}

/// Pins the server to the first half of the cores and the load generator to the second.
Status pinApart(Profile &profile)
{
    const QList<int> cores = allowedCores();
    if (cores.size() < 2)
        return usageError(u"--pin needs at least two cores. Run without it."_s);
    const qsizetype half = cores.size() / 2;
    profile.affinity = {cores.first(cores.size() - half), cores.last(half)};
    return success();
}

/// The setting of a sweep for the name of an option, unless a server has a parameter of that name.
QString sweepSetting(const QString &name, const Profile &profile, const Catalogue &catalogue)
{
    static const QHash<QString, QString> options{{u"users"_s, u"load/users"_s},
                                                 {u"rate"_s, u"load/rate_per_s"_s},
                                                 {u"duration"_s, u"load/duration_s"_s},
                                                 {u"requests"_s, u"load/requests"_s},
                                                 {u"engine"_s, u"connection/engine"_s}};
    for (const ServerEntry &server : profile.servers) {
        const Stack *stack = catalogue.find(server.stackId);
        if (stack && findParameter(*stack, name))
            return name;
    }
    return options.value(name, name);
}

QJsonValue parseSweepValue(const QString &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    const QJsonValue value = parseParameterValue(text);
    return value.isString() && isNumber ? QJsonValue(number) : value;
}

Status applySweep(Profile &profile, const QCommandLineParser &parser, const Catalogue &catalogue)
{
    const QStringList texts = parser.values(u"sweep"_s);
    if (!texts.isEmpty())
        profile.sweep = {};
    for (const QString &text : texts) {
        const qsizetype equals = text.indexOf(u'=');
        const QStringList values = text.mid(equals + 1).split(u',', Qt::SkipEmptyParts);
        if (equals < 1 || values.isEmpty())
            return usageError(
                u"--sweep expects SETTING=VALUE,VALUE…, such as workers=1,2,4, not \"%1\"."_s.arg(text));
        SweepDimension dimension{sweepSetting(text.left(equals), profile, catalogue), {}};
        for (const QString &value : values)
            dimension.values.append(parseSweepValue(value.trimmed()));
        profile.sweep.dimensions << dimension;
    }
    if (!parser.isSet(u"one-at-a-time"_s))
        return success();
    if (profile.sweep.dimensions.isEmpty())
        return usageError(u"--one-at-a-time needs a sweep. Add --sweep SETTING=VALUE,VALUE…"_s);
    profile.sweep.mode = Sweep::Mode::OneAtATime;
    return success();
}

Status applyOptions(Profile &profile, const QCommandLineParser &parser)
{
    if (parser.isSet(u"stack"_s)) {
        profile.servers.clear();
        for (const QString &text : parser.values(u"stack"_s)) {
            const Result<ServerEntry> entry = parseStackOption(text);
            if (!entry)
                return entry.error();
            profile.servers << *entry;
        }
    }
    if (parser.isSet(u"pin"_s)) {
        if (const Status pinned = pinApart(profile); !pinned)
            return pinned.error();
    }
    if (parser.isSet(u"engine"_s))
        profile.connection.engine = parser.value(u"engine"_s);
    if (parser.isSet(u"duration"_s)) {
        const Result<Milliseconds> duration = readTime(parser, u"duration"_s, ZeroTime::Excluded);
        if (!duration)
            return duration.error();
        profile.load.stages.clear();
        profile.load.duration = *duration;
        if (!parser.isSet(u"requests"_s))
            profile.load.requests.reset();
    }
    if (Status numbers = applyNumbers(profile, parser); !numbers)
        return numbers;
    if (Status rate = applyRate(profile, parser); !rate)
        return rate;
    if (Status precision = applyPrecision(profile, parser); !precision)
        return precision;
    return success();
}

/// Adds the thresholds of the options to those of the profile, except for servers that --stack has replaced.
Status applyThresholds(Profile &profile, const QCommandLineParser &parser, const Catalogue &catalogue)
{
    if (parser.isSet(u"stack"_s))
        removeThresholdsOfOtherServers(profile, catalogue);
    for (const QString &text : parser.values(u"threshold"_s)) {
        const Result<Threshold> threshold = parseThreshold(text);
        if (!threshold)
            return threshold.error();
        profile.thresholds << *threshold;
    }
    return success();
}

/// Option names for the JSON pointers that the options have changed in the profile.
QHash<QString, QString> optionsByPlace(const QCommandLineParser &parser, const Profile &profile)
{
    QHash<QString, QString> options;
    const auto add = [&](const QString &option, const QStringList &places) {
        for (const QString &place : parser.isSet(option) ? places : QStringList())
            options.insert(place, u"--"_s + option);
    };
    add(u"engine"_s, {u"/connection/engine"_s});
    add(u"duration"_s, {u"/load/duration_s"_s});
    add(u"requests"_s, {u"/load/requests"_s});
    add(u"users"_s, {u"/load"_s, u"/load/users"_s});
    add(u"rate"_s, {u"/load"_s, u"/load/rate_per_s"_s});
    add(u"repeats"_s, {u"/measurement/repeats"_s});
    add(u"precision"_s, {u"/measurement/precision_percent"_s});
    add(u"precision-metric"_s, {u"/measurement/precision_metric"_s});
    add(u"at-most"_s, {u"/measurement/at_most_s"_s});
    add(u"pin"_s, {u"/affinity"_s});
    for (qsizetype i = 1; i <= parser.values(u"threshold"_s).size(); ++i)
        options.insert(u"/thresholds/%1"_s.arg(profile.thresholds.size() - i), u"--threshold"_s);
    const QStringList sweeps = parser.values(u"sweep"_s);
    for (qsizetype i = 0; i < sweeps.size(); ++i)
        options.insert(u"/sweep/dimensions/%1"_s.arg(i), u"--sweep "_s + sweeps.at(i));
    add(u"sweep"_s, {u"/sweep"_s});
    const QStringList stacks = parser.values(u"stack"_s);
    for (qsizetype i = 0; i < stacks.size(); ++i)
        options.insert(u"/servers/%1"_s.arg(i), u"--stack "_s + stacks.at(i));
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
    const QString text = u"text"_s;
    const QString number = u"n"_s;
    parser.addOptions({
        {u"stack"_s,
         u"Server that replaces the profile's list: ID[:PRESET][,key=value…], where environment=pypy "
         "chooses another interpreter; may be repeated."_s,
         text},
        {u"engine"_s, u"Load engine: %1; grpc is for gRPC servers."_s.arg(engineIds().join(u", "_s)), text},
        {u"users"_s, u"Number of virtual users."_s, number},
        {u"rate"_s, u"Open workload: requests per second, sent on schedule regardless of responses."_s,
         number},
        {u"duration"_s, u"Duration of the measure phase, such as 30s or 1m30s."_s, text},
        {u"requests"_s, u"Measured requests per trial instead of a duration."_s, number},
        {u"repeats"_s, u"Repeats of each server."_s, number},
        {u"precision"_s,
         u"Instead of repeats: as many rounds as this half-width of the 95 % interval needs, such as 2%, "
         u"decided "
         "after 6 pilot rounds."_s,
         text},
        {u"precision-metric"_s,
         u"The metric of --precision (default: rps): %1."_s.arg(enumIdList<Metric>().join(u", "_s)), text},
        {u"at-most"_s, u"Time of all trials, such as 10m. Without --precision: as many rounds as fit."_s,
         text},
        {u"sweep"_s,
         u"Setting to vary, such as workers=1,2,4 or users=10,100; may be repeated. Replaces the profile's "
         "sweep."_s,
         text},
        {u"one-at-a-time"_s, u"Vary one setting of the sweep at a time instead of every combination."_s},
        {u"pin"_s, u"Pin servers to one half of the cores, the load generator to the other."_s},
        {u"threshold"_s,
         u"Threshold such as 'p99<200ms', 'rps>=1000' or 'failures<=1%', of one endpoint or server "
         "'p99{endpoint:\"GET /json\", server:Sanic}<200ms'; may be repeated."_s,
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
        return usageError(u"--stack expects ID[:PRESET][,key=value…], not \"%1\"."_s.arg(text));
    }
    for (const QString &part : parts.mid(1)) {
        const qsizetype equals = part.indexOf(u'=');
        if (equals < 1)
            return usageError(u"\"%1\" in --stack is not key=value."_s.arg(part));
        if (part.left(equals) == environmentSetting())
            entry.environment = part.mid(equals + 1);
        else
            entry.parameters.insert(part.left(equals), parseParameterValue(part.mid(equals + 1)));
    }
    return entry;
}

Result<Profile> readValidProfile(const AppContext &context, const QString &idOrPath)
{
    const Result<CheckedProfile> checked = readStoredProfile(context, idOrPath);
    if (!checked)
        return checked.error();
    if (!checked->reading.profile) {
        return Error{ErrorCode::Usage, u"The profile %1 has errors."_s.arg(checked->file),
                     problemLines(checked->file, checked->reading.problems)};
    }
    return *checked->reading.profile;
}

Result<Profile> chooseProfile(const AppContext &context, const QString &idOrPath,
                              const QCommandLineParser &parser)
{
    const Result<Profile> stored = readValidProfile(context, idOrPath);
    if (!stored)
        return stored.error();
    Profile profile = *stored;
    if (const Status applied = applyOptions(profile, parser); !applied)
        return applied.error();
    if (const Status swept = applySweep(profile, parser, context.catalogue); !swept)
        return swept.error();
    if (const Status applied = applyThresholds(profile, parser, context.catalogue); !applied)
        return applied.error();
    QList<ProfileProblem> problems = validate(profile) + validateWithCatalogue(profile, context.catalogue);
    sortAsWritten(problems);
    if (hasErrors(problems))
        return optionError(problems, optionsByPlace(parser, profile));
    return profile;
}

} // namespace loadstone
