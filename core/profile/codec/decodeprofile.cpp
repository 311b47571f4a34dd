// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/codec/decodeprofile.h"

#include "core/profile/codec/profilefields.h"
#include "core/profile/threshold.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>
#include <limits>

namespace loadstone
{

namespace
{

bool isWhole(const QJsonValue &number)
{
    // For a fraction toInteger() returns the default, so two defaults tell it from an integer.
    return number.isDouble() && number.toInteger(0) == number.toInteger(1);
}

/// Reads one object of a document. Each function leaves its target unchanged if the key is missing or its
/// value has the wrong type.
class FieldDecoder
{
public:
    FieldDecoder(const JsonDocument &document, const QString &pointer, const QJsonValue &value)
        : m_document(document), m_pointer(pointer), m_object(value.toObject())
    {
    }

    void external(const char *) { }
    void constant(const char *, int) { }

    void text(const char *key, QString &target, const TextRule &, FieldUse use = {}) const
    {
        if (use.applies)
            target = value(key).toString(target);
    }
    void text(const char *key, QByteArray &target, const TextRule &, FieldUse = {}) const
    {
        if (value(key).isString())
            target = value(key).toString().toUtf8();
    }
    void hexadecimal(const char *key, QByteArray &target, const TextRule &rule, FieldUse use) const
    {
        text(key, target, rule, use);
        target = target.toLower();
    }
    template<typename Enum>
    void word(const char *key, Enum &target, FieldUse use = {}) const
    {
        if (use.applies)
            target = enumFromId<Enum>(value(key).toString()).value_or(target);
    }
    void flag(const char *key, bool &target) const { target = value(key).toBool(target); }
    template<typename Number, typename Range>
    void number(const char *key, Number &target, const Limits<Range> &, FieldUse use = {}) const
    {
        if (use.applies)
            read(value(key), target);
    }
    void wholeNumber(const char *key, double &target, const Limits<double> &range, FieldUse use) const
    {
        number(key, target, range, use);
    }
    void mebibytes(const char *key, qint64 &bytes, const Limits<qint64> &) const
    {
        constexpr qint64 mostMib = 1LL << 40;
        qint64 mib = bytes >> 20;
        read(value(key), mib);
        if (mib >= 0 && mib <= mostMib)
            bytes = mib << 20;
    }

    void content(const char *key, QByteArray &target) const { target = readContent(key).value_or(target); }
    void content(const char *key, std::optional<QByteArray> &target) const { target = readContent(key); }

    void map(const char *key, QJsonObject &target) const { target = value(key).toObject(); }
    void map(const char *key, QList<Header> &headers) const
    {
        forEachMember(key, [&headers](const QString &name, const QJsonValue &member) {
            if (member.isString())
                headers.append({name.toUtf8(), member.toString().toUtf8()});
            for (const QJsonValue one : member.toArray())
                headers.append({name.toUtf8(), one.toString().toUtf8()});
        });
    }
    void map(const char *key, QList<ExpectedHeader> &headers) const
    {
        forEachMember(key, [&headers](const QString &name, const QJsonValue &member) {
            if (member.isString())
                headers.append({name.toUtf8(), member.toString().toUtf8()});
            else if (member.toBool())
                headers.append({name.toUtf8(), {}});
        });
    }
    void map(const char *key, QList<ExpectedJson> &expected) const
    {
        forEachMember(key, [&expected](const QString &pointer, const QJsonValue &member) {
            expected.append({pointer, member});
        });
    }

    void values(const char *key, QList<int> &target, const Limits<qint64> &, const ListRule &) const
    {
        for (const QJsonValue one : value(key).toArray())
            target.append(one.toInt());
    }
    void scalars(const char *key, QJsonArray &target, const ListRule &, FieldUse) const
    {
        target = value(key).toArray();
    }
    /// An invalid one is stored as written, for display and correction.
    void thresholds(const char *key, QList<Threshold> &target, const ListRule &) const
    {
        for (const QJsonValue one : value(key).toArray()) {
            Threshold unread;
            unread.text = one.toString();
            const Result<Threshold> threshold = parseThreshold(unread.text);
            target.append(threshold ? *threshold : unread);
        }
    }

