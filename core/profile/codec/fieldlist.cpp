// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/codec/fieldlist.h"

#include "core/profile/codec/profilefields.h"

#include <QHash>

#include <algorithm>

namespace loadstone
{

namespace
{

using Kind = ProfileField::Kind;

template<typename Number>
constexpr Kind numberKind = Kind::Integer;
template<>
constexpr Kind numberKind<double> = Kind::Number;
template<>
constexpr Kind numberKind<std::optional<double>> = Kind::Number;
template<>
constexpr Kind numberKind<Milliseconds> = Kind::Number;
template<>
constexpr Kind numberKind<std::optional<Milliseconds>> = Kind::Number;

double inFile(Milliseconds time) { return Seconds(time).count(); }
double inFile(auto number) { return double(number); }

/// Lists the keys of an object and of its descendants.
class FieldLister
{
public:
    FieldLister(QList<ProfileField> &fields, const QByteArray &place) : m_fields(fields), m_place(place) { }

    void external(const char *key) { add(key, Kind::External); }
    void constant(const char *key, int) { add(key, Kind::Integer, {.isEssential = true}); }

    template<typename Text>
    void text(const char *key, const Text &, const TextRule &rule, FieldUse use = {})
    {
        ProfileField &field = add(key, Kind::Text, use);
        setLength(field, rule.length);
        field.pattern = QString::fromLatin1(rule.pattern);
        for (const char *word : rule.words)
            field.words.append(QString::fromLatin1(word));
    }
    void hexadecimal(const char *key, const QByteArray &digits, const TextRule &rule, FieldUse use)
    {
        text(key, digits, rule, use);
    }
    template<typename Enum>
    void word(const char *key, Enum, FieldUse use = {})
    {
        add(key, Kind::Text, use).words = enumIdList<Enum>();
    }
    void flag(const char *key, bool) { add(key, Kind::Flag); }
    template<typename Number, typename Range>
    void number(const char *key, const Number &, const Limits<Range> &range, FieldUse use = {})
    {
        ProfileField &field = add(key, numberKind<Number>, use);
        setRange(field, range);
        field.isTime = std::same_as<Range, Milliseconds>;
    }
    void wholeNumber(const char *key, double, const Limits<double> &range, FieldUse use)
    {
        setRange(add(key, Kind::Integer, use), range);
    }
    void mebibytes(const char *key, qint64, const Limits<qint64> &range)
    {
        setRange(add(key, Kind::Integer), range);
    }
    template<typename Bytes>
    void content(const char *key, const Bytes &)
    {
        add(key, Kind::Content);
    }
    template<typename Members>
    void map(const char *key, const Members &)
    {
        add(key, Kind::Map);
    }
    void values(const char *key, const QList<int> &, const Limits<qint64> &range, const ListRule &rule)
    {
        ProfileField &field = add(key, Kind::Values);
        setRange(field, range);
        setList(field, rule);
    }
    void scalars(const char *key, const QJsonArray &, const ListRule &rule, FieldUse use)
    {
        setList(add(key, Kind::Values, use), rule);
    }
    void thresholds(const char *key, const QList<Threshold> &, const ListRule &rule)
    {
        setList(add(key, Kind::Values), rule);
    }

    template<typename Value, typename Visit = VisitFields>
    void object(const char *key, const Value &value, Visit visit = {}, FieldUse use = {})
    {
        add(key, Kind::Object, use);
        FieldLister fields(m_fields, pointerTo(key));
        visit(fields, value);
    }
    template<typename Value, typename Visit>
    void object(const char *key, const std::optional<Value> &, Visit visit, const Value &initial)
    {
        object(key, initial, visit);
    }
    template<typename Value, typename Visit = VisitFields>
    void list(const char *key, const QList<Value> &, const ListRule &rule, Visit visit = {},
              FieldUse use = {})
    {
        setList(add(key, Kind::List, use), rule);
        FieldLister fields(m_fields, pointerTo(key) + "/*");
        const Value item;
        visit(fields, item);
    }
    template<typename Enum>
    void alternative(const char *key, Enum, Enum, const QString &target, const TextRule &rule)
    {
        text(key, target, rule, {.isEssential = true});
    }

private:
    QByteArray pointerTo(const char *key) const { return m_place + '/' + key; }
    ProfileField &add(const char *key, Kind kind, FieldUse use = {})
    {
        m_fields.append(ProfileField{.place = pointerTo(key), .kind = kind, .isEssential = use.isEssential});
        return m_fields.last();
    }
    static void setLength(ProfileField &field, const Limits<qsizetype> &length)
    {
        field.shortest = length.least;
        if (length.most != limits::anyLength)
            field.longest = length.most;
    }
    static void setList(ProfileField &field, const ListRule &rule)
    {
        setLength(field, rule.length);
        field.isSet = rule.isSet;
    }
    template<typename Range>
    static void setRange(ProfileField &field, const Limits<Range> &range)
    {
        field.least = inFile(range.least);
        field.most = inFile(range.most);
        field.isLeastExcluded = range.isLeastExcluded;
    }

    QList<ProfileField> &m_fields;
    QByteArray m_place;
};

QHash<QByteArray, qsizetype> indexByPlace()
{
    QHash<QByteArray, qsizetype> index;
    for (qsizetype i = 0; i < profileFields().size(); ++i)
        index.insert(profileFields().at(i).place, i);
    return index;
}

/// The index in the table; nothing for an unknown key.
std::optional<qsizetype> indexOf(const QByteArray &place)
{
    static const QHash<QByteArray, qsizetype> index = indexByPlace();
    const auto found = index.constFind(place);
    return found == index.cend() ? std::nullopt : std::optional(*found);
}

} // namespace

const QList<ProfileField> &profileFields()
{
    static const QList<ProfileField> list = [] {
        QList<ProfileField> fields;
        FieldLister lister(fields, {});
        const Profile profile;
        visitFields(lister, profile);
        return fields;
    }();
    return list;
}

const ProfileField *profileField(const QByteArray &place)
{
    const std::optional<qsizetype> index = indexOf(place);
    return index ? &profileFields().at(*index) : nullptr;
}

bool comesBefore(const QString &pointer, const QString &other)
{
    const QStringList a = pointer.split(u'/');
    const QStringList b = other.split(u'/');
    QByteArray place;
    for (qsizetype i = 1; i < std::min(a.size(), b.size()); ++i) {
        const bool isItem = profileField(place) && profileField(place)->kind == Kind::List;
        if (a.at(i) != b.at(i)) {
            if (isItem)
                return a.at(i).toLongLong() < b.at(i).toLongLong();
            const auto indexA = indexOf(place + '/' + a.at(i).toUtf8());
            const auto indexB = indexOf(place + '/' + b.at(i).toUtf8());
            return indexA && indexB ? *indexA < *indexB : a.at(i) < b.at(i);
        }
        place += '/' + (isItem ? QByteArray("*") : a.at(i).toUtf8());
    }
    return a.size() < b.size();
}

} // namespace loadstone
