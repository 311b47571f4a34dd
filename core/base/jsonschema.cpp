// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"

#include "core/base/schemasentences.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

// Otherwise valijson aborts the process on a defective schema.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class JsonSchemaText
{
    Q_DECLARE_TR_FUNCTIONS(JsonSchemaText)
};

bool isExactInteger(const QJsonValue &value)
{
    return value.isDouble() && value.toInteger(0) == value.toInteger(1);
}

// The value that valijson reports, and its part of the schema.
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

/// The problems found, limited in number. Making a problem is expensive, so it happens only for those that
/// are reported.
class ProblemList
{
public:
    explicit ProblemList(const JsonDocument &document) : m_document(document) { }

    const JsonDocument &document() const { return m_document; }

    template<typename MakeSentence>
    void add(const QString &pointer, JsonPosition (JsonDocument::*place)(const QString &) const,
             const QString &placePointer, MakeSentence sentence)
    {
        if (++m_count <= mostJsonProblems)
            m_problems.append({pointer, (m_document.*place)(placePointer), sentence()});
    }
    template<typename MakeSentence>
    void add(const QString &pointer, MakeSentence sentence)
    {
        add(pointer, &JsonDocument::valuePosition, pointer, sentence);
    }

    /// In document order; the last one counts those omitted.
    QList<JsonProblem> sorted() const
    {
        QList<JsonProblem> list = m_problems;
        std::stable_sort(list.begin(), list.end(), [](const JsonProblem &a, const JsonProblem &b) {
            return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
        });
        if (m_count > list.size())
            list.append(
                {QString(), list.last().at,
                 JsonSchemaText::tr("There are %1 more problems of this kind. Correct those above first.")
                     .arg(m_count - list.size())});
        return list;
    }

private:
    const JsonDocument &m_document;
    QList<JsonProblem> m_problems;
    qsizetype m_count = 0;
};

void reportUnknownKeys(const Spot &spot, ProblemList &problems)
{
    if (spot.schema.value(u"additionalProperties").toBool(true))
        return;
    const QJsonObject properties = spot.schema.value(u"properties").toObject();
    const QStringList known = properties.keys();
    for (const QString &key : problems.document().keys(spot.pointer)) {
        if (properties.contains(key))
            continue;
        const QString pointer = childPointer(spot.pointer, key);
        problems.add(pointer, &JsonDocument::keyPosition, pointer,
                     [&] { return unknownSentence(spot.pointer, key, known); });
    }
}

void reportMissingKeys(const Spot &spot, ProblemList &problems)
{
    const QJsonObject object = spot.value.toObject();
    for (const QJsonValue required : spot.schema.value(u"required").toArray()) {
        const QString key = required.toString();
        if (!object.contains(key))
            problems.add(childPointer(spot.pointer, key), &JsonDocument::valuePosition, spot.pointer,
                         [&] { return missingSentence(spot.pointer, key, spot.schema); });
    }
}

/// The schema violations of one place; reportMissingKeys() reports missing keys.
void report(const Spot &spot, const QByteArray &complaint, ProblemList &problems)
{
    const QString name = displayName(spot.pointer);
    if (complaint.startsWith("Failed to validate"))
        return; // follows from a problem inside it
    if (complaint.startsWith("Value type")) {
        // valijson's Qt adapter takes integers beyond 32 bits for fractions.
        if (!isExactInteger(spot.value) || !allowedTypes(spot.schema).contains(u"integer"_s))
            problems.add(spot.pointer, [&] { return typeSentence(name, spot.schema, spot.value); });
    } else if (complaint.startsWith("Expected number")) {
        problems.add(spot.pointer, [&] { return rangeSentence(name, spot.schema, spot.value); });
    } else if (complaint.startsWith("Failed to match against any enum")) {
        problems.add(spot.pointer, [&] { return enumSentence(name, spot.schema, spot.value); });
    } else if (complaint.startsWith("String should be no")
               || complaint.startsWith("Array should contain no")) {
        problems.add(spot.pointer, [&] {
            return spot.value.isString()
                ? textLengthSentence(name, spot.schema, spot.value.toString().toUcs4().size())
                : listLengthSentence(name, spot.schema, spot.value.toArray().size());
        });
    } else {
        problems.add(spot.pointer, [&] { return fallbackSentence(name, spot.schema); });
    }
}

