// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sweptrun.h"

#include "tests/support/syntheticrun.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone::test
{

namespace
{

constexpr int sweptSeconds = 10;

struct SweptServer {
    QString name;
    double most = 6'000; ///< requests per second
    double each = 750;   ///< of one worker
    double memoryMiB = 40;
};

QList<SweptServer> sweptServers()
{
    return {{u"Sanic"_s, 5'900, 750, 51}, {u"Flask on Gunicorn"_s, 2'900, 190, 30}};
}

SyntheticServer cellOf(const SweptServer &server, double rps, int workers, const SweepCell &cell)
{
    return {server.name, rps, 15 * 900'000 / rps, server.memoryMiB * (1 + 0.35 * (workers - 1)), true, cell};
}

} // namespace

RunRecord sweptCurveRun()
{
    const QList<int> counts{1, 2, 4, 8, 16, 32, 64};
    const QStringList presets{u"as-published"_s, u"tuned"_s, u"uvloop"_s};
    QList<SyntheticServer> cells;
    for (const SweptServer &server : sweptServers()) {
        for (const int workers : counts) {
            const double rps = std::min(server.most + 3 * workers, server.each * workers);
            cells << cellOf(server, rps, workers, {{u"workers"_s, workers}});
            cells.last().isStarted = server.name == u"Sanic"_s || workers != 16;
        }
        for (qsizetype i = 0; i < presets.size(); ++i)
            cells << cellOf(server, server.each * double(4 + i), 1, {{presetSetting(), presets[i]}});
    }
    RunRecord run = syntheticRun(cells, 3, sweptSeconds);
    run.profile.sweep.mode = Sweep::Mode::OneAtATime;
    run.profile.sweep.dimensions = {{u"workers"_s, {1, 2, 4, 8, 16, 32, 64}},
                                    {presetSetting(), {presets[0], presets[1], presets[2]}}};
    return run;
}

RunRecord sweptGridRun()
{
    QList<SyntheticServer> cells;
    for (const SweptServer &server : sweptServers()) {
        for (const int workers : {1, 2, 4, 8}) {
            for (const int threads : {1, 10, 50, 100}) {
                const double all = server.each * workers * std::min(1.0 + threads / 40.0, 2.0);
                cells << cellOf(server, std::min(server.most, all), workers,
                                {{u"workers"_s, workers}, {u"threads"_s, threads}});
                cells.last().isStarted = server.name == u"Sanic"_s || workers != 8 || threads != 100;
            }
        }
    }
    RunRecord run = syntheticRun(cells, 2, sweptSeconds);
    run.profile.sweep.dimensions = {{u"workers"_s, {1, 2, 4, 8}}, {u"threads"_s, {1, 10, 50, 100}}};
    return run;
}

} // namespace loadstone::test
