// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/resultsmodel.h"

#include "core/analysis/findings.h"
#include "core/present/findingtext.h"
#include "core/present/trialtext.h"
#include "core/text/metrictext.h"

#include <QFont>
#include <QHash>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// What a column behind the words shows.
Metric columnMetric(int column)
{
    static const QHash<int, Metric> metrics{{ResultsModel::Requests, Metric::Requests},
                                            {ResultsModel::Rps, Metric::Rps},
                                            {ResultsModel::Mean, Metric::Mean},
                                            {ResultsModel::P50, Metric::P50},
                                            {ResultsModel::P90, Metric::P90},
                                            {ResultsModel::P99, Metric::P99},
                                            {ResultsModel::P999, Metric::P999},
                                            {ResultsModel::Max, Metric::Max},
                                            {ResultsModel::ServiceP50, Metric::ServiceP50},
                                            {ResultsModel::ServiceP99, Metric::ServiceP99},
                                            {ResultsModel::Due, Metric::DueRps},
                                            {ResultsModel::Waited, Metric::Waited},
                                            {ResultsModel::Dropped, Metric::Dropped},
                                            {ResultsModel::Failures, Metric::FailureRate},
                                            {ResultsModel::CutOff, Metric::CutOff},
                                            {ResultsModel::Cpu, Metric::ServerCpu},
                                            {ResultsModel::Memory, Metric::PeakMemory},
                                            {ResultsModel::ReadyAfter, Metric::ReadyAfter}};
    return metrics.value(column);
}

constexpr int firstMetric = ResultsModel::State + 1;

/// Of the server or of its load as a whole, so that the rows of endpoints have none.
bool isOfWholeTrial(int column)
{
    return column == ResultsModel::Due || column == ResultsModel::Waited || column == ResultsModel::Dropped
        || column >= ResultsModel::Cpu;
}

QString stateText(const TrialRecord &trial)
{
    switch (trial.end) {
    case TrialEnd::Finished:
        return trial.load.targetChanges.isEmpty() ? ResultsModel::tr("Finished")
                                                  : ResultsModel::tr("Finished, changed by hand");
    case TrialEnd::Stopped:
        return ResultsModel::tr("Stopped, partial");
    case TrialEnd::NotMeasured:
        return ResultsModel::tr("Not measured");
    case TrialEnd::ServerExited:
        return ResultsModel::tr("Exited, partial");
    case TrialEnd::Running:
        return ResultsModel::tr("Running");
    }
    Q_UNREACHABLE();
}

} // namespace

void ResultsModel::setPlan(const RunRecord &plan)
{
    beginResetModel();
    m_rows.clear();
    m_profile = plan.profile;
    m_hasCutOff = false;
    for (const PlannedTrial &trial : plan.plan)
        m_rows.append(waitingRow(plan, trial));
    endResetModel();
}

void ResultsModel::changePlan(const RunRecord &plan)
{
    const auto isPlanned = [&plan](const Row &row) { return row.trial < plan.plan.size(); };
    for (qsizetype i = m_rows.size() - 1; i >= 0; --i) {
        if (isPlanned(m_rows.at(i)))
            continue;
        beginRemoveRows({}, int(i), int(i));
        m_rows.removeAt(i);
        endRemoveRows();
    }
    const int known = m_rows.isEmpty() ? 0 : m_rows.constLast().trial + 1;
    if (known >= plan.plan.size())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + plan.plan.size()) - known - 1);
    for (const PlannedTrial &trial : plan.plan.mid(known))
        m_rows.append(waitingRow(plan, trial));
    endInsertRows();
}

ResultsModel::Row ResultsModel::waitingRow(const RunRecord &plan, const PlannedTrial &trial)
{
    Row row;
    row.trial = trial.index;
    row.server = trialTitle(plan, trial.key);
    row.endpoint = tr("All");
    row.state = tr("Waiting");
    return row;
}

void ResultsModel::setRunning(int trial)
{
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows.at(i).trial != trial || !m_rows.at(i).isTotal)
            continue;
        m_rows[i].state = tr("Running");
        emit dataChanged(index(i, State), index(i, State));
    }
}

bool ResultsModel::hasColumn(int column) const
{
    if (column == ServiceP50 || column == ServiceP99)
        return m_profile.load.hasDueTimes();
    if (column == CutOff)
        return m_hasCutOff;
    return m_profile.load.isOpen() || (column != Due && column != Waited && column != Dropped);
}

