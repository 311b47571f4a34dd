// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the report of a synthetic run for visual inspection and for .ci: makereport FILE.html|FILE.pdf [WHAT]
// WHAT: "all", a run with everything; "curves" or "grid", sweeps of one setting at a time or of two; "comparison".
// Prints the run as text, or the answer of the comparison. makereport FILE.svg ratios writes the chart of a comparison.
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/paint/pdf/pdfreport.h"
#include "core/paint/picture.h"
#include "core/present/comparisonview.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"

#include <QFile>
#include <QGuiApplication>
#include <QTextStream>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

bool write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

RunComparison makeComparison(const QList<Metric> &metrics)
{
    const QList<test::SyntheticServer> servers{{u"Sanic"_s, 4'000},
                                               {u"Flask on Gunicorn"_s, 1'510},
                                               {u"Sanic, workers 2"_s, 4'040},
                                               {u"aiohttp"_s, 7'300}};
    const auto run = std::make_shared<const RunRecord>(test::syntheticRun(servers, 6, 10));
    QList<ComparedServer> compared;
    for (int server = 0; server < int(servers.size()); ++server)
        compared << ComparedServer{run, server, {}, {}};
    return compareServers(compared, false, metrics);
}

bool writeRatios(const QString &name)
{
    const ComparisonView view = makeComparisonView(makeComparison({Metric::Rps}));
    return write(name, toSvg(view.charts.first(), {}));
}

bool writeComparison(const QString &name)
{
    const RunComparison comparison = makeComparison({});
    const ComparisonView view = makeComparisonView(comparison);
    QTextStream(stdout) << view.answer << '\n';
    return write(name,
                 name.endsWith(u".pdf"_s) ? toPdf(makeDocument(view), PaperSize::A4)
                                          : htmlReport(comparison, view));
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        return 2;
    const QString name = QString::fromLocal8Bit(argv[1]);
    const QString what = QString::fromLocal8Bit(argc > 2 ? argv[2] : "all");
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    if (what == u"ratios"_s)
        return writeRatios(name) ? 0 : 1;
    if (what == u"comparison"_s)
        return writeComparison(name) ? 0 : 1;
    const RunRecord run = what == u"curves"_s ? test::sweptCurveRun()
        : what == u"grid"_s                   ? test::sweptGridRun()
                                              : test::syntheticRun();
    const RunView view = makeRunView(run);
    QTextStream(stdout) << toText(view);
    return write(name, name.endsWith(u".pdf"_s) ? toPdf(makeDocument(view), PaperSize::A4) : htmlReport(run))
        ? 0
        : 1;
}
