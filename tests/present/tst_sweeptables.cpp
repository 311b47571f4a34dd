// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/sweeptables.h"

#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

/// A run of one server in these cells, whose rates are the given ones.
RunRecord sweptRun(const QList<SweepCell> &cells, const QList<int> &rates)
{
    RunRecord run = test::syntheticRun(int(cells.size()), 1, 10);
    for (qsizetype i = 0; i < cells.size(); ++i) {
        QStringList parts{u"Flask"_s};
        for (const SweepValue &value : cells[i])
            parts << sweepText(value);
        run.servers[i].baseName = u"Flask"_s;
        run.servers[i].cell = cells[i];
        run.servers[i].name = parts.join(u", "_s);
        LoadResult &load = run.trials[i].load;
        EndpointMetrics only = load.measured.endpoints.first();
        only.okInWindow = qint64(rates[i] * load.measuredS);
        load.measured.endpoints = {only};
    }
    return run;
}

RunRecord gridRun()
{
    QList<SweepCell> cells;
    for (const int workers : {1, 2}) {
        for (const int threads : {1, 10, 50})
            cells << SweepCell{{u"workers"_s, workers}, {u"threads"_s, threads}};
    }
    return sweptRun(cells, {1, 10, 50, 2, 20, 100});
}

QList<QStringList> rowTexts(const ReportTable &table)
{
    QList<QStringList> rows;
    for (const QList<ReportCell> &row : table.rows) {
        QStringList texts;
        for (const ReportCell &cell : row)
            texts << cell.text;
        rows << texts;
    }
    return rows;
}

} // namespace

class TestSweepTables : public QObject
{
    Q_OBJECT
private slots:
    void aRunWithoutASweepHasNone() { QVERIFY(makeRunView(test::syntheticRun()).sweep.isEmpty()); }

    void aGridHasATableForEachMetric()
    {
        const QList<ReportTable> tables = makeRunView(gridRun()).sweep;
        QCOMPARE(tables.size(), 3);
        QCOMPARE(tables[0].id, u"sweep-1-rps"_s);
        QCOMPARE(tables[0].title, u"Flask: RPS"_s);
        QCOMPARE(tables[1].title, u"Flask: p99 ms"_s);
        QCOMPARE(tables[2].title, u"Flask: Peak MiB"_s);
        QCOMPARE(tables[0].headers, (QStringList{u"workers ↓ threads →"_s, u"1"_s, u"10"_s, u"50"_s}));
        QCOMPARE(rowTexts(tables[0]),
                 (QList<QStringList>{{u"1"_s, u"1.00"_s, u"10.0"_s, u"50.0"_s},
                                     {u"2"_s, u"2.00"_s, u"20.0"_s, u"100"_s}}));
    }

    void anUnmeasuredCellIsUnknown()
    {
        RunRecord run = gridRun();
        run.trials.removeAt(4);
        const ReportTable table = makeRunView(run).sweep.first();
        QCOMPARE(rowTexts(table)[1], (QStringList{u"2"_s, u"2.00"_s, u"–"_s, u"100"_s}));
        QVERIFY(!table.rows[1][2].value);
    }

    void aCurveHasItsKnee()
    {
        QList<SweepCell> cells;
        for (const int workers : {4, 1, 2}) // the order of the values is that of the profile
            cells << SweepCell{{u"workers"_s, workers}};
        const QList<ReportTable> tables = makeRunView(sweptRun(cells, {200, 100, 200})).sweep;
        QCOMPARE(tables.size(), 1);
        QCOMPARE(tables[0].id, u"sweep-workers"_s);
        QCOMPARE(tables[0].title, u"Sweep of workers"_s);
        const QList<QStringList> rows = rowTexts(tables[0]);
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[2].first(3), (QStringList{u"Flask"_s, u"2"_s, u"200"_s}));
        QCOMPARE(rows[2].last(), u"knee"_s);
        QCOMPARE(rows[0].last(), QString());
        QCOMPARE(rows[1].last(), QString());
    }

    void aCurveOfTextsHasNoKnee()
    {
        QList<SweepCell> cells;
        for (const QString &engine : {u"a"_s, u"b"_s, u"c"_s})
            cells << SweepCell{{u"connection/engine"_s, engine}};
        const QList<ReportTable> tables = makeRunView(sweptRun(cells, {100, 200, 200})).sweep;
        QCOMPARE(tables[0].id, u"sweep-connection-engine"_s);
        QCOMPARE(tables[0].headers[1], u"engine"_s);
        for (const QStringList &row : rowTexts(tables[0]))
            QCOMPARE(row.last(), QString());
    }

    void aCapacitySearchHasWhatEachCellSustains()
    {
        RunRecord run = gridRun();
        run.profile.capacity = Capacity();
        for (TrialRecord &trial : run.trials)
            trial.capacity = CapacityResult{trial.planned.key.server * 10.0, {}, CapacityEnd::Found, {}};
        const QList<ReportTable> tables = makeRunView(run).sweep;
        QCOMPARE(tables.size(), 4);
        QCOMPARE(tables[0].id, u"sweep-1-sustained"_s);
        QCOMPARE(rowTexts(tables[0])[1].last(), u"50 users"_s);
    }

    void reportsHaveTheTables()
    {
        RunRecord run = gridRun();
        run.profile.sweep.dimensions = {{u"workers"_s, {1, 2}}, {u"threads"_s, {1, 10, 50}}};
        const RunView view = makeRunView(run);
        QVERIFY(toText(view).contains(u"\nFlask: RPS\n"
                                      "workers ↓ threads →    1   10   50\n"
                                      "                  1 1.00 10.0 50.0\n"
                                      "                  2 2.00 20.0  100\n"_s));
        QVERIFY(toMarkdown(view).contains(u"## Flask: RPS\n\n| workers ↓ threads → | 1 | 10 | 50 |\n"_s));
        const QString html = QString::fromUtf8(htmlReport(run));
        QVERIFY(!html.contains(u"<h2>Flask: RPS</h2>"_s)); // the heat map has the figures
        QVERIFY(html.contains(u">Flask: RPS</text>"_s));
        QVERIFY(html.contains(u"<table class=\"sortable\" id=\"sweep-1-rps-values\">"_s));
        QVERIFY(html.contains(u">Flask, workers 2, threads 50</text>"_s));
        QVERIFY(html.contains(u"text-anchor=\"middle\" class=\"h7\">100</text>"_s));
        QVERIFY(html.contains(u">workers 1, 2 × threads 1, 10, 50</td>"_s));
    }
};

LOADSTONE_TEST(TestSweepTables, QCoreApplication)
#include "tst_sweeptables.moc"
