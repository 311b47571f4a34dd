// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/cells.h"
#include "core/profile/profile.h"

#include <QAbstractTableModel>

#include <array>
#include <optional>

namespace loadstone
{

/// The figures of a run, the same cells as in the report: one row for each trial's server ("All") and
/// one for each of its endpoints. The rows of servers are there from the plan on and are filled as trials finish.
class ResultsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Server,
        Endpoint,
        State,
        Requests,
        Rps,
        Mean,
        P50,
        P90,
        P99,
        P999,
        Max,
        ServiceP50,
        ServiceP99,
        Due,
        Waited,
        Dropped,
        Failures,
        CutOff,
        Cpu,
        Memory,
        ReadyAfter,
        ColumnCount
    };
    enum Role {
        /// Raw value: text, requests/s, µs, percent, bytes or s as number; nothing when there is none.
        SortRole = Qt::UserRole,
        IsTotalRole, ///< bool: the row is a server's total, not an endpoint
        TrialRole,   ///< int: index in the plan
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Begins a new table with a row for each planned trial.
    void setPlan(const RunRecord &plan);
    /// Adds or removes trials that have not begun.
    void changePlan(const RunRecord &plan);
    void setRunning(int trial);
    void setFinished(const TrialRecord &result);
    void clear();
    /// Without requests that are due at a moment there is no schedule, and its columns stay empty; so
    /// does that of requests that were cut off, until there are any.
    bool hasColumn(int column) const;
    /// The rows as tab separated text with a header line.
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString columnExplanation(int column);
    struct Row {
        int trial = 0;
        QString server;
        QString endpoint;
        QString state;
        QString problem;
        bool isTotal = true;
        std::array<std::optional<ReportCell>, ColumnCount> cells; ///< of the metrics; nothing: empty
    };

    QVariant rawValue(const Row &row, int column) const;
    QString text(const Row &row, int column) const;
    static Row waitingRow(const RunRecord &plan, const PlannedTrial &trial);

    QList<Row> m_rows;
    Profile m_profile; ///< of the run that is shown
    bool m_hasCutOff = false;
};

} // namespace loadstone
