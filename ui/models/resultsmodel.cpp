// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/resultsmodel.h"

#include "core/base/format.h"

#include <QFont>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

void ResultsModel::setPlan(const RunResult &plan)
{
    beginResetModel();
    m_rows.clear();
    m_hasDueTimes = plan.profile.load.hasDueTimes();
    m_isOpen = plan.profile.load.isOpen();
    m_hasCutOff = false;
    for (const PlannedTrial &trial : plan.plan) {
        Row row;
        row.trial = trial.index;
        row.server = plan.variants.value(trial.variant).name;
        if (plan.profile.measurement.repeats > 1)
            row.server = tr("%1, repeat %2").arg(row.server).arg(trial.repeat + 1);
        row.endpoint = tr("All");
        row.state = tr("Waiting");
        m_rows.append(row);
    }
    endResetModel();
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

void ResultsModel::fill(Row &row, const EndpointMetrics &metrics, double lengthS)
{
    const Histogram &times = metrics.shownTimes();
    row.hasFigures = true;
    row.rps = lengthS > 0 ? double(metrics.okInWindow) / lengthS : -1;
    row.failed = metrics.failed();
    row.failedPercent = metrics.failedPercent().value_or(-1);
    row.cutOff = metrics.cutOff();
    if (times.isEmpty())
        return;
    row.p50 = times.percentile(50);
    row.p90 = times.percentile(90);
    row.p99 = times.percentile(99);
    row.p999 = times.percentile(99.9);
    row.max = times.max();
    row.serviceP50 = metrics.serviceTime.percentile(50);
    row.serviceP99 = metrics.serviceTime.percentile(99);
}

bool ResultsModel::hasColumn(int column) const
{
    if (column == ServiceP50 || column == ServiceP99)
        return m_hasDueTimes;
    if (column == CutOff)
        return m_hasCutOff;
    return m_isOpen || (column != Due && column != Waited && column != Dropped);
}

void ResultsModel::setFinished(const TrialResult &result)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&result](const Row &row) {
        return row.isTotal && row.trial == result.planned.index;
    });
    if (found == m_rows.end())
        return;
    Row &total = *found;
    const int at = int(found - m_rows.begin());
    switch (result.end) {
    case TrialEnd::Finished:
        total.state = result.load.targetChanges.isEmpty() ? tr("Finished") : tr("Finished, changed by hand");
        break;
    case TrialEnd::Stopped:
        total.state = tr("Stopped, partial");
        break;
    case TrialEnd::NotMeasured:
        total.state = tr("Not measured");
        break;
    case TrialEnd::ServerDied:
        total.state = tr("Exited, partial");
        break;
    }
    total.problem = (QStringList{result.problem} + result.warnings).join(u'\n').trimmed();
    total.readyAfterS = result.readyAfterS;
    total.memory = peakMemory(result);
    const double lengthS = result.load.measuredS;
    if (result.cpuUserS >= 0 && lengthS > 0)
        total.cpuPercent = 100 * (result.cpuUserS + std::max(0.0, result.cpuSystemS)) / lengthS;
    if (m_isOpen && result.end != TrialEnd::NotMeasured) {
        total.dueRps = result.load.intendedRps;
        total.waited = result.load.waited;
        total.dropped = result.load.dropped;
    }
    if (result.end != TrialEnd::NotMeasured)
        fill(total, result.load.measured.total(), lengthS);
    m_hasCutOff = m_hasCutOff || total.cutOff > 0;
    emit dataChanged(index(at, 0), index(at, ColumnCount - 1));

    const auto &endpoints = result.load.measured.endpoints;
    if (result.end == TrialEnd::NotMeasured || endpoints.isEmpty())
        return;
    QList<Row> rows;
    const auto add = [&](const QString &title, const EndpointMetrics &metrics, double seconds) {
        Row row;
        row.trial = total.trial;
        row.server = total.server;
        row.endpoint = title;
        row.isTotal = false;
        fill(row, metrics, seconds);
        rows.append(row);
    };
    const LoadMetrics &measured = result.load.measured;
    for (const EndpointMetrics &endpoint : endpoints)
        add(endpoint.title(), endpoint, lengthS);
    for (const EndpointMetrics &group : measured.groups())
        add(tr("%1 (group)").arg(group.name), group, lengthS);
    if (measured.login) // whenever it was sent, so there is no rate
        add(tr("%1 (not measured)").arg(measured.login->requests.name), measured.login->requests, -1);
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
    const auto known = [](auto value) { return value < 0 ? QVariant() : QVariant(value); };
    switch (column) {
    case Server:
        return row.server;
    case Endpoint:
        return row.endpoint;
    case State:
        return row.state;
    case Rps:
        return known(row.rps);
    case P50:
        return known(row.p50);
    case P90:
        return known(row.p90);
    case P99:
        return known(row.p99);
    case P999:
        return known(row.p999);
    case Max:
        return known(row.max);
    case ServiceP50:
        return known(row.serviceP50);
    case ServiceP99:
        return known(row.serviceP99);
    case Due:
        return known(row.dueRps);
    case Waited:
        return known(row.waited);
    case Dropped:
        return known(row.dropped);
    case Failures:
        return known(row.failedPercent);
    case CutOff:
        return known(row.cutOff);
    case Cpu:
        return known(row.cpuPercent);
    case Memory:
        return known(row.memory.bytes);
    case ReadyAfter:
        return known(row.readyAfterS);
    }
    return {};
}

