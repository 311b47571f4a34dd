// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"

#include "core/base/nearest.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>

// Otherwise valijson aborts the program when a schema has a defect.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

// A value as it looks in the file, short enough for a sentence.
QString shown(const QJsonValue &value)
{
    constexpr qsizetype longest = 60;
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    const QString text = QString::fromUtf8(list.mid(1, list.size() - 2));
    return text.size() <= longest ? text : text.left(longest - 1) + u'…';
}

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
    return words.mid(0, words.size() - 1).join(QStringLiteral(", ")) + QStringLiteral(" or ") + words.last();
}

QString nameOf(const QString &pointer)
{
    if (pointer.isEmpty())
        return QStringLiteral("The file");
    const QString last = lastOfPointer(pointer);
    bool isIndex = false;
    const qlonglong index = last.toLongLong(&isIndex);
    const QString parent = parentPointer(pointer);
    if (isIndex && !parent.isEmpty())
        return QStringLiteral("Item %1 of \"%2\"").arg(index + 1).arg(lastOfPointer(parent));
    return QStringLiteral("\"%1\"").arg(last);
}

QString placeOf(const QString &pointer)
{
    return pointer.isEmpty() ? QStringLiteral("at the top of the file") : QStringLiteral("in ") + pointer;
}

QStringList typesOf(const QJsonObject &schema)
{
    const QJsonValue type = schema.value(u"type");
    if (type.isString())
        return {type.toString()};
    QStringList types;
    for (const QJsonValue one : type.toArray())
        types.append(one.toString());
    return types;
}

QString typeInWords(const QString &type)
{
    static const QHash<QString, QString> words{
        {QStringLiteral("integer"), QStringLiteral("a whole number")},
        {QStringLiteral("number"), QStringLiteral("a number")},
        {QStringLiteral("string"), QStringLiteral("text in double quotes")},
        {QStringLiteral("boolean"), QStringLiteral("true or false")},
        {QStringLiteral("array"), QStringLiteral("a list [ … ]")},
        {QStringLiteral("object"), QStringLiteral("an object { … }")},
    };
    return words.value(type, type);
}

// What the schema suggests to write, as JSON; empty when it suggests nothing.
QString exampleOf(const QJsonObject &schema)
{
    const QJsonArray examples = schema.value(u"examples").toArray();
    if (!examples.isEmpty())
        return shown(examples.first());
    if (schema.contains(u"enum"))
        return shown(schema.value(u"enum").toArray().first());
    return schema.contains(u"default") ? shown(schema.value(u"default")) : QString();
}

QJsonObject childSchema(const QJsonObject &schema, const QString &key)
{
    const QJsonObject properties = schema.value(u"properties").toObject();
    return properties.contains(key) ? properties.value(key).toObject()
                                    : schema.value(u"additionalProperties").toObject();
}

bool isExactInteger(const QJsonValue &value)
{
    return value.isDouble() && value.toInteger(0) == value.toInteger(1);
}

QString typeSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    QStringList words;
    for (const QString &type : typesOf(schema))
        words.append(typeInWords(type));
    const QString wanted = alternatives(words);
    const QString unquoted = value.toString().trimmed();
    bool isNumber = false;
    unquoted.toDouble(&isNumber);
    const bool wantsNumber = typesOf(schema).contains(QStringLiteral("number"))
        || typesOf(schema).contains(QStringLiteral("integer"));
    const bool isTruth = unquoted == QStringLiteral("true") || unquoted == QStringLiteral("false");
    const bool wantsTruth = typesOf(schema).contains(QStringLiteral("boolean"));
    if ((isNumber && wantsNumber) || (isTruth && wantsTruth))
        return QStringLiteral("%1 has to be %2, not text. Remove the quotes: %3.")
            .arg(name, wanted, unquoted);
    const QString example = exampleOf(schema);
    const QString remedy = example.isEmpty() ? QStringLiteral("Replace it.")
                                             : QStringLiteral("Write for example %1.").arg(example);
    return QStringLiteral("%1 has to be %2, not %3. %4").arg(name, wanted, shown(value), remedy);
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
        wanted = isExclusive ? QStringLiteral("more than %1 and at most %2").arg(minimum, maximum)
                             : QStringLiteral("from %1 to %2").arg(minimum, maximum);
    else if (hasMinimum)
        wanted = (isExclusive ? QStringLiteral("more than %1") : QStringLiteral("at least %1")).arg(minimum);
    else
        wanted = QStringLiteral("at most %1").arg(maximum);
    return QStringLiteral("%1 is %2; it has to be %3.").arg(name, shown(value), wanted);
}

