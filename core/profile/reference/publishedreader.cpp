// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reference/publishedreader.h"

#include "core/base/json.h"
#include "core/base/jsonschema.h"
#include "core/base/jsonvalues.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class PublishedReader
{
    Q_DECLARE_TR_FUNCTIONS(PublishedReader)
};

PublishedRowId rowIdFrom(const QString &text) { return {text.section(u'/', 0, 0), text.section(u'/', 1)}; }

QList<PublishedRowId> rowIdsFrom(const QJsonValue &json)
{
    QList<PublishedRowId> ids;
    for (const QString &text : toStringList(json))
        ids << rowIdFrom(text);
    return ids;
}

PublishedColumn columnFrom(const QJsonValue &json)
{
    using enum PublishedColumn::Unit;
    static const QMap<QString, PublishedColumn::Unit> units{{u"per-second"_s, PerSecond},
                                                            {u"s"_s, TimeS},
                                                            {u"ms"_s, TimeMs},
                                                            {u"count"_s, Count},
                                                            {u"thousands"_s, Thousands}};
    PublishedColumn column;
    column.key = json[u"key"].toString();
    column.title = json[u"title"].toString();
    column.unit = units.value(json[u"unit"].toString(), Count);
    column.metric = metricById(json[u"metric"].toString());
    const QString better = json[u"better"].toString();
    column.better = better == u"higher" ? Better::Higher
        : better == u"lower"            ? Better::Lower
                                        : Better::Neither;
    return column;
}

PublishedRow rowFrom(const QJsonValue &json)
{
    PublishedRow row{json[u"id"].toString(),
                     json[u"name"].toString(),
                     json[u"stack"].toString(),
                     json[u"parameters"].toObject(),
                     {},
                     json[u"note"].toString()};
    const QJsonObject figures = json[u"figures"].toObject();
    for (auto it = figures.begin(); it != figures.end(); ++it)
        row.figures.insert(it.key(), it.value().toDouble());
    return row;
}

PublishedTable tableFrom(const QJsonValue &json)
{
    PublishedTable table{json[u"id"].toString(),
                         json[u"title"].toString(),
                         json[u"load"].toString(),
                         toStringList(json[u"endpoints"]),
                         {},
                         {}};
    for (const QJsonValue &column : json[u"columns"].toArray())
        table.columns << columnFrom(column);
    for (const QJsonValue &row : json[u"rows"].toArray())
        table.rows << rowFrom(row);
    return table;
}

PublishedClaim claimFrom(const QJsonValue &json)
{
    using enum PublishedClaim::Kind;
    const QString kind = json[u"kind"].toString();
    PublishedClaim claim;
    claim.kind = kind == u"similar" ? Similar : kind == u"not-worse" ? NotWorse : Better;
    claim.metric = metricById(json[u"metric"].toString()).value_or(Metric::Rps);
    claim.rows = rowIdsFrom(json[u"rows"]);
    claim.than = rowIdsFrom(json[u"than"]);
    claim.withinPercent = json[u"within_percent"].toDouble();
    return claim;
}

PublishedFigures figuresFrom(const QJsonValue &json, const QString &id)
{
    PublishedFigures figures;
    figures.id = id;
    figures.name = json[u"name"].toString();
    figures.source = json[u"source"].toString();
    if (json[u"year"].isDouble())
        figures.year = json[u"year"].toInt();
    figures.machine = json[u"machine"].toString();
    for (const QJsonValue &table : json[u"tables"].toArray())
        figures.tables << tableFrom(table);
    for (const QJsonValue &erratum : json[u"errata"].toArray())
        figures.errata << Erratum{erratum[u"what"].toString(), erratum[u"why"].toString(),
                                  toStringList(erratum[u"tables"])};
    for (const QJsonValue &conclusion : json[u"conclusions"].toArray()) {
        PublishedConclusion read{conclusion[u"text"].toString(), {}, conclusion[u"not_checkable"].toString()};
        for (const QJsonValue &claim : conclusion[u"claims"].toArray())
            read.claims << claimFrom(claim);
        figures.conclusions << read;
    }
    return figures;
}

/// Settings of the load and their figures have none.
bool lacksOrder(const PublishedColumn &column)
{
    return column.metric && column.better == Better::Neither
        && metricInfo(*column.metric).better != Better::Neither;
}

/// Finds what a schema cannot express.
class CrossReferences
{
public:
    CrossReferences(const JsonDocument &document, const PublishedFigures &figures)
        : m_document(document), m_figures(figures)
    {
    }

