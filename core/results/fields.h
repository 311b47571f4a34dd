// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace loadstone
{

// Value structs as JSON, in both directions from one list of fields each:
//
//     template<> struct Fields<TlsFacts> {
//         template<typename Visit> static void each(Visit &&visit)
//         {
//             visit(u"version", &TlsFacts::version);
//         }
//     };
//
// With `static constexpr bool isInline = true` the fields of a part stand among those of the whole.
//
// A field that has the value of a default-made struct is not written, and one that is not there is
// read as that, so that older files can be read when fields are added.

template<typename T>
struct Fields;

/// For what is no list of fields: `static QJsonValue encode(const T &)` and
/// `static void decode(const QJsonValue &, T &, const QString &place, ReadFault &)`.
template<typename T>
struct CustomJson;
template<typename T>
concept HasCustomJson = requires(const T &value)
{
    CustomJson<T>::encode(value);
};

/// The ids of an enum: `static QString id(E)` and `static constexpr int count`.
template<typename T>
struct EnumIds;

/// Where and why JSON could not be read; the first fault counts.
class ReadFault
{
public:
    bool isSet() const { return !m_text.isEmpty(); }
    /// "trials/2/pid is not an integer"
    QString text() const { return m_text; }
    void set(const QString &place, const QString &what)
    {
        if (m_text.isEmpty())
            m_text = place + u' ' + what;
    }

private:
    QString m_text;
};

template<typename T>
QJsonValue toJsonValue(const T &value);
template<typename T>
void fromJsonValue(const QJsonValue &json, T &value, const QString &place, ReadFault &fault);

template<typename T>
QJsonObject fieldsToJson(const T &value)
{
    QJsonObject object;
    const T defaults{};
    Fields<T>::each([&](QStringView key, auto member) {
        if constexpr (std::equality_comparable<std::remove_cvref_t<decltype(value.*member)>>) {
            if (value.*member == defaults.*member)
                return;
        }
        if constexpr (requires { Fields<std::remove_cvref_t<decltype(value.*member)>>::isInline; }) {
            const QJsonObject part = fieldsToJson(value.*member);
            for (auto it = part.begin(); it != part.end(); ++it)
                object.insert(it.key(), it.value());
        } else {
            object.insert(key.toString(), toJsonValue(value.*member));
        }
    });
    return object;
}

template<typename T>
void fieldsFromJson(const QJsonValue &json, T &value, const QString &place, ReadFault &fault)
{
    if (!json.isObject()) {
        fault.set(place, QStringLiteral("is not an object"));
        return;
    }
    const QJsonObject object = json.toObject();
    Fields<T>::each([&](QStringView key, auto member) {
        if constexpr (requires { Fields<std::remove_cvref_t<decltype(value.*member)>>::isInline; }) {
            fieldsFromJson(json, value.*member, place, fault);
        } else {
            const QJsonValue field = object.value(key);
            if (!field.isUndefined())
                fromJsonValue(field, value.*member, place + u'/' + key.toString(), fault);
        }
    });
}

namespace detail
{

template<typename T>
inline constexpr bool isOptional = false;
template<typename T>
inline constexpr bool isOptional<std::optional<T>> = true;
template<typename T>
inline constexpr bool isList = false;
template<typename T>
inline constexpr bool isList<QList<T>> = true;
template<typename T>
inline constexpr bool isArray = false;
template<typename T, std::size_t n>
inline constexpr bool isArray<std::array<T, n>> = true;

template<typename T>
void readNumber(const QJsonValue &json, T &value, const QString &place, ReadFault &fault)
{
    if (!json.isDouble()) {
        fault.set(place, QStringLiteral("is not a number"));
        return;
    }
    if constexpr (std::floating_point<T>) {
        value = json.toDouble();
    } else {
        const qint64 whole = json.toInteger(-1);
        if (double(whole) != json.toDouble() || !std::in_range<T>(whole))
            fault.set(place, QStringLiteral("is not an integer in range"));
        else
            value = T(whole);
    }
}

template<typename T>
void readEnum(const QJsonValue &json, T &value, const QString &place, ReadFault &fault)
{
    for (int i = 0; i < EnumIds<T>::count; ++i) {
        if (json.toString() == EnumIds<T>::id(T(i))) {
            value = T(i);
            return;
        }
    }
    fault.set(place, QStringLiteral("has an unknown value"));
}

} // namespace detail

/// Everything that has no overload of its own.
template<typename T>
QJsonValue toJsonValue(const T &value)
{
    if constexpr (HasCustomJson<T>) {
        return CustomJson<T>::encode(value);
    } else if constexpr (
        std::same_as<
            T, bool> || std::floating_point<T> || std::same_as<T, QString> || std::same_as<T, QJsonObject>) {
        return value;
    } else if constexpr (std::integral<T>) {
        return qint64(value);
    } else if constexpr (std::is_enum_v<T>) {
        return EnumIds<T>::id(value);
    } else if constexpr (std::same_as<T, QByteArray>) {
        return QString::fromUtf8(value);
    } else if constexpr (std::same_as<T, QDateTime>) {
        return value.toString(Qt::ISODateWithMs);
    } else if constexpr (std::same_as<T, QMap<QString, QString>>) {
        QJsonObject object;
        for (auto it = value.begin(); it != value.end(); ++it)
            object.insert(it.key(), it.value());
        return object;
    } else if constexpr (detail::isOptional<T>) {
        return value ? toJsonValue(*value) : QJsonValue();
    } else if constexpr (detail::isList<T> || detail::isArray<T>) {
        QJsonArray array;
        for (const auto &item : value)
            array.append(toJsonValue(item));
        return array;
    } else {
        return fieldsToJson(value);
    }
}

template<typename T>
void fromJsonValue(const QJsonValue &json, T &value, const QString &place, ReadFault &fault)
{
    if constexpr (HasCustomJson<T>) {
        CustomJson<T>::decode(json, value, place, fault);
    } else if constexpr (std::same_as<T, bool>) {
        json.isBool() ? void(value = json.toBool())
                      : fault.set(place, QStringLiteral("is not true or false"));
    } else if constexpr (std::is_arithmetic_v<T>) {
        detail::readNumber(json, value, place, fault);
    } else if constexpr (std::is_enum_v<T>) {
        detail::readEnum(json, value, place, fault);
    } else if constexpr (std::same_as<T, QString> || std::same_as<T, QByteArray>) {
        if (!json.isString())
            fault.set(place, QStringLiteral("is not a string"));
        else if constexpr (std::same_as<T, QString>)
            value = json.toString();
        else
            value = json.toString().toUtf8();
    } else if constexpr (std::same_as<T, QDateTime>) {
        value = QDateTime::fromString(json.toString(), Qt::ISODateWithMs);
        if (!value.isValid())
            fault.set(place, QStringLiteral("is not a time in ISO 8601"));
    } else if constexpr (std::same_as<T, QJsonObject>) {
        json.isObject() ? void(value = json.toObject())
                        : fault.set(place, QStringLiteral("is not an object"));
    } else if constexpr (std::same_as<T, QMap<QString, QString>>) {
        const QJsonObject object = json.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            fromJsonValue(it.value(), value[it.key()], place + u'/' + it.key(), fault);
    } else if constexpr (detail::isOptional<T>) {
        if (!json.isNull())
            fromJsonValue(json, value.emplace(), place, fault);
    } else if constexpr (detail::isList<T> || detail::isArray<T>) {
        const QJsonArray array = json.toArray();
        if (!json.isArray()) {
            fault.set(place, QStringLiteral("is not an array"));
            return;
        }
        if constexpr (detail::isList<T>)
            value.resize(array.size());
        if (std::size_t(array.size()) > std::size_t(value.size()))
            fault.set(place, QStringLiteral("has too many items"));
        for (qsizetype i = 0; i < std::min<qsizetype>(array.size(), qsizetype(value.size())); ++i)
            fromJsonValue(array.at(i), *(value.begin() + i), place + u'/' + QString::number(i), fault);
    } else {
        fieldsFromJson(json, value, place, fault);
    }
}

} // namespace loadstone
