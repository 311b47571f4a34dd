// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/schemasentences.h"

#include "core/base/json.h"
#include "core/base/nearest.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString shownNumber(double number)
{
    constexpr double exactlyWhole = 9e15;
    if (std::floor(number) != number || std::abs(number) > exactlyWhole)
        return QString::number(number);
    QLocale withCommas = QLocale::c();
    withCommas.setNumberOptions(QLocale::DefaultNumberOptions);
    return withCommas.toString(static_cast<qint64>(number));
}

QString alternatives(const QStringList &words)
{
    if (words.size() < 2)
        return words.join(QString());
    return words.mid(0, words.size() - 1).join(u", "_s) + u" or "_s + words.last();
}

QString describePlace(const QString &pointer)
{
    return pointer.isEmpty() ? u"at the top of the file"_s : u"in "_s + pointer;
}

QString describeType(const QString &type)
{
    static const QHash<QString, QString> words{
        {u"integer"_s, u"an integer"_s},   {u"number"_s, u"a number"_s},
        {u"string"_s, u"a string"_s},      {u"boolean"_s, u"true or false"_s},
        {u"array"_s, u"an array [ … ]"_s}, {u"object"_s, u"an object { … }"_s},
    };
    return words.value(type, type);
}

// The schema's example value, as JSON; empty without one.
QString makeExample(const QJsonObject &schema)
{
    const QJsonArray examples = schema.value(u"examples").toArray();
    if (!examples.isEmpty())
        return shownJson(examples.first());
    if (schema.contains(u"enum"))
        return shownJson(schema.value(u"enum").toArray().first());
    return schema.contains(u"default") ? shownJson(schema.value(u"default")) : QString();
}

struct LengthTexts {
    QString keyword; ///< of the schema, for the highest length
    QString unit;
};

QString lengthSentence(const QString &name, const QJsonObject &schema, qsizetype length,
                       const LengthTexts &words)
{
    const qint64 most = schema.value(words.keyword).toInteger(-1);
    if (most >= 0 && length > most)
        return u"%1 has %2 %3; at most %4 are allowed. Shorten it."_s.arg(
            name, shownNumber(static_cast<double>(length)), words.unit,
            shownNumber(static_cast<double>(most)));
    const QString example = makeExample(schema);
    return example.isEmpty() ? u"%1 is empty. Fill it in."_s.arg(name)
                             : u"%1 is empty. Fill it in, for example %2."_s.arg(name, example);
}

} // namespace

QString shownJson(const QJsonValue &value)
{
    constexpr qsizetype longest = 60;
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    const QString text = QString::fromUtf8(list.mid(1, list.size() - 2));
    return text.size() <= longest ? text : text.left(longest - 1) + u'…';
}

QString displayName(const QString &pointer)
{
    if (pointer.isEmpty())
        return u"The file"_s;
    const QString last = lastOfPointer(pointer);
    bool isIndex = false;
    const qlonglong index = last.toLongLong(&isIndex);
    const QString parent = parentPointer(pointer);
    if (isIndex && !parent.isEmpty())
        return u"Item %1 of \"%2\""_s.arg(index + 1).arg(lastOfPointer(parent));
    return u"\"%1\""_s.arg(last);
}

QStringList allowedTypes(const QJsonObject &schema)
{
    const QJsonValue type = schema.value(u"type");
    if (type.isString())
        return {type.toString()};
    QStringList types;
    for (const QJsonValue one : type.toArray())
        types.append(one.toString());
    return types;
}

QJsonObject childSchema(const QJsonObject &schema, const QString &key)
{
    const QJsonObject properties = schema.value(u"properties").toObject();
    return properties.contains(key) ? properties.value(key).toObject()
                                    : schema.value(u"additionalProperties").toObject();
}