// Patterns are checked here because std::regex, which valijson uses, overflows the stack on long texts;
// unknown keys because valijson reports each one separately, and there may be very many.
void checkInside(const Spot &spot, ProblemList &problems)
{
    if (spot.value.isString() && spot.schema.contains(u"pattern")) {
        const QRegularExpression pattern(spot.schema.value(u"pattern").toString());
        if (!pattern.match(spot.value.toString()).hasMatch())
            problems.add(spot.pointer, [&spot] {
                return patternSentence(displayName(spot.pointer), spot.schema, spot.value);
            });
    }
    if (spot.value.isObject())
        reportUnknownKeys(spot, problems);
    if (spot.schema.isEmpty())
        return; // unrestricted
    const QJsonArray items = spot.value.toArray();
    for (qsizetype i = 0; i < items.size(); ++i)
        checkInside({childPointer(spot.pointer, i), spot.schema.value(u"items").toObject(), items.at(i)},
                    problems);
    const QJsonObject members = spot.value.toObject();
    for (auto member = members.begin(); member != members.end(); ++member)
        checkInside({childPointer(spot.pointer, member.key()), childSchema(spot.schema, member.key()),
                     member.value()},
                    problems);
}

// Keywords that checkInside() checks itself.
bool isLeftToUs(const QString &keyword, const QJsonValue &value)
{
    return (keyword == u"pattern"_s && value.isString())
        || (keyword == u"additionalProperties"_s && value.isBool());
}

QJsonValue forValijson(const QJsonValue &schema)
{
    if (schema.isArray()) {
        QJsonArray list;
        for (const QJsonValue one : schema.toArray())
            list.append(forValijson(one));
        return list;
    }
    if (!schema.isObject())
        return schema;
    QJsonObject stripped;
    const QJsonObject object = schema.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!isLeftToUs(member.key(), member.value()))
            stripped.insert(member.key(), forValijson(member.value()));
    }
    return stripped;
}

} // namespace

class JsonSchema::Compiled
{
public:
    explicit Compiled(const QJsonObject &schema)
    {
        const QJsonValue rest = forValijson(schema);
        valijson::SchemaParser().populateSchema(valijson::adapters::QtJsonAdapter(rest), m_schema);
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
            JsonSchemaText::tr("The schema %1 cannot be used, so nothing can be checked with it. Install "
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
    const valijson::ValidationResults results = m_compiled->validate(document.root());
    std::vector<std::reference_wrapper<const valijson::ValidationResults::Error>> errors(results.begin(),
                                                                                         results.end());
    // Outer problems first: if the limit is reached, an oversized list is reported rather than its items.
    std::stable_sort(errors.begin(), errors.end(), [](const auto &a, const auto &b) {
        return a.get().context.size() < b.get().context.size();
    });
    ProblemList complaints(document);
    QSet<QString> incomplete; // objects, as valijson reports each missing key separately
    for (const valijson::ValidationResults::Error &error : errors) {
        const Spot spot = spotAt(error.context, m_schema, document.root());
        const QByteArray complaint = QByteArray::fromStdString(error.description);
        if (!complaint.startsWith("Missing required property")) {
            report(spot, complaint, complaints);
        } else if (!incomplete.contains(spot.pointer)) {
            incomplete.insert(spot.pointer);
            reportMissingKeys(spot, complaints);
        }
    }
    ProblemList inside(document);
    checkInside({QString(), m_schema, document.root()}, inside);
    QList<JsonProblem> all = complaints.sorted() + inside.sorted();
    std::stable_sort(all.begin(), all.end(), [](const JsonProblem &a, const JsonProblem &b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    return all;
}

} // namespace loadstone
