// SPDX-License-Identifier: GPL-3.0-or-later
// Formats for other programs: their syntax, and that their figures are those of the analysis.
#include "core/analysis/serverstats.h"
#include "core/export/delimitedtext.h"
#include "core/export/exportformats.h"
#include "core/export/junitxml.h"
#include "core/export/latextable.h"
#include "core/export/locustcsv.h"
#include "core/export/metricfeeds.h"
#include "core/present/runview.h"
#include "core/profile/threshold.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// RFC 4180, independent of the writer.
QList<QStringList> parseCsv(const QByteArray &bytes)
{
    QList<QStringList> rows;
    QStringList row;
    QString cell;
    bool isQuoted = false;
    const QString text = QString::fromUtf8(bytes);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (isQuoted && c == u'"' && text.mid(i + 1, 1) == u"\"") {
            cell += c;
            ++i;
        } else if (c == u'"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && c == u',') {
            row << std::exchange(cell, {});
        } else if (!isQuoted && c == u'\r' && text.mid(i + 1, 1) == u"\n") {
            row << std::exchange(cell, {});
            rows << std::exchange(row, {});
            ++i;
        } else {
            cell += c;
        }
    }
    return rows;
}

QList<QStringList> csvOf(const RunRecord &run, const QString &id)
{
    for (const DataTable &table : makeDataTables(run)) {
        if (table.id == id)
            return parseCsv(toCsv(table));
    }
    return {};
}

} // namespace