QString enumSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    QStringList names;
    QStringList quoted;
    for (const QJsonValue one : schema.value(u"enum").toArray()) {
        names.append(one.toString());
        quoted.append(shown(one));
    }
    QString sentence =
        QStringLiteral("%1 is %2; it has to be %3.").arg(name, shown(value), alternatives(quoted));
    const QString nearest = nearestName(value.toString(), names);
    if (!nearest.isEmpty() && names.size() > 1)
        sentence += QStringLiteral(" Did you mean \"%1\"?").arg(nearest);
    return sentence;
}

QString lengthSentence(const QString &name, const QJsonObject &schema, const QJsonValue &value)
{
    const bool isText = value.isString();
    const qint64 length = isText ? value.toString().toUcs4().size() : value.toArray().size();
    const qint64 most = schema.value(isText ? u"maxLength" : u"maxItems").toInteger(-1);
    const QString unit = isText ? QStringLiteral("characters") : QStringLiteral("items");
    if (most >= 0 && length > most)
        return QStringLiteral("%1 has %2 %3; at most %4 are allowed. Shorten it.")
            .arg(name, shownNumber(static_cast<double>(length)), unit,
                 shownNumber(static_cast<double>(most)));
    const QString example = exampleOf(schema);
    return example.isEmpty() ? QStringLiteral("%1 is empty. Fill it in.").arg(name)
                             : QStringLiteral("%1 is empty. Fill it in, for example %2.").arg(name, example);
}

QString missingSentence(const QString &pointer, const QString &key, const QJsonObject &schema)
{
    const QJsonObject child = childSchema(schema, key);
    const QString example = exampleOf(child);
    const QString line =
        example.isEmpty() ? QString() : QStringLiteral(", for example \"%1\": %2").arg(key, example);
    return QStringLiteral("The key \"%1\" is missing %2. Add it%3.").arg(key, placeOf(pointer), line);
}

QString unknownSentence(const QString &pointer, const QString &key, const QStringList &known)
{
    const QString start = QStringLiteral("Unknown key \"%1\" %2.").arg(key.left(100), placeOf(pointer));
    const QString nearest = nearestName(key, known);
    return nearest.isEmpty()
        ? QStringLiteral("%1 Remove it, or use one of: %2.").arg(start, known.join(QStringLiteral(", ")))
        : QStringLiteral("%1 Did you mean \"%2\"?").arg(start, nearest);
}

// Looks at the value that valijson complains about, and its part of the schema, side by side.
struct Spot {
    QString pointer;
    QJsonObject schema;
    QJsonValue value;
};

Spot spotAt(const std::vector<std::string> &context, const QJsonObject &schema, const QJsonValue &root)
{
    Spot spot{QString(), schema, root};
    for (const std::string &step : context) {
        if (step.size() < 2 || step.front() != '[')
            continue; // "<root>"
        const QString key = QString::fromStdString(step.substr(1, step.size() - 2));
        if (spot.value.isArray()) {
            spot.value = spot.value.toArray().at(key.toLongLong());
            spot.schema = spot.schema.value(u"items").toObject();
        } else {
            spot.value = spot.value.toObject().value(key);
            spot.schema = childSchema(spot.schema, key);
        }
        spot.pointer = childPointer(spot.pointer, key);
    }
    return spot;
}

void reportUnknownKeys(const Spot &spot, const JsonDocument &document, QList<JsonProblem> &problems)
{
    const QStringList known = spot.schema.value(u"properties").toObject().keys();
    for (const QString &key : document.keys(spot.pointer)) {
        if (known.contains(key))
            continue;
        const QString pointer = childPointer(spot.pointer, key);
        problems.append({pointer, document.keyPosition(pointer), unknownSentence(spot.pointer, key, known)});
    }
}

void reportMissingKeys(const Spot &spot, const JsonDocument &document, QList<JsonProblem> &problems)
{
    const QJsonObject object = spot.value.toObject();
    for (const QJsonValue required : spot.schema.value(u"required").toArray()) {
        if (object.contains(required.toString()))
            continue;
        const QString pointer = childPointer(spot.pointer, required.toString());
        problems.append({pointer, document.valuePosition(spot.pointer),
                         missingSentence(spot.pointer, required.toString(), spot.schema)});
    }
}

void report(const Spot &spot, const QByteArray &complaint, const JsonDocument &document,
            QList<JsonProblem> &problems)
{
    const QString name = nameOf(spot.pointer);
    QString sentence;
    if (complaint.startsWith("Failed to validate"))
        return; // the consequence of a complaint about a part of it
    if (complaint.startsWith("Object contains a property"))
        return reportUnknownKeys(spot, document, problems);
    if (complaint.startsWith("Missing required property"))
        return reportMissingKeys(spot, document, problems);
    if (complaint.startsWith("Value type")) {
        // valijson's Qt adapter takes whole numbers beyond 32 bits for fractions.
        if (isExactInteger(spot.value) && typesOf(spot.schema).contains(QStringLiteral("integer")))
            return;
        sentence = typeSentence(name, spot.schema, spot.value);
    } else if (complaint.startsWith("Expected number")) {
        sentence = rangeSentence(name, spot.schema, spot.value);
    } else if (complaint.startsWith("Failed to match against any enum")) {
        sentence = enumSentence(name, spot.schema, spot.value);
    } else if (complaint.startsWith("String should be no")
               || complaint.startsWith("Array should contain no")) {
        sentence = lengthSentence(name, spot.schema, spot.value);
    } else {
        sentence = QStringLiteral("%1 is not as asked for: %2")
                       .arg(name, spot.schema.value(u"description").toString());
    }
    problems.append({spot.pointer, document.valuePosition(spot.pointer), sentence});
}

