// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/schemasentences.h"

#include "core/base/json.h"
#include "core/base/nearest.h"

#include <QCoreApplication>
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

class SchemaSentences
{
    Q_DECLARE_TR_FUNCTIONS(SchemaSentences)
};

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
    return SchemaSentences::tr("%1 or %2").arg(words.mid(0, words.size() - 1).join(u", "_s), words.last());
}

QString describeType(const QString &type)
{
    const QHash<QString, QString> words{
        {u"integer"_s, SchemaSentences::tr("an integer")},
        {u"number"_s, SchemaSentences::tr("a number")},
        {u"string"_s, SchemaSentences::tr("a string")},
        {u"boolean"_s, SchemaSentences::tr("true or false")},
        {u"array"_s, SchemaSentences::tr("an array [ … ]")},
        {u"object"_s, SchemaSentences::tr("an object { … }")},
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
    QString tooLong; ///< with %1 for the name, %2 for the length and %3 for the highest
};

QString lengthSentence(const QString &name, const QJsonObject &schema, qsizetype length,
                       const LengthTexts &words)
{
    const qint64 most = schema.value(words.keyword).toInteger(-1);
    if (most >= 0 && length > most)
        return words.tooLong.arg(name, shownNumber(static_cast<double>(length)),
                                 shownNumber(static_cast<double>(most)));
    const QString example = makeExample(schema);
    return example.isEmpty()
        ? SchemaSentences::tr("%1 is empty. Fill it in.").arg(name)
        : SchemaSentences::tr("%1 is empty. Fill it in, for example %2.").arg(name, example);
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
        return SchemaSentences::tr("The file");
    const QString last = lastOfPointer(pointer);
    bool isIndex = false;
    const qlonglong index = last.toLongLong(&isIndex);
    const QString parent = parentPointer(pointer);
    if (isIndex && !parent.isEmpty())
        return SchemaSentences::tr("Item %1 of \"%2\"").arg(index + 1).arg(lastOfPointer(parent));
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
        return SchemaSentences::tr("%1 must be %2, not a string. Remove the quotes: %3.")
            .arg(name, wanted, unquoted);
    const QString example = makeExample(schema);
    const QString remedy = example.isEmpty() ? SchemaSentences::tr("Replace it.")
                                             : SchemaSentences::tr("For example: %1.").arg(example);
    return SchemaSentences::tr("%1 must be %2, not %3. %4").arg(name, wanted, shownJson(value), remedy);
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
        wanted = isExclusive ? SchemaSentences::tr("more than %1 and at most %2").arg(minimum, maximum)
                             : SchemaSentences::tr("from %1 to %2").arg(minimum, maximum);
    else if (hasMinimum)
        wanted = (isExclusive ? SchemaSentences::tr("more than %1") : SchemaSentences::tr("at least %1"))
                     .arg(minimum);
    else
        wanted = SchemaSentences::tr("at most %1").arg(maximum);
    return SchemaSentences::tr("%1 is %2; it must be %3.").arg(name, shownJson(value), wanted);
}

QString enumSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    QStringList names;
    QStringList quoted;
    for (const QJsonValue one : schema.value(u"enum").toArray()) {
        names.append(one.toString());
        quoted.append(shownJson(one));
    }
    QString sentence =
        SchemaSentences::tr("%1 is %2; it must be %3.").arg(name, shownJson(value), alternatives(quoted));
    const QString nearest = nearestName(value.toString(), names);
    if (!nearest.isEmpty() && names.size() > 1)
        sentence += u' ' + SchemaSentences::tr("Did you mean \"%1\"?").arg(nearest);
    return sentence;
}

QString patternSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    return SchemaSentences::tr("%1 is %2. %3")
        .arg(name, shownJson(value), schema.value(u"patternErrorMessage").toString());
}

QString textLengthSentence(const QString &name, const QJsonObject &schema, qsizetype length)
{
    return lengthSentence(
        name, schema, length,
        {u"maxLength"_s, SchemaSentences::tr("%1 has %2 characters; at most %3 are allowed. Shorten it.")});
}

QString listLengthSentence(const QString &name, const QJsonObject &schema, qsizetype length)
{
    return lengthSentence(
        name, schema, length,
        {u"maxItems"_s, SchemaSentences::tr("%1 has %2 items; at most %3 are allowed. Shorten it.")});
}

QString fallbackSentence(const QString &name, const QJsonObject &schema)
{
    return SchemaSentences::tr("%1 violates the schema: %2")
        .arg(name, schema.value(u"description").toString());
}

QString missingSentence(const QString &pointer, const QString &key, const QJsonObject &schema)
{
    const QJsonObject child = childSchema(schema, key);
    const QString example = makeExample(child);
    const QString fault = pointer.isEmpty()
        ? SchemaSentences::tr("The key \"%1\" is missing at the top of the file.").arg(key)
        : SchemaSentences::tr("The key \"%1\" is missing in %2.").arg(key, pointer);
    const QString remedy = example.isEmpty()
        ? SchemaSentences::tr("Add it.")
        : SchemaSentences::tr("Add it, for example \"%1\": %2.").arg(key, example);
    return fault + u' ' + remedy;
}

QString unknownSentence(const QString &pointer, const QString &key, const QStringList &known)
{
    const QString shown = key.left(100);
    const QString fault = pointer.isEmpty()
        ? SchemaSentences::tr("Unknown key \"%1\" at the top of the file.").arg(shown)
        : SchemaSentences::tr("Unknown key \"%1\" in %2.").arg(shown, pointer);
    const QString nearest = nearestName(key, known);
    const QString remedy = nearest.isEmpty()
        ? SchemaSentences::tr("Remove it, or use one of: %1.").arg(known.join(u", "_s))
        : SchemaSentences::tr("Did you mean \"%1\"?").arg(nearest);
    return fault + u' ' + remedy;
}

} // namespace loadstone