class TestDataFormats : public QObject
{
    Q_OBJECT
private slots:
    void csvHasARowForEachTrialWithItsFigures()
    {
        const RunRecord run = test::syntheticRun();
        const QList<QStringList> rows = csvOf(run, u"trials"_s);
        QCOMPARE(rows.size(), run.trials.size() + 1);
        const QStringList &headers = rows.first();
        const qsizetype p99 = headers.indexOf(u"p99 (ms)"_s);
        const qsizetype rps = headers.indexOf(u"rps (1/s)"_s);
        const qsizetype memory = headers.indexOf(u"peak_memory (B)"_s);
        QVERIFY(p99 > 0 && rps > 0 && memory > 0);
        for (qsizetype i = 0; i < run.trials.size(); ++i) {
            const QStringList &row = rows[i + 1];
            QCOMPARE(row.size(), headers.size());
            const TrialStats stats = analyseTrial(run.trials[i]);
            const std::optional<double> time = stats.value(Metric::P99);
            QCOMPARE(row[p99].isEmpty(), !time.has_value());
            if (time)
                QVERIFY(qAbs(row[p99].toDouble() - *time / 1'000) <= 1e-5 * *time);
            const std::optional<double> rate = stats.value(Metric::Rps);
            QCOMPARE(row[rps].isEmpty(), !rate.has_value());
            const std::optional<double> bytes = stats.value(Metric::PeakMemory);
            QCOMPARE(row[memory], bytes ? QString::number(qint64(*bytes)) : QString());
        }
    }

    void csvHasARowForEachSecondEndpointAndSample()
    {
        const RunRecord run = test::syntheticRun();
        qsizetype seconds = 0;
        qsizetype samples = 0;
        qsizetype endpoints = 0;
        for (const TrialRecord &trial : run.trials) {
            seconds += trial.timeline.seconds.size();
            samples += trial.timeline.resources.size();
            endpoints += analyseTrial(trial).load.endpoints.size();
        }
        QVERIFY(seconds > 0 && samples > 0 && endpoints > 0);
        QCOMPARE(csvOf(run, u"seconds"_s).size(), seconds + 1);
        QCOMPARE(csvOf(run, u"resources"_s).size(), samples + 1);
        const QList<QStringList> rows = csvOf(run, u"endpoints"_s);
        QCOMPARE(rows.size(), endpoints + 1);
        for (const QStringList &row : rows)
            QCOMPARE(row.size(), rows.first().size());
    }

    void svgHasAFileForEachChart()
    {
        const RunRecord run = test::syntheticRun();
        const QList<ExportFile> files = findExportFormat(u"svg"_s)->makeFiles(run, {});
        QSet<QString> endings;
        for (const ExportFile &file : files) {
            endings.insert(file.ending);
            QBuffer buffer;
            QVERIFY(buffer.open(QIODevice::ReadWrite));
            QVERIFY(file.write(buffer));
            QXmlStreamReader xml(buffer.data());
            while (!xml.atEnd())
                xml.readNext();
            QVERIFY2(!xml.hasError(), qPrintable(file.ending + u": "_s + xml.errorString()));
        }
        QCOMPARE(endings.size(), files.size()); // no name twice
        for (const QString &id :
             {u"-rates.svg"_s, u"-throughput.svg"_s, u"-percentiles.svg"_s, u"-repeats-rps.svg"_s})
            QVERIFY2(endings.contains(id), qPrintable(QStringList(endings.values()).join(u' ')));
    }

    void cellsCannotBreakOut()
    {
        const DataTable table{
            u"t"_s, {u"a"_s, u"b"_s}, {{u"x, \"y\"\nz"_s, u"=HYPERLINK(1)"_s}, {u"-5"_s, u"-five\tsix"_s}}};
        const QList<QStringList> rows = parseCsv(toCsv(table));
        QCOMPARE(rows,
                 (QList<QStringList>{{u"a"_s, u"b"_s},
                                     {u"x, \"y\"\nz"_s, u"'=HYPERLINK(1)"_s},
                                     {u"-5"_s, u"'-five\tsix"_s}}));
        const QByteArray tsv = toTsv(table);
        QCOMPARE(tsv, QByteArray("a\tb\nx, \"y\" z\t'=HYPERLINK(1)\n-5\t'-five six\n"));
    }

    void latexIsEscapedAndBalanced()
    {
        RunRecord run = test::syntheticRun(2, 2, 10);
        run.servers[0].name = u"50 % of a_b & {c} \\input{/etc/passwd}"_s;
        const QString tex = toLatex(makeRunView(run));
        QVERIFY(!tex.contains(u"\\input{"_s));
        QVERIFY(tex.contains(u"50 \\% of a\\_b \\& \\{c\\} \\textbackslash{}input\\{/etc/passwd\\}"_s));
        QCOMPARE(tex.count(u"\\begin{tabular}"_s), tex.count(u"\\end{tabular}"_s));
        QVERIFY(tex.count(u"\\toprule"_s) >= 3);
        // Every row of a table has as many cells as the alignment has columns.
        qsizetype columns = 0;
        for (const QString &line : tex.split(u'\n')) {
            static const QRegularExpression begin(u"begin\\{tabular\\}\\{@\\{\\}([lr]+)@\\{\\}\\}"_s);
            if (const auto match = begin.match(line); match.hasMatch())
                columns = match.captured(1).size();
            else if (line.endsWith(u"\\\\"_s))
                QCOMPARE(line.count(u" & "_s), columns - 1);
        }
    }

    void prometheusHasTheServersFigures()
    {
        RunRecord run = test::syntheticRun();
        run.servers[0].name = u"a \"b\" \\c"_s;
        const QByteArray text = prometheusText(run);
        static const QRegularExpression sample(
            u"^loadstone_[a-z0-9_]+\\{([a-z]+=\"([^\"\\\\]|\\\\.)*\",?)+\\} [-+0-9.e]+$"_s);
        static const QRegularExpression type(u"^# TYPE loadstone_[a-z0-9_]+ gauge$"_s);
        QSet<QString> types;
        for (const QString &line : QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts)) {
            QVERIFY2(sample.match(line).hasMatch() || type.match(line).hasMatch(), qPrintable(line));
            if (line.startsWith(u'#'))
                QVERIFY2(!types.contains(line), qPrintable(line)); // once for each name
            types.insert(line);
        }
        const double p99 = *analyseServers(run)[1].value(Metric::P99);
        const QString expected = u"server=\"%1\""_s.arg(run.servers[1].name);
        bool isFound = false;
        for (const QString &line : QString::fromUtf8(text).split(u'\n')) {
            if (line.startsWith(u"loadstone_response_time_seconds"_s) && line.contains(expected)
                && line.contains(u"quantile=\"0.99\""_s)) {
                isFound = true;
                QVERIFY(qAbs(line.section(u' ', -1).toDouble() - p99 / 1e6) < 1e-9);
            }
        }
        QVERIFY(isFound);
    }

    void benchmarkActionHasBothDirections()
    {
        const RunRecord run = test::syntheticRun();
        const QList<ServerStats> servers = analyseServers(run);
        const auto names = [&](bool isBiggerBetter) {
            QStringList all;
            for (const QJsonValue &entry :
                 QJsonDocument::fromJson(benchmarkActionJson(run, isBiggerBetter)).array()) {
                all << entry[u"name"_s].toString();
                if (!entry[u"value"_s].isDouble() || !entry[u"unit"_s].isString())
                    all << u"incomplete"_s;
            }
            return all;
        };
        const QString rps = servers[0].name + u": rps"_s;
        const QString p99 = servers[0].name + u": p99"_s;
        QVERIFY(names(true).contains(rps) && !names(true).contains(p99));
        QVERIFY(names(false).contains(p99) && !names(false).contains(rps));
        QVERIFY(!names(true).contains(u"incomplete"_s) && !names(false).contains(u"incomplete"_s));
    }

    void junitHasACaseForEachServerAndThreshold()
    {
        RunRecord run = test::syntheticRun();
        run.servers[0].name = u"<A> & \u0001"_s;
        run.profile.thresholds = {*parseThreshold(u"p99<1us"_s), *parseThreshold(u"failures<=100%"_s)};
        QMap<QString, int> ends;
        int cases = 0;
        QString declared;
        QXmlStreamReader xml(junitXml(run));
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == u"testsuite"_s)
                declared = xml.attributes().value(u"tests"_s).toString();
            cases += xml.name() == u"testcase"_s ? 1 : 0;
            ++ends[xml.name().toString()];
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        const auto verdicts = thresholdVerdicts(run, analyseServers(run));
        QCOMPARE(cases, int(verdicts.size()));
        QCOMPARE(declared, QString::number(cases));
        const auto violated = std::count_if(verdicts.begin(), verdicts.end(),
                                            [](const auto &each) { return !each.isMet && each.value; });
        const auto unknown = std::count_if(verdicts.begin(), verdicts.end(),
                                           [](const auto &each) { return !each.isMet && !each.value; });
        QVERIFY(violated > 0 && unknown > 0);
        QCOMPARE(ends.value(u"failure"_s), int(violated));
        QCOMPARE(ends.value(u"error"_s), int(unknown));
        run.profile.thresholds.clear();
        QVERIFY(junitXml(run).contains("name=\"measured\""));
    }

