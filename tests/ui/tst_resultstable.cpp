// SPDX-License-Identifier: GPL-3.0-or-later
// The window's table of results against the report's tables of the same run, cell by cell.
#include "core/present/runview.h"
#include "tests/support/openrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "ui/models/resultsmodel.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// Column of the window with that header; -1: it has none.
int findColumn(const ResultsModel &model, const QString &header)
{
    for (int column = 0; column < ResultsModel::ColumnCount; ++column) {
        if (model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() == header)
            return column;
    }
    return -1;
}

/// The run's first repeat alone, so that servers and trials are the same.
RunRecord firstRepeat(RunRecord run)
{
    run.profile.measurement.repeats = 1;
    run.plan.removeIf([](const PlannedTrial &planned) { return planned.key.repeat > 0; });
    run.trials.removeIf([](const TrialRecord &trial) { return trial.planned.key.repeat > 0; });
    for (TrialRecord &trial : run.trials) { // a login and a group are rows of their own
        if (trial.end == TrialEnd::NotMeasured)
            continue;
        trial.load.measured.endpoints.first().group = u"first"_s;
        LoginMetrics login;
        login.requests.name = u"enter"_s;
        login.requests.counts[0] = 3;
        login.requests.serviceTime.record(3'000, 3);
        trial.load.measured.login = login;
    }
    return run;
}

class TestResultsTable : public QObject
{
    Q_OBJECT
private slots:
    void showsTheReportsFigures_data()
    {
        QTest::addColumn<RunRecord>("run");
        QTest::newRow("closed load") << firstRepeat(test::syntheticRun());
        QTest::newRow("open load") << firstRepeat(test::syntheticOpenRun());
    }
    void showsTheReportsFigures()
    {
        QFETCH(RunRecord, run);
        ResultsModel model;
        model.setPlan(run);
        for (const TrialRecord &trial : run.trials)
            model.setFinished(trial);
        const RunView report = makeRunView(run);
        compare(model, report.comparison, true);
        compare(model, report.endpoints, false);
        compare(model, report.schedule, true);
        compare(model, report.repeats, true);
        compare(model, report.resources, true);
    }

private:
    /// Every cell of the table whose column the window has as well.
    static void compare(const ResultsModel &model, const ReportTable &table, bool isOfTotals)
    {
        QList<int> rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data(ResultsModel::IsTotalRole).toBool() == isOfTotals)
                rows << row;
        }
        // The schedule leaves out servers without one; the window's rows of them say nothing then.
        if (table.rows.size() < rows.size())
            QCOMPARE(table.id, u"schedule"_s);
        int compared = 0;
        for (const QList<ReportCell> &row : table.rows) {
            const int server = serverColumn(table);
            const auto at = std::find_if(rows.begin(), rows.end(), [&](int each) {
                const bool isServer = model.index(each, ResultsModel::Server).data() == row[server].text;
                return isServer
                    && (isOfTotals || model.index(each, ResultsModel::Endpoint).data() == row[1].text);
            });
            QVERIFY2(at != rows.end(), qPrintable(row[server].text));
            for (qsizetype column = 0; column < table.headers.size(); ++column) {
                const int mine = findColumn(model, table.headers[column]);
                if (mine < ResultsModel::Requests)
                    continue;
                const QModelIndex cell = model.index(*at, mine);
                const QString where = u"%1, %2: %3"_s.arg(table.id, table.headers[column], row[server].text);
                QVERIFY2(cell.data().toString() == row[column].text, qPrintable(where));
                const QVariant value = cell.data(ResultsModel::SortRole);
                QVERIFY2((value.isValid() ? std::optional(value.toDouble()) : std::nullopt)
                             == row[column].value,
                         qPrintable(where));
                ++compared;
            }
        }
        QVERIFY2(table.rows.isEmpty() || compared >= 3 * table.rows.size(), qPrintable(table.id));
    }

    static int serverColumn(const ReportTable &table) { return int(table.headers.indexOf(u"Server"_s)); }
};

} // namespace

LOADSTONE_TEST(TestResultsTable, QCoreApplication)
#include "tst_resultstable.moc"
