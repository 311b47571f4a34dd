// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metric.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// A column of a published table.
struct PublishedColumn {
    enum class Unit { PerSecond, TimeS, TimeMs, Count, Thousands };
    QString key;
    QString title;
    Unit unit = Unit::Count;
    std::optional<Metric> metric;    ///< shown alongside it; absent: the column is not compared
    Better better = Better::Neither; ///< neither: figures without an order, such as settings of the load
};

/// A row of a published table, with the server that it corresponds to here.
struct PublishedRow {
    QString id;
    QString name; ///< as published
    QString stackId;
    QJsonObject parameters;        ///< effective values that a server must have to correspond to the row
    QMap<QString, double> figures; ///< by key of the column, in its unit; those not published are absent
    QString note;
};

struct PublishedTable {
    QString id;
    QString title;
    QString load;          ///< how the figures were measured, in a sentence
    QStringList endpoints; ///< paths that were requested; empty: not stated
    QList<PublishedColumn> columns;
    QList<PublishedRow> rows;
};

/// Something wrong or misleading in the text.
struct Erratum {
    QString what;
    QString why;
    QStringList tables; ///< ids; empty: of the whole text
};

struct PublishedRowId {
    QString table;
    QString row;
    bool operator==(const PublishedRowId &) const = default;
};

/// What a conclusion claims of servers, so that a run can test it.
struct PublishedClaim {
    enum class Kind {
        Better,   ///< each of `rows` is better than each of `than`
        NotWorse, ///< each of `rows` is better than each of `than`, or the same
        Similar,  ///< each of `rows` is within `withinPercent` of the first
    };
    Kind kind = Kind::Better;
    Metric metric = Metric::Rps;
    QList<PublishedRowId> rows;
    QList<PublishedRowId> than;
    double withinPercent = 0;
};

/// A conclusion of the author.
struct PublishedConclusion {
    QString text;
    QList<PublishedClaim> claims;
    QString notCheckable; ///< the reason, where there are no claims
};

/// The figures of a published comparison. All texts are those of the file, in English.
struct PublishedFigures {
    QString id; ///< file name without ".json"
    QString name;
    QString source;
    std::optional<int> year;
    QString machine; ///< empty: not stated
    QList<PublishedTable> tables;
    QList<Erratum> errata;
    QList<PublishedConclusion> conclusions;

    /// nullptr for an unknown id.
    const PublishedTable *table(const QString &tableId) const;
    const PublishedRow *row(const PublishedRowId &rowId) const;
};

} // namespace loadstone
