// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"

#include "core/base/schemasentences.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

// Otherwise valijson aborts the program when a schema has a defect.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>

namespace loadstone
{

namespace
{

bool isExactInteger(const QJsonValue &value)
{
    return value.isDouble() && value.toInteger(0) == value.toInteger(1);
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
                                 .arg(nameOf(spot.pointer), shownJson(spot.value),
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
