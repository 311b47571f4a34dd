// SPDX-License-Identifier: GPL-3.0-or-later
// Times the results store: listing 10,000 runs, opening a run of an hour, and one of twenty servers with five charts
// each. Prints a table. Usage: store [RUNS]
#include "core/present/runview.h"
#include "core/profile/writer.h"
#include "core/results/store/resultsstore.h"
#include "core/results/store/runwriter.h"
#include "core/results/store/storefile.h"
#include "tests/support/syntheticrun.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

constexpr int repeats = 5;

template<typename Work>
double medianMs(Work work)
{
    QList<double> times;
    for (int i = 0; i < repeats; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times << double(timer.nsecsElapsed()) / 1e6;
    }
    std::sort(times.begin(), times.end());
    return times[repeats / 2];
}

RunRecord withIntervals(RunRecord run, const QString &id)
{
    run.id = id;
    run.profileJson = writeProfile(run.profile);
    Histogram times;
    for (int i = 1; i < 500; ++i)
        times.record(200 + 37 * i);
    for (TrialRecord &trial : run.trials) {
        for (const SecondBucket &second : std::as_const(trial.timeline.seconds))
            trial.timeline.intervals << packTimes(SecondTimes{second.startS, 1, second.phase, times, times});
    }
    return run;
}

/// Many small ones in one transaction: only their listing is timed.
bool addMany(const QString &file, int runs)
{
    Result<StoreFile> store = openStoreFile(file);
    if (!store)
        return false;
    RunRecord run = test::syntheticRun(4, 1, 1);
    run.profileJson = writeProfile(run.profile);
    run.trials.clear();
    return bool(store->database->inTransaction([&]() -> Status {
        for (int i = 0; i < runs; ++i) {
            run.id = u"run-%1"_s.arg(i);
            run.startedAt = run.startedAt.addSecs(60);
            if (Status put = writeBatch(*store->database, run.id, {run, {}, true}); !put)
                return put;
        }
        return success();
    }));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int runs = argc > 1 ? atoi(argv[1]) : 10'000;
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"results.sqlite"_s);
    if (!addMany(file, runs))
        return 1;
    const Result<std::unique_ptr<ResultsStore>> store = ResultsStore::open(file, folder.path());
    if (!store || !(*store)->add(withIntervals(test::syntheticRun(1, 1, 3'600), u"hour"_s))
        || !(*store)->add(withIntervals(test::syntheticRun(20, 1, 180), u"twenty"_s)))
        return 1;
    std::printf("%-44s %10s\n", "", "median ms");
    std::printf("%-44s %10.1f\n", qPrintable(u"open the store, list %1 runs"_s.arg(runs)), medianMs([&] {
                    const auto opened = ResultsStore::open(file, folder.path());
                    if (!opened || (*opened)->list()->size() < runs)
                        std::abort();
                }));
    for (const QString &id : {u"hour"_s, u"twenty"_s}) {
        std::printf("%-44s %10.1f\n", qPrintable(u"read the run \"%1\""_s.arg(id)),
                    medianMs([&] { (void)(*store)->read(id); }));
        const Result<RunRecord> run = (*store)->read(id);
        std::printf("%-44s %10.1f\n", qPrintable(u"its view with all charts"_s),
                    medianMs([&] { (void)makeRunView(*run); }));
    }
    std::printf("%-44s %10.1f\n", "MB of the file", double(QFileInfo(file).size()) / 1e6);
    return 0;
}
