// SPDX-License-Identifier: GPL-3.0-or-later
// One run through every format: each has the figures of the analysis, and the texts of the tables.
#include "core/analysis/serverstats.h"
#include "core/export/exportformats.h"
#include "core/present/runview.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// The files of a format by the ends of their names.
QHash<QString, QByteArray> filesOf(const QString &format, const RunRecord &run)
{
    QHash<QString, QByteArray> files;
    for (const ExportFile &file : findExportFormat(format)->makeFiles(run, {})) {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        if (file.write(buffer))
            files[file.ending] = buffer.data();
    }
    return files;
}

QByteArray fileOf(const QString &format, const QString &ending, const RunRecord &run)
{
    return filesOf(format, run).value(ending);
}

QList<QByteArrayList> csvRows(const QByteArray &csv)
{
    QList<QByteArrayList> rows;
    for (const QByteArray &line : csv.trimmed().split('\n'))
        rows << line.trimmed().split(',');
    return rows;
}

bool isSame(double a, double b) { return std::abs(a - b) <= 1e-5 * std::max(std::abs(a), std::abs(b)); }

/// The number behind a label in a text.
double numberBehind(const QByteArray &text, const QString &label)
{
    const QRegularExpression number(QRegularExpression::escape(label) + u"\\s*([\\d.]+)"_s);
    return number.match(QString::fromUtf8(text)).captured(1).toDouble();
}

} // namespace

class TestEveryFormat : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_run = test::syntheticRun(3, 2, 10);
        m_view = makeRunView(m_run);
        m_servers = analyseServers(m_run);
    }

    void noFormatIsEmpty()
    {
        for (const ExportFormat &format : exportFormats()) {
            const QHash<QString, QByteArray> files = filesOf(format.id, m_run);
            QVERIFY2(!files.isEmpty(), qPrintable(format.id));
            for (auto it = files.begin(); it != files.end(); ++it)
                QVERIFY2(!it->isEmpty(), qPrintable(it.key()));
        }
    }

    void textsAreThoseOfTheTables()
    {
        const QString html = QString::fromUtf8(fileOf(u"html"_s, u".html"_s, m_run));
        const QString markdown = QString::fromUtf8(fileOf(u"md"_s, u".md"_s, m_run));
        int figures = 0;
        for (const QList<ReportCell> &row : m_view.comparison.rows) {
            for (const ReportCell &cell : row) {
                QVERIFY2(html.contains(u'>' + cell.text.toHtmlEscaped() + u'<'), qPrintable(cell.text));
                QVERIFY2(markdown.contains(u"| "_s + cell.text.toHtmlEscaped() + u' '),
                         qPrintable(cell.text));
                figures += cell.isNumber;
            }
        }
        QVERIFY(figures > 20);
        const QString svg = QString::fromUtf8(fileOf(u"svg"_s, u"-rates.svg"_s, m_run));
        for (const ChartRow &row : m_view.bars.rows)
            QVERIFY(svg.contains(u'>' + row.text.toHtmlEscaped() + u'<'));
    }

    void serversHaveOneRate()
    {
        const QByteArray prometheus = fileOf(u"prometheus"_s, u".prom"_s, m_run);
        const QJsonArray feed =
            QJsonDocument::fromJson(fileOf(u"benchmark-action"_s, u"-bigger-is-better.json"_s, m_run))
                .array();
        const QList<QByteArrayList> bars = csvRows(fileOf(u"chart-csv"_s, u"-rates.chart.csv"_s, m_run));
        QCOMPARE(bars.size(), m_servers.size() + 1);
        for (const ServerStats &server : m_servers) {
            const double rps = server.value(Metric::Rps).value();
            QVERIFY(rps > 0);
            QCOMPARE(bars[server.server + 1][0], server.name.toUtf8());
            QVERIFY(isSame(bars[server.server + 1][1].toDouble(), rps));
            const QRegularExpression gauge(
                u"loadstone_requests_per_second\\{[^}]*server=\"%1\"[^}]*\\} ([\\d.]+)"_s.arg(server.name));
            QVERIFY(isSame(gauge.match(QString::fromUtf8(prometheus)).captured(1).toDouble(), rps));
            int found = 0;
            for (const QJsonValue &entry : feed) {
                if (entry[u"name"_s].toString() != server.name + u": rps"_s)
                    continue;
                ++found;
                QVERIFY(isSame(entry[u"value"_s].toDouble(), rps));
            }
            QCOMPARE(found, 1);
        }
    }

    void trialsHaveOneRate()
    {
        const QJsonArray trials =
            QJsonDocument::fromJson(fileOf(u"json"_s, u".json"_s, m_run))[u"trials"_s].toArray();
        const QList<QByteArrayList> rows = csvRows(fileOf(u"csv"_s, u"-trials.csv"_s, m_run));
        const QHash<QString, QByteArray> wrk = filesOf(u"wrk"_s, m_run);
        const qsizetype rate = rows[0].indexOf("rps (1/s)");
        const qsizetype p99 = rows[0].indexOf("p99 (ms)");
        QVERIFY(rate > 0 && p99 > 0);
        QCOMPARE(trials.size(), m_run.trials.size());
        int measured = 0;
        for (qsizetype i = 0; i < m_run.trials.size(); ++i) {
            const TrialStats stats = analyseTrial(m_run.trials[i]);
            if (!stats.isMeasured())
                continue;
            ++measured;
            const double rps = stats.value(Metric::Rps).value();
            QVERIFY(isSame(trials[i][u"rps"_s].toDouble(), rps));
            QVERIFY(isSame(rows[i + 1][rate].toDouble(), rps));
            const double us = stats.value(Metric::P99).value();
            QVERIFY(isSame(trials[i][u"p99_us"_s].toDouble(), us));
            QVERIFY(isSame(rows[i + 1][p99].toDouble(), us / 1'000));
            for (auto it = wrk.begin(); it != wrk.end(); ++it) {
                if (it.key().startsWith(u"-%1-"_s.arg(i + 1, 3, 10, QChar(u'0'))))
                    QVERIFY(std::abs(numberBehind(*it, u"Requests/sec:"_s) - rps) <= 0.005 + 1e-9);
            }
        }
        QVERIFY(measured > 3);
        QCOMPARE(wrk.size(), measured);
    }

private:
    RunRecord m_run;
    RunView m_view;
    QList<ServerStats> m_servers;
};

LOADSTONE_TEST(TestEveryFormat, QGuiApplication)
#include "tst_everyformat.moc"