    QList<JsonProblem> problems()
    {
        QSet<QString> tables;
        for (qsizetype i = 0; i < m_figures.tables.size(); ++i) {
            const QString pointer = u"/tables/%1"_s.arg(i);
            addUnlessNew(tables, m_figures.tables[i].id, pointer + u"/id"_s);
            checkTable(m_figures.tables[i], pointer);
        }
        for (qsizetype i = 0; i < m_figures.errata.size(); ++i) {
            for (const QString &table : m_figures.errata[i].tables) {
                if (m_figures.table(table) == nullptr)
                    add(u"/errata/%1/tables"_s.arg(i),
                        PublishedReader::tr("There is no table \"%1\".").arg(table));
            }
        }
        for (qsizetype i = 0; i < m_figures.conclusions.size(); ++i)
            checkConclusion(m_figures.conclusions[i], u"/conclusions/%1"_s.arg(i));
        return m_problems;
    }

private:
    void add(const QString &pointer, const QString &message)
    {
        m_problems.append({pointer, m_document.valuePosition(pointer), message});
    }

    void addUnlessNew(QSet<QString> &known, const QString &id, const QString &pointer)
    {
        if (known.contains(id))
            add(pointer, PublishedReader::tr("\"%1\" occurs twice. Use a different one.").arg(id));
        known.insert(id);
    }

    void checkTable(const PublishedTable &table, const QString &pointer)
    {
        QSet<QString> keys;
        for (qsizetype i = 0; i < table.columns.size(); ++i) {
            const QString place = u"%1/columns/%2"_s.arg(pointer).arg(i);
            addUnlessNew(keys, table.columns[i].key, place + u"/key"_s);
            if (lacksOrder(table.columns[i]))
                add(place,
                    PublishedReader::tr(
                        "A column with \"metric\" needs \"better\": \"higher\" or \"lower\"."));
        }
        QSet<QString> rows;
        for (qsizetype i = 0; i < table.rows.size(); ++i) {
            const QString place = u"%1/rows/%2"_s.arg(pointer).arg(i);
            addUnlessNew(rows, table.rows[i].id, place + u"/id"_s);
            for (const QString &key : table.rows[i].figures.keys()) {
                if (!keys.contains(key))
                    add(childPointer(place + u"/figures"_s, key),
                        PublishedReader::tr("The table has no column \"%1\".").arg(key));
            }
        }
    }

    void checkConclusion(const PublishedConclusion &conclusion, const QString &pointer)
    {
        if (conclusion.claims.isEmpty() == conclusion.notCheckable.isEmpty())
            add(pointer, PublishedReader::tr("A conclusion has either \"claims\" or \"not_checkable\"."));
        for (qsizetype i = 0; i < conclusion.claims.size(); ++i) {
            const PublishedClaim &claim = conclusion.claims[i];
            const QString place = u"%1/claims/%2"_s.arg(pointer).arg(i);
            const bool isSimilar = claim.kind == PublishedClaim::Kind::Similar;
            if (isSimilar && (claim.withinPercent <= 0 || claim.rows.size() < 2))
                add(place,
                    PublishedReader::tr("A claim of similar rows needs two of them and \"within_percent\"."));
            if (!isSimilar && claim.than.isEmpty())
                add(place, PublishedReader::tr("A claim of an order needs \"than\"."));
            for (const PublishedRowId &id : claim.rows + claim.than) {
                if (m_figures.row(id) == nullptr)
                    add(place,
                        PublishedReader::tr("There is no row \"%1\" in a table \"%2\".")
                            .arg(id.row, id.table));
            }
        }
    }

    const JsonDocument &m_document;
    const PublishedFigures &m_figures;
    QList<JsonProblem> m_problems;
};

Error unreadable(const QString &id, QList<JsonProblem> problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const JsonProblem &a, const JsonProblem &b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    QStringList lines;
    for (const JsonProblem &problem : problems)
        lines << u"%1:%2: %3"_s.arg(problem.at.line).arg(problem.at.column).arg(problem.message);
    return {ErrorCode::Usage,
            PublishedReader::tr("The published figures \"%1\" cannot be read. Line %2: %3")
                .arg(id)
                .arg(problems.first().at.line)
                .arg(problems.first().message),
            lines.join(u'\n')};
}

} // namespace

Result<PublishedFigures> readPublishedFigures(const QByteArray &text, const QString &id)
{
    static const Result<std::shared_ptr<const JsonSchema>> schema =
        JsonSchema::load(u":/loadstone/schemas/reference.schema.json"_s);
    if (!schema)
        return schema.error();
    const JsonDocument document = JsonDocument::parse(text);
    if (document.syntaxError())
        return unreadable(id, {*document.syntaxError()});
    const QString format = u"/loadstone_reference"_s;
    if (document.root()[u"loadstone_reference"].toDouble() > referenceFormat)
        return unreadable(
            id,
            {{format, document.valuePosition(format),
              PublishedReader::tr("They have format %1; this version of Loadstone supports up to %2. "
                                  "Update Loadstone.")
                  .arg(document.root()[u"loadstone_reference"].toDouble())
                  .arg(referenceFormat)}});
    QList<JsonProblem> problems = document.duplicates() + schema.value()->check(document);
    PublishedFigures figures = figuresFrom(document.root(), id);
    if (problems.isEmpty())
        problems = CrossReferences(document, figures).problems();
    if (!problems.isEmpty())
        return unreadable(id, problems);
    return figures;
}

} // namespace loadstone