QString ResultsModel::text(const Row &row, int column) const
{
    if (column <= State)
        return rawValue(row, column).toString();
    const bool isServerFigure = column == Cpu || column == Memory || column == ReadyAfter || column == Due
        || column == Waited || column == Dropped;
    if (isServerFigure && !row.isTotal)
        return {};
    if (!isServerFigure && !row.hasFigures)
        return {};
    const QVariant raw = rawValue(row, column);
    if (!raw.isValid())
        return isServerFigure && row.state == tr("Waiting") ? QString() : u"–"_s;
    switch (column) {
    case Rps:
        return formatRate(row.rps);
    case Due:
        return formatRate(row.dueRps);
    case Waited:
    case Dropped:
    case CutOff:
        return formatCount(raw.toLongLong());
    case Failures:
        return formatPercent(row.failedPercent);
    case Cpu:
        return formatPercent(row.cpuPercent);
    case Memory:
        return row.memory.isRss ? tr("%1 RSS").arg(formatBytes(row.memory.bytes))
                                : formatBytes(row.memory.bytes);
    case ReadyAfter:
        return formatDuration(Seconds(row.readyAfterS));
    default:
        return formatAsMilliseconds(raw.toLongLong());
    }
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
        return int((index.column() >= Rps ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
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

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Rps ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    static const std::array<QString, ColumnCount> titles{
        tr("Server"),         tr("Endpoint"),   tr("State"),       tr("Requests/s"), tr("p50 ms"),
        tr("p90 ms"),         tr("p99 ms"),     tr("p99.9 ms"),    tr("Max ms"),     tr("Service p50 ms"),
        tr("Service p99 ms"), tr("Due/s"),      tr("Waited"),      tr("Dropped"),    tr("Failures"),
        tr("Cut off"),        tr("Server CPU"), tr("Peak memory"), tr("Ready after")};
    static const std::array<QString, ColumnCount> explanations{
        tr("The server and its repeat."),
        tr("One kind of request of the profile, or all together."),
        tr("How this server's turn ended."),
        tr("Successful answers per second of the measure phase."),
        tr("Half of the requests were at least this fast."),
        tr("90 of 100 requests were at least this fast."),
        tr("99 of 100 requests were at least this fast."),
        tr("999 of 1,000 requests were at least this fast."),
        tr("The slowest successful request."),
        tr("Half of the requests took at most so long from when they were really sent."),
        tr("99 of 100 requests took at most so long from when they were really sent. The other times count "
           "from when they were due."),
        tr("Requests that were meant to start each second."),
        tr("Requests that started late because every connection was taken."),
        tr("Requests that were due and never started: too many waited, or the end came."),
        tr("Share of the requests that failed; they are left out of the times."),
        tr("Requests in flight at the end of the drain; what would have become of them is unknown."),
        tr("Processor time of all server processes; 100 % is one core fully used."),
        tr("Most memory that all server processes had together."),
        tr("From the launch to the first right answer.")};
    const auto column = std::size_t(section);
    if (role == Qt::DisplayRole)
        return titles[column];
    return role == Qt::ToolTipRole ? QVariant(explanations[column]) : QVariant();
}

} // namespace loadstone
