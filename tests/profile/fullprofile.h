// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

/// A profile with a settable value for every key.
namespace loadstone
{

using namespace Qt::StringLiterals;

/// A profile in which every key is effective, except those of the other load model and variable kind.
inline QJsonObject fullProfile(bool isOpen)
{
    const QByteArray load = isOpen
        ? R"("model": "open", "rate_per_s": 5, "stages": [{"rate_per_s": 2, "duration_s": 1}])"
        : R"("users": 5, "stages": [{"users": 2, "duration_s": 1}], "think_time": {"kind": "none"})";
    return QJsonDocument::fromJson(
               R"({"loadstone_profile": 1, "name": "N", "servers": [{"stack": "s"}],
"requests": [{"name": "a", "path": "/{v}", "expect": {}, "capture": [{"variable": "t", "header": "T"}]}],
"variables": [{"name": "v", "last": 5}], "scenario": {"login": {"path": "/", "expect": {},
"capture": [{"variable": "u", "header": "T"}]}}, "load": {)"
               + load
               + R"(}, "sweep": {"dimensions": [{"setting": "workers", "values": [1, 2]}]}, "capacity": {"until": "server-cpu"}})")
        .object();
}

inline QJsonValue withValue(const QJsonValue &whole, const QList<QByteArray> &steps, const QJsonValue &value)
{
    if (steps.isEmpty())
        return value;
    if (steps.first() == "*") {
        QJsonArray list = whole.toArray();
        list[0] = withValue(list.at(0), steps.mid(1), value);
        return list;
    }
    QJsonObject object = whole.toObject();
    const QString key = QString::fromUtf8(steps.first());
    const QJsonValue member = withValue(object[key], steps.mid(1), value);
    if (member.isUndefined())
        object.remove(key);
    else
        object[key] = member;
    if (key == u"min_s" || key == u"max_s")
        object[u"kind"_s] = u"uniform"_s;
    if (key == u"mean_s")
        object[u"kind"_s] = u"constant"_s;
    if (key == u"file" || key == u"column" || key == u"rows")
        object[u"kind"_s] = u"csv"_s;
    return object;
}

/// @param place as in ProfileField; also sets whatever makes the key effective
inline QJsonObject fullProfileWith(const QByteArray &place, const QJsonValue &value)
{
    const bool isOpen = place.endsWith("/rate_per_s") || place == "/load/connections"
        || place == "/load/queue" || place == "/load/arrivals";
    return withValue(fullProfile(isOpen), place.mid(1).split('/'), value).toObject();
}

} // namespace loadstone
