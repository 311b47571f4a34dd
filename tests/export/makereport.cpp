// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the report of a synthetic run for visual inspection: makereport FILE.html [all|curves|grid]
// Of the run with everything, or of a sweep of one setting at a time or of two. makereport FILE.svg ratios writes
// the chart of a comparison.
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/present/charts/svgwriter.h"
#include "core/present/comparisonview.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"

#include <QFile>
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

bool writeRatios(const QString &name)
{
    const QList<test::SyntheticServer> servers{{u"Sanic"_s, 4'000},
                                               {u"Flask on Gunicorn"_s, 1'510},
                                               {u"Sanic, workers 2"_s, 4'040},
                                               {u"aiohttp"_s, 7'300}};
    const auto run = std::make_shared<const RunRecord>(test::syntheticRun(servers, 6, 10));
    QList<ComparedServer> compared;
    for (int server = 0; server < int(servers.size()); ++server)
        compared << ComparedServer{run, server, {}, {}};
    const ComparisonView view = makeComparisonView(compareServers(compared, false, {Metric::Rps}));
    return write(name, toSvg(view.charts.first(), {SvgTheme::Light, 960, 56}).toUtf8());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        return 2;
    const QString name = QString::fromLocal8Bit(argv[1]);
    const QString what = QString::fromLocal8Bit(argc > 2 ? argv[2] : "all");
    if (what == u"ratios"_s)
        return writeRatios(name) ? 0 : 1;
    const RunRecord run = what == u"curves"_s ? test::sweptCurveRun()
        : what == u"grid"_s                   ? test::sweptGridRun()
                                              : test::syntheticRun();
    QTextStream(stdout) << toText(makeRunView(run));
    return write(name, htmlReport(run)) ? 0 : 1;
}
