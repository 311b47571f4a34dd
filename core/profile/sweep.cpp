// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/sweep.h"

#include "core/base/json.h"
#include "core/profile/codec/decodeprofile.h"
#include "core/profile/codec/encodeprofile.h"
#include "core/profile/codec/fieldlist.h"
#include "core/profile/reader.h"
#include "core/profile/validation/validation.h"
#include "core/profile/writer.h"

#include <QJsonDocument>

#include <algorithm>
#include <limits>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

using Kind = ProfileField::Kind;

/// Settings of the whole run: one streamed file, one port, and what decides which other settings apply.
bool isFixed(const QByteArray &place)
{
    static const QByteArrayList fixed{"/load/model",    "/load/think_time/kind",    "/upstream/api",
                                      "/upstream/port", "/service/stream_file_mib", "/load/arrivals"};
    return fixed.contains(place);
}

bool isSweepable(const ProfileField &field)
{
    static const QByteArrayList sections{"/load/", "/connection/", "/service/", "/upstream/"};
    const bool isSingle = field.kind == Kind::Text || field.kind == Kind::Flag || field.kind == Kind::Integer
        || field.kind == Kind::Number;
    return isSingle && !field.place.contains('*') && !isFixed(field.place)
        && std::any_of(sections.begin(), sections.end(),
                       [&field](const QByteArray &section) { return field.place.startsWith(section); });
}

QJsonValue withMember(const QJsonValue &whole, const QStringList &steps, const QJsonValue &value)
{
    if (steps.isEmpty())
        return value;
    QJsonObject object = whole.toObject();
    object[steps.first()] = withMember(object[steps.first()], steps.mid(1), value);
    return object;
}

/// The sections of a profile that a sweep can vary, in the smallest valid profile, so that a value can be
/// read and checked by the reader of profiles.
QByteArray writeSections(const Profile &profile, const SweepCell &cell)
{
    Profile small;
    small.name = u"sweep"_s;
    ServerEntry server;
    server.stackId = u"s"_s;
    small.servers = {server};
    RequestTemplate request;
    request.name = u"r"_s;
    small.requests = {request};
    small.load = profile.load;
    small.connection = profile.connection;
    small.service = profile.service;
    small.upstream = profile.upstream;
    QJsonValue whole = QJsonDocument::fromJson(writeProfile(small)).object();
    for (const SweepValue &value : cell) {
        if (isProfileSetting(value.setting))
            whole = withMember(whole, value.setting.split(u'/'), value.value);
    }
    return QJsonDocument(whole.toObject()).toJson();
}

/// Whether the profile has the setting at all: an open load has no users.
bool hasSetting(const Profile &profile, const QString &setting)
{
    const rapidjson::Document document = encodeProfile(profile);
    const rapidjson::Value *tree = &document;
    for (const QString &step : setting.split(u'/')) {
        const auto member =
            tree->IsObject() ? tree->FindMember(step.toUtf8().constData()) : tree->MemberEnd();
        if (!tree->IsObject() || member == tree->MemberEnd())
            return false;
        tree = &member->value;
    }
    return true;
}

bool isReplacedByCapacity(const QString &setting)
{
    return QStringList{u"load/users"_s, u"load/rate_per_s"_s, u"load/duration_s"_s, u"load/requests"_s}
        .contains(setting);
}

} // namespace

bool isProfileSetting(const QString &setting) { return setting.contains(u'/'); }

const QStringList &sweepableSettings()
{
    static const QStringList settings = [] {
        QStringList all;
        for (const ProfileField &field : profileFields()) {
            if (isSweepable(field))
                all << QString::fromLatin1(field.place.mid(1));
        }
        return all;
    }();
    return settings;
}

qsizetype countCells(const Sweep &sweep)
{
    constexpr qsizetype many = std::numeric_limits<int>::max();
    const bool isGrid = sweep.mode == Sweep::Mode::Grid;
    qsizetype count = isGrid ? 1 : 0;
    for (const SweepDimension &dimension : sweep.dimensions)
        count = std::min(many, isGrid ? count * dimension.values.size() : count + dimension.values.size());
    return std::max<qsizetype>(1, count);
}

