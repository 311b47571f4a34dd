// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// Null for what has no value.
template<typename T>
QJsonValue jsonOrNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

/// Leaves the key out for what has no value.
template<typename T>
void putKnown(QJsonObject &object, const QString &key, const std::optional<T> &value)
{
    if (value)
        object.insert(key, *value);
}

/// The strings of an array; empty for anything else.
inline QStringList toStringList(const QJsonValue &json)
{
    QStringList texts;
    for (const QJsonValue item : json.toArray())
        texts.append(item.toString());
    return texts;
}

} // namespace loadstone
