// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/likeforlike.h"

#include "core/profile/writer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString valueText(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (value.isString())
        return value.toString();
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

void compareValues(const QString &place, const QJsonValue &baseline, const QJsonValue &other,
                   QList<SettingDifference> &differences)
{
    if (baseline == other)
        return;
    const bool areObjects = baseline.isObject() && other.isObject();
    const bool areLists =
        baseline.isArray() && other.isArray() && baseline.toArray().size() == other.toArray().size();
    if (areObjects) {
        const QJsonObject one = baseline.toObject();
        const QJsonObject two = other.toObject();
        QStringList keys = one.keys();
        for (const QString &key : two.keys()) {
            if (!one.contains(key))
                keys << key;
        }
        for (const QString &key : std::as_const(keys))
            compareValues(place + u'/' + key, one.value(key), two.value(key), differences);
    } else if (areLists) {
        const QJsonArray one = baseline.toArray();
        const QJsonArray two = other.toArray();
        for (qsizetype i = 0; i < one.size(); ++i)
            compareValues(u"%1/%2"_s.arg(place).arg(i), one[i], two[i], differences);
    } else {
        differences.append({place, valueText(baseline), valueText(other)});
    }
}

/// What does not change what is measured.
QJsonObject settingsOf(const RunRecord &run, int server)
{
    QJsonObject profile = QJsonDocument::fromJson(writeProfile(serverProfile(run, server))).object();
    for (const QString &key : {u"name"_s, u"description"_s, u"source"_s, u"servers"_s, u"thresholds"_s,
                               u"reference"_s, u"sweep"_s, u"loadstone_profile"_s, u"$schema"_s})
        profile.remove(key);
    QJsonObject measurement = profile[u"measurement"_s].toObject();
    for (const QString &key :
         {u"repeats"_s, u"precision_percent"_s, u"precision_metric"_s, u"at_most_s"_s, u"seed"_s, u"order"_s})
        measurement.remove(key);
    profile[u"measurement"_s] = measurement;
    return profile;
}

struct MachineFact {
    QString place;
    QString value;
};

/// The facts of a run's machine and program that figures depend on.
QList<MachineFact> likenessFacts(const RunRecord &run)
{
    return {{u"cpu"_s, run.machine.cpuModel},
            {u"cores"_s, QString::number(run.machine.cores)},
            {u"kernel"_s, run.machine.kernel},
            {u"governor"_s, run.machine.governor},
            {u"loadstone"_s, run.machine.loadstoneVersion}};
}

void compareTexts(const QString &place, const QString &baseline, const QString &other,
                  QList<SettingDifference> &differences)
{
    if (baseline != other)
        differences.append({place, baseline, other});
}

} // namespace

QList<SettingDifference> unlikeSettings(const RunRecord &baseline, int baselineServer, const RunRecord &other,
                                        int otherServer)
{
    QList<SettingDifference> differences;
    if (baseline.id == other.id)
        return differences;
    compareValues({}, settingsOf(baseline, baselineServer), settingsOf(other, otherServer), differences);
    const QList<MachineFact> one = likenessFacts(baseline);
    const QList<MachineFact> two = likenessFacts(other);
    for (qsizetype i = 0; i < one.size(); ++i)
        compareTexts(one[i].place, one[i].value, two[i].value, differences);
    return differences;
}

QByteArray settingsKey(const RunRecord &run, int server)
{
    QJsonObject key{{u"settings"_s, settingsOf(run, server)}};
    for (const MachineFact &fact : likenessFacts(run))
        key.insert(fact.place, fact.value);
    return QJsonDocument(key).toJson(QJsonDocument::Compact);
}

QList<SettingDifference> serverChanges(const ResolvedServer &baseline, const ResolvedServer &other)
{
    QList<SettingDifference> differences;
    if (baseline.stack.id != other.stack.id)
        return differences;
    compareTexts(u"environment"_s, baseline.stack.environment, other.stack.environment, differences);
    compareTexts(u"preset"_s, baseline.entry.preset, other.entry.preset, differences);
    compareValues(u"parameters"_s, baseline.parameters, other.parameters, differences);
    compareTexts(u"interpreter"_s, baseline.interpreter, other.interpreter, differences);
    for (auto it = baseline.versions.cbegin(); it != baseline.versions.cend(); ++it)
        compareTexts(it.key(), it.value(), other.versions.value(it.key()), differences);
    return differences;
}

} // namespace loadstone