QString typeSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    QStringList words;
    for (const QString &type : allowedTypes(schema))
        words.append(describeType(type));
    const QString wanted = alternatives(words);
    const QString unquoted = value.toString().trimmed();
    bool isNumber = false;
    unquoted.toDouble(&isNumber);
    const bool wantsNumber =
        allowedTypes(schema).contains(u"number"_s) || allowedTypes(schema).contains(u"integer"_s);
    const bool isTruth = unquoted == u"true"_s || unquoted == u"false"_s;
    const bool wantsTruth = allowedTypes(schema).contains(u"boolean"_s);
    if ((isNumber && wantsNumber) || (isTruth && wantsTruth))
        return u"%1 must be %2, not a string. Remove the quotes: %3."_s.arg(name, wanted, unquoted);
    const QString example = makeExample(schema);
    const QString remedy = example.isEmpty() ? u"Replace it."_s : u"For example: %1."_s.arg(example);
    return u"%1 must be %2, not %3. %4"_s.arg(name, wanted, shownJson(value), remedy);
}

QString rangeSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    const bool isExclusive = schema.contains(u"exclusiveMinimum");
    const bool hasMinimum = isExclusive || schema.contains(u"minimum");
    const QString minimum =
        shownNumber(schema.value(isExclusive ? u"exclusiveMinimum" : u"minimum").toDouble());
    const QString maximum = shownNumber(schema.value(u"maximum").toDouble());
    QString wanted;
    if (hasMinimum && schema.contains(u"maximum"))
        wanted = isExclusive ? u"more than %1 and at most %2"_s.arg(minimum, maximum)
                             : u"from %1 to %2"_s.arg(minimum, maximum);
    else if (hasMinimum)
        wanted = (isExclusive ? u"more than %1"_s : u"at least %1"_s).arg(minimum);
    else
        wanted = u"at most %1"_s.arg(maximum);
    return u"%1 is %2; it must be %3."_s.arg(name, shownJson(value), wanted);
}

QString enumSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    QStringList names;
    QStringList quoted;
    for (const QJsonValue one : schema.value(u"enum").toArray()) {
        names.append(one.toString());
        quoted.append(shownJson(one));
    }
    QString sentence = u"%1 is %2; it must be %3."_s.arg(name, shownJson(value), alternatives(quoted));
    const QString nearest = nearestName(value.toString(), names);
    if (!nearest.isEmpty() && names.size() > 1)
        sentence += u" Did you mean \"%1\"?"_s.arg(nearest);
    return sentence;
}

QString patternSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    return u"%1 is %2. %3"_s.arg(name, shownJson(value), schema.value(u"patternErrorMessage").toString());
}

QString textLengthSentence(const QString &name, const QJsonObject &schema, qsizetype length)
{
    return lengthSentence(name, schema, length, {u"maxLength"_s, u"characters"_s});
}

QString listLengthSentence(const QString &name, const QJsonObject &schema, qsizetype length)
{
    return lengthSentence(name, schema, length, {u"maxItems"_s, u"items"_s});
}

QString fallbackSentence(const QString &name, const QJsonObject &schema)
{
    return u"%1 violates the schema: %2"_s.arg(name, schema.value(u"description").toString());
}

QString missingSentence(const QString &pointer, const QString &key, const QJsonObject &schema)
{
    const QJsonObject child = childSchema(schema, key);
    const QString example = makeExample(child);
    const QString line = example.isEmpty() ? QString() : u", for example \"%1\": %2"_s.arg(key, example);
    return u"The key \"%1\" is missing %2. Add it%3."_s.arg(key, describePlace(pointer), line);
}

QString unknownSentence(const QString &pointer, const QString &key, const QStringList &known)
{
    const QString start = u"Unknown key \"%1\" %2."_s.arg(key.left(100), describePlace(pointer));
    const QString nearest = nearestName(key, known);
    return nearest.isEmpty() ? u"%1 Remove it, or use one of: %2."_s.arg(start, known.join(u", "_s))
                             : u"%1 Did you mean \"%2\"?"_s.arg(start, nearest);
}

} // namespace loadstone