    void locustFilesHaveLocustsColumns()
    {
        // As Locust 2.45 writes them.
        const QString shares = u"50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%"_s;
        const QStringList headers{
            u"Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response "
            u"Time,"
            "Max Response Time,Average Content Size,Requests/s,Failures/s,"_s
                + shares,
            u"Timestamp,User Count,Type,Name,Requests/s,Failures/s,"_s + shares
                + u",Total Request Count,Total Failure Count,Total Median Response Time,Total Average "
                  u"Response Time,"
                  "Total Min Response Time,Total Max Response Time,Total Average Content Size"_s,
            u"Method,Name,Error,Occurrences,First Seen,Last Seen"_s, u"Count,Message,Traceback,Nodes"_s};
        const RunRecord run = test::syntheticRun();
        const TrialRecord &trial = run.trials[0];
        const auto files = locustCsv(trial, run);
        QCOMPARE(files.size(), headers.size());
        for (qsizetype i = 0; i < headers.size(); ++i) {
            const QList<QStringList> rows = parseCsv(files[i].second);
            QCOMPARE(rows.first().join(u','), headers[i]);
            for (const QStringList &row : rows)
                QCOMPARE(row.size(), rows.first().size());
        }
        const QStringList total = parseCsv(files[0].second).last();
        const EndpointMetrics all = trial.load.measured.total();
        QCOMPARE(total[1], u"Aggregated"_s);
        QCOMPARE(total[2], QString::number(all.judged()));
        QCOMPARE(total[18], QString::number(all.shownTimes().percentile(99) / 1'000));
        const auto measured =
            std::count_if(trial.timeline.seconds.begin(), trial.timeline.seconds.end(),
                          [](const SecondBucket &second) { return second.phase == Phase::Measure; });
        QCOMPARE(parseCsv(files[1].second).size(), measured + 1);
    }
};

LOADSTONE_TEST(TestDataFormats, QCoreApplication)
#include "tst_dataformats.moc"