    template<typename Value, typename Visit = VisitFields>
    void object(const char *key, Value &target, Visit visit = {}, FieldUse use = {}) const
    {
        if (!use.applies)
            return;
        FieldDecoder fields(m_document, findChild(key), value(key));
        visit(fields, target);
    }
    template<typename Value, typename Visit>
    void object(const char *key, std::optional<Value> &target, Visit visit, const Value &initial) const
    {
        if (!value(key).isObject())
            return;
        target = initial;
        object(key, *target, visit);
    }
    template<typename Value, typename Visit = VisitFields>
    void list(const char *key, QList<Value> &target, const ListRule &, Visit visit = {}, FieldUse = {}) const
    {
        const QString pointer = findChild(key);
        const QJsonArray items = value(key).toArray();
        for (qsizetype i = 0; i < items.size(); ++i) {
            FieldDecoder fields(m_document, childPointer(pointer, i), items.at(i));
            target.append(Value());
            visit(fields, target.last());
        }
    }
    template<typename Enum>
    void alternative(const char *key, Enum &choice, Enum chosen, QString &target, const TextRule &) const
    {
        if (!value(key).isString())
            return;
        choice = chosen;
        target = value(key).toString();
    }

private:
    QString findChild(const char *key) const { return childPointer(m_pointer, QString::fromLatin1(key)); }
    QJsonValue value(const char *key) const { return m_object.value(QLatin1String(key)); }

    static void read(const QJsonValue &value, double &target) { target = value.toDouble(target); }
    static void read(const QJsonValue &value, qint64 &target) { target = value.toInteger(target); }
    static void read(const QJsonValue &value, int &target)
    {
        const qint64 number = value.toInteger(target);
        if (number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max())
            target = static_cast<int>(number);
    }
    static void read(const QJsonValue &value, quint64 &target)
    {
        const qint64 number = value.toInteger(-1);
        if (number >= 0)
            target = static_cast<quint64>(number);
    }
    static void read(const QJsonValue &value, Milliseconds &target)
    {
        constexpr double longestS = 1e9;
        const double seconds = value.toDouble(-1);
        if (seconds >= 0 && seconds <= longestS)
            target = Milliseconds(std::llround(seconds * 1000));
    }
    // Unlike for other keys, a missing one is significant: no such limit.
    static void read(const QJsonValue &value, std::optional<qint64> &target)
    {
        target = isWhole(value) ? std::optional(value.toInteger()) : std::nullopt;
    }
    static void read(const QJsonValue &value, std::optional<double> &target)
    {
        target = value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
    }
    static void read(const QJsonValue &value, std::optional<Milliseconds> &target)
    {
        target.reset();
        if (value.isDouble())
            read(value, target.emplace(0));
    }

    /// Text as is, any other value as compact JSON in document order.
    std::optional<QByteArray> readContent(const char *key) const
    {
        if (value(key).isUndefined())
            return {};
        if (value(key).isString())
            return value(key).toString().toUtf8();
        return compactJson(m_document.valueText(findChild(key)));
    }
    /// In document order.
    template<typename Visit>
    void forEachMember(const char *key, Visit visit) const
    {
        const QJsonObject members = value(key).toObject();
        for (const QString &name : m_document.keys(findChild(key)))
            visit(name, members.value(name));
    }

    const JsonDocument &m_document;
    QString m_pointer;
    QJsonObject m_object;
};

} // namespace

Profile decodeProfile(const JsonDocument &document, const QString &id)
{
    FieldDecoder fields(document, QString(), document.root());
    Profile profile;
    profile.id = id;
    visitFields(fields, profile);
    return profile;
}

} // namespace loadstone