QList<SweepCell> sweepCells(const Sweep &sweep)
{
    QList<SweepCell> cells;
    if (sweep.mode == Sweep::Mode::OneAtATime) {
        for (const SweepDimension &dimension : sweep.dimensions) {
            for (const QJsonValue value : dimension.values)
                cells << SweepCell{{dimension.setting, value}};
        }
        return cells.isEmpty() ? QList<SweepCell>{SweepCell()} : cells;
    }
    cells << SweepCell();
    for (const SweepDimension &dimension : sweep.dimensions) {
        QList<SweepCell> longer;
        for (const SweepCell &cell : std::as_const(cells)) {
            for (const QJsonValue value : dimension.values)
                longer << cell + SweepCell{{dimension.setting, value}};
        }
        cells = longer;
    }
    return cells;
}

Profile applyCell(const Profile &profile, const SweepCell &cell)
{
    Profile applied = profile;
    applied.sweep = {};
    const bool isAny = std::any_of(cell.begin(), cell.end(),
                                   [](const SweepValue &value) { return isProfileSetting(value.setting); });
    if (!isAny)
        return applied;
    const Profile sections = decodeProfile(JsonDocument::parse(writeSections(profile, cell)), {});
    applied.load = sections.load;
    applied.connection = sections.connection;
    applied.service = sections.service;
    applied.upstream = sections.upstream;
    return applied;
}

ServerEntry applyCell(ServerEntry server, const SweepCell &cell)
{
    for (const SweepValue &value : cell) {
        if (value.setting == presetSetting())
            server.preset = value.value.toString();
        else if (value.setting == environmentSetting())
            server.environment = value.value.toString();
        else if (!isProfileSetting(value.setting))
            server.parameters[value.setting] = value.value;
    }
    return server;
}

std::optional<QString> settingProblem(const Profile &profile, const SweepValue &value)
{
    const QString pointer = u'/' + value.setting;
    const QString section = u'/' + value.setting.section(u'/', 0, 0);
    const ProfileReading reading = readProfile(writeSections(profile, {value}), {});
    if (!reading.draft || !hasSetting(*reading.draft, value.setting))
        return ProfileProblems::tr("\"%1\" has no effect with the other settings of this profile. Remove it "
                                   "from the sweep.")
            .arg(value.setting);
    for (const ProfileProblem &problem : reading.problems) {
        const bool isInSection = problem.pointer == section || problem.pointer.startsWith(section + u'/');
        if (problem.severity == ProfileProblem::Severity::Error && isInSection)
            return problem.message;
    }
    if (profile.capacity && isReplacedByCapacity(value.setting))
        return ProfileProblems::tr(
                   "A capacity search sets the level and length of the load itself, so \"%1\" "
                   "has no effect. Remove it from the sweep, or remove \"capacity\".")
            .arg(value.setting);
    return {};
}

QString sweepSettingTitle(const QString &setting)
{
    QString title = setting.section(u'/', 1);
    if (title.isEmpty())
        return setting;
    QString unit;
    if (title.endsWith(u"_per_s"_s))
        unit = u", per s"_s;
    else if (title.endsWith(u"_s"_s))
        unit = u", s"_s;
    title.chop(unit.isEmpty() ? 0 : (unit.endsWith(u"per s"_s) ? 6 : 2));
    return title.replace(u'_', u' ').replace(u'/', u' ') + unit;
}

QString sweepValueText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
}

QString sweepText(const SweepValue &value)
{
    const QStringList title = sweepSettingTitle(value.setting).split(u", "_s);
    const QString text = title.first() + u' ' + sweepValueText(value.value);
    return title.size() > 1 ? text + u' ' + title.last() : text;
}

} // namespace loadstone