// Patterns are checked here because std::regex, which valijson uses, overflows the stack on long
// texts.
void checkPatterns(const Spot &spot, const JsonDocument &document, QList<JsonProblem> &problems)
{
    if (spot.value.isString() && spot.schema.contains(u"pattern")) {
        const QRegularExpression pattern(spot.schema.value(u"pattern").toString());
        if (!pattern.match(spot.value.toString()).hasMatch())
            problems.append({spot.pointer, document.valuePosition(spot.pointer),
                             QStringLiteral("%1 is %2. %3")
                                 .arg(nameOf(spot.pointer), shown(spot.value),
                                      spot.schema.value(u"patternErrorMessage").toString())});
    }
    const QJsonArray items = spot.value.toArray();
    for (qsizetype i = 0; i < items.size(); ++i)
        checkPatterns({childPointer(spot.pointer, i), spot.schema.value(u"items").toObject(), items.at(i)},
                      document, problems);
    const QJsonObject members = spot.value.toObject();
    for (auto member = members.begin(); member != members.end(); ++member)
        checkPatterns({childPointer(spot.pointer, member.key()), childSchema(spot.schema, member.key()),
                       member.value()},
                      document, problems);
}

QJsonValue withoutPatterns(const QJsonValue &schema)
{
    if (schema.isArray()) {
        QJsonArray list;
        for (const QJsonValue one : schema.toArray())
            list.append(withoutPatterns(one));
        return list;
    }
    if (!schema.isObject())
        return schema;
    QJsonObject stripped;
    const QJsonObject object = schema.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.key() != QStringLiteral("pattern") || !member.value().isString())
            stripped.insert(member.key(), withoutPatterns(member.value()));
    }
    return stripped;
}

} // namespace

class JsonSchema::Compiled
{
public:
    explicit Compiled(const QJsonObject &schema)
    {
        const QJsonValue forValijson = withoutPatterns(schema);
        valijson::SchemaParser().populateSchema(valijson::adapters::QtJsonAdapter(forValijson), m_schema);
    }

    valijson::ValidationResults validate(const QJsonValue &value) const
    {
        valijson::ValidationResults results;
        valijson::Validator(valijson::Validator::kStrongTypes)
            .validate(m_schema, valijson::adapters::QtJsonAdapter(value), &results);
        return results;
    }

private:
    valijson::Schema m_schema;
};

JsonSchema::JsonSchema(const QJsonObject &schema)
    : m_schema(schema), m_compiled(std::make_unique<Compiled>(schema))
{
}

JsonSchema::~JsonSchema() = default;

Result<std::shared_ptr<const JsonSchema>> JsonSchema::load(const QString &file)
{
    const auto defect = [&file](const QString &why) {
        return Error{
            ErrorCode::Internal,
            QStringLiteral("The schema %1 cannot be used, so nothing can be checked with it. Install "
                           "Loadstone again.")
                .arg(file),
            why};
    };
    QFile schemaFile(file);
    if (!schemaFile.open(QIODevice::ReadOnly))
        return defect(schemaFile.errorString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(schemaFile.readAll(), &error);
    if (!document.isObject())
        return defect(error.errorString());
    try {
        return std::shared_ptr<const JsonSchema>(std::make_shared<JsonSchema>(document.object()));
    } catch (const std::exception &exception) {
        return defect(QString::fromUtf8(exception.what()));
    }
}

QList<JsonProblem> JsonSchema::check(const JsonDocument &document) const
{
    QList<JsonProblem> problems;
    for (const valijson::ValidationResults::Error &error : m_compiled->validate(document.root()))
        report(spotAt(error.context, m_schema, document.root()), QByteArray::fromStdString(error.description),
               document, problems);
    checkPatterns({QString(), m_schema, document.root()}, document, problems);

    // valijson complains once for each missing or unknown key, and each time all of them are told.
    QList<JsonProblem> unique;
    for (const JsonProblem &problem : std::as_const(problems)) {
        if (!unique.contains(problem))
            unique.append(problem);
    }
    std::stable_sort(unique.begin(), unique.end(), [](const JsonProblem &a, const JsonProblem &b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    return unique;
}

} // namespace loadstone