void ResultsModel::setFinished(const TrialRecord &result)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&result](const Row &row) {
        return row.isTotal && row.trial == result.planned.index;
    });
    if (found == m_rows.end())
        return;
    Row &total = *found;
    const int at = int(found - m_rows.begin());
    total.state = stateText(result);
    total.problem =
        (QStringList{result.problem.translated()} + findingTexts(detectFindings(result, m_profile)))
            .join(u'\n')
            .trimmed();
    const TrialStats stats = analyseTrial(result);
    for (int column = firstMetric; column < ColumnCount; ++column)
        total.cells[size_t(column)] = makeMetricCell(columnMetric(column), stats);
    m_hasCutOff = m_hasCutOff || stats.value(Metric::CutOff).value_or(0) > 0;
    emit dataChanged(index(at, 0), index(at, ColumnCount - 1));

    QList<Row> rows;
    const auto add = [&](const QString &title, const RequestStats &requests) {
        Row row;
        row.trial = total.trial;
        row.server = total.server;
        row.endpoint = title;
        row.isTotal = false;
        for (int column = firstMetric; column < ColumnCount; ++column) {
            if (!isOfWholeTrial(column))
                row.cells[size_t(column)] = makeMetricCell(columnMetric(column), requests);
        }
        rows.append(row);
    };
    for (const RequestStats &endpoint : stats.load.endpoints)
        add(endpoint.metrics().title(), endpoint);
    for (const RequestStats &group : stats.load.groups)
        add(tr("%1 (group)").arg(group.metrics().name), group);
    if (stats.load.login) // whenever it was sent, so there is no rate
        add(tr("%1 (not measured)").arg(stats.load.login->metrics().name), *stats.load.login);
    if (rows.isEmpty())
        return;
    beginInsertRows({}, at + 1, at + int(rows.size()));
    for (qsizetype i = 0; i < rows.size(); ++i)
        m_rows.insert(at + 1 + i, rows.at(i));
    endInsertRows();
}

void ResultsModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

QString ResultsModel::asText() const
{
    QStringList lines;
    QStringList cells;
    QList<int> columns;
    for (int column = 0; column < ColumnCount; ++column)
        if (hasColumn(column))
            columns << column;
    for (const int column : columns)
        cells << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    lines << cells.join(u'\t');
    for (const Row &row : m_rows) {
        cells.clear();
        for (const int column : columns)
            cells << text(row, column);
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

int ResultsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}
int ResultsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ResultsModel::rawValue(const Row &row, int column) const
{
    switch (column) {
    case Server:
        return row.server;
    case Endpoint:
        return row.endpoint;
    case State:
        return row.state;
    default:
        break;
    }
    const std::optional<ReportCell> &cell = row.cells[size_t(column)];
    return cell && cell->value ? QVariant(*cell->value) : QVariant();
}

QString ResultsModel::text(const Row &row, int column) const
{
    if (column < firstMetric)
        return rawValue(row, column).toString();
    const std::optional<ReportCell> &cell = row.cells[size_t(column)];
    return cell ? cell->text : QString();
}

QVariant ResultsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case SortRole:
        return rawValue(row, index.column());
    case IsTotalRole:
        return row.isTotal;
    case TrialRole:
        return row.trial;
    case Qt::ToolTipRole:
        return row.problem.isEmpty() ? QVariant() : QVariant(row.problem);
    case Qt::TextAlignmentRole:
        return int((index.column() >= firstMetric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        if (row.isTotal) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    default:
        return {};
    }
}

QString ResultsModel::columnExplanation(int column)
{
    const std::array<QString, ColumnCount> explanations{
        tr("The server and its repeat."),
        tr("Endpoint of the profile, or all requests."),
        tr("How the trial ended."),
        tr("All requests of the measure phase, successful or not."),
        tr("Successful responses per second of the measure phase."),
        tr("Arithmetic mean over successful requests."),
        tr("Median: 50 % of the requests were at most this long."),
        tr("90 % of the requests were at most this long."),
        tr("99 % of the requests were at most this long."),
        tr("99.9 % of the requests were at most this long."),
        tr("The slowest successful request."),
        tr("Median service time, from the actual send."),
        tr("99th percentile of service time, from the actual send. The other times count from the scheduled "
           "start."),
        tr("Scheduled requests per second."),
        tr("Requests that started late because all connections were busy."),
        tr("Scheduled requests that were never sent: the queue was full, or the trial ended."),
        tr("Failed requests and their share; excluded from response times."),
        tr("Requests still in flight at the end of the drain; their outcome is unknown."),
        tr("CPU usage of all server processes; 100 % is one core."),
        tr("Peak memory of all server processes (PSS; RSS if marked)."),
        tr("Seconds from the launch to the first valid response.")};
    return explanations[std::size_t(column)];
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= firstMetric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return columnExplanation(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Server:
        return tr("Server");
    case Endpoint:
        return tr("Endpoint");
    case State:
        return tr("State");
    default:
        return metricHeader(columnMetric(section));
    }
}

} // namespace loadstone
