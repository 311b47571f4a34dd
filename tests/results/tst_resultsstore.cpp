// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"
#include "core/export/jsonreport.h"
#include "core/profile/writer.h"
#include "core/results/recordcodec.h"
#include "core/results/store/resultsstore.h"
#include "core/results/store/runlock.h"
#include "core/results/store/runwriter.h"
#include "core/results/store/storefile.h"
#include "core/results/store/storeschema.h"
#include "tests/support/fulldisk.h"
#include "tests/support/openrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// A store in a folder of its own.
struct StoreFolder {
    QTemporaryDir folder;
    QString file() const { return folder.filePath(u"results.sqlite"_s); }
    QString runs() const { return folder.filePath(u"runs"_s); }

    std::unique_ptr<ResultsStore> open() const
    {
        Result<std::unique_ptr<ResultsStore>> store = ResultsStore::open(file(), runs());
        if (!store)
            qWarning("%s", qPrintable(store.error().text()));
        return store ? std::move(store).value() : nullptr;
    }
};

RunRecord runNamed(const QString &id, int day, RunRecord run = test::syntheticRun(2, 1, 3))
{
    run.id = id;
    run.startedAt = QDateTime(QDate(2026, 11, day), QTime(14, 0), Qt::UTC);
    run.profileJson = writeProfile(run.profile);
    return run;
}

RunBatch headOf(const RunRecord &run)
{
    RunBatch batch;
    batch.run = run;
    batch.run->trials.clear();
    return batch;
}

QStringList idsOf(const Result<QList<StoredRun>> &runs)
{
    QStringList ids;
    for (const StoredRun &run : runs ? *runs : QList<StoredRun>())
        ids << run.id;
    return ids;
}

IntervalTimes interval(double startS)
{
    Histogram times;
    times.record(40, 3);
    times.record(9'999'999);
    return packTimes(SecondTimes{startS, 1, Phase::Measure, times, {}});
}

} // namespace

class TestResultsStore : public QObject
{
    Q_OBJECT
private slots:
    void reportsOfKeptRunsAreEqual_data();
    void reportsOfKeptRunsAreEqual();
    void figuresNeedNoSeries();
    void secondsSurviveTheProgram();
    void anInterruptedTrialHasFigures();
    void aRunInProgressIsNotInterrupted();
    void anEndedTrialReplacesItsSeconds();
    void aDamagedTrialCostsThatTrialAlone();
    void listsWhatFits();
    void labelsAreKept();
    void deletedRunsCanBeRestored();
    void retentionSparesTagsAndBaselines();
    void anOlderSchemaIsMigratedWithABackup();
    void aNewerSchemaIsRefused();
    void aDamagedFileIsSetAside();
    void whatAFullDiskRefusedIsWrittenLater();
    void twoProgramsWriteAtOnce();
    void otherProgramsReadTheFile();
};

void TestResultsStore::reportsOfKeptRunsAreEqual_data()
{
    QTest::addColumn<RunRecord>("run");
    QTest::newRow("usual") << test::syntheticRun();
    QTest::newRow("open") << test::syntheticOpenRun();
    QTest::newRow("large") << test::syntheticRun(8, 6, 60);
}

void TestResultsStore::reportsOfKeptRunsAreEqual()
{
    QFETCH(RunRecord, run);
    run.profileJson = writeProfile(run.profile);
    run.trials[0].timeline.intervals = {interval(1.5), interval(2.5)};
    run.trials[0].timeline.intervals[1].probe = 3;
    const StoreFolder folder;
    QVERIFY(folder.open()->add(run));
    const Result<RunRecord> read = folder.open()->read(run.id);
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QCOMPARE(encodeRun(*read), encodeRun(run));
    QCOMPARE(read->trials.size(), run.trials.size());
    for (int i = 0; i < run.trials.size(); ++i)
        QCOMPARE(encodeTrial(read->trials[i]), encodeTrial(run.trials[i]));
    QVERIFY(htmlReport(*read) == htmlReport(run));
    QVERIFY(jsonReport(*read) == jsonReport(run));
}

void TestResultsStore::figuresNeedNoSeries()
{
    const RunRecord run = runNamed(u"20261121-140000-a"_s, 21);
    const StoreFolder folder;
    const auto store = folder.open();
    QVERIFY(store->add(run));
    const Result<RunRecord> whole = store->read(run.id);
    const Result<RunRecord> figures = store->readFigures(run.id);
    QVERIFY(whole && figures);
    QCOMPARE(figures->trials.size(), whole->trials.size());
    for (int i = 0; i < whole->trials.size(); ++i) {
        TrialRecord expected = whole->trials[i];
        QVERIFY(!expected.timeline.seconds.isEmpty() && !expected.timeline.resources.isEmpty());
        expected.timeline.seconds.clear();
        expected.timeline.resources.clear();
        expected.timeline.intervals.clear();
        QCOMPARE(encodeTrial(figures->trials[i]), encodeTrial(expected));
    }
    QVERIFY(!store->readFigures(u"x"_s));
}

void TestResultsStore::secondsSurviveTheProgram()
{
    RunRecord run = runNamed(u"20261121-140000-a"_s, 21);
    run.state = RunState::Running;
    const StoreFolder folder;
    QDir(folder.runs()).mkpath(run.id);
    const TrialRecord &trial = run.trials[0];
    {
        RunWriter writer(folder.file());
        writer.write(headOf(run));
        TrialBatch batch;
        batch.planned = trial.planned;
        batch.startedAtS = 1.5;
        batch.isBegin = true;
        batch.seconds = trial.timeline.seconds;
        batch.resources = trial.timeline.resources;
        batch.intervals = {interval(2)};
        writer.write({{}, {batch}, false});
        // The last second again, which has filled meanwhile.
        TrialBatch again;
        again.planned = trial.planned;
        again.startedAtS = 1.5;
        again.seconds = {trial.timeline.seconds.constLast()};
        again.seconds[0].bytesReceived = 77;
        writer.write({{}, {again}, false});
    }
    const auto store = folder.open();
    const Result<QList<StoredRun>> runs = store->list();
    QVERIFY(runs);
    QCOMPARE(runs->size(), 1);
    QCOMPARE(runs->first().state, RunState::Interrupted);
    QCOMPARE(runs->first().trialsEnded, 0);
    QCOMPARE(runs->first().trialsPlanned, run.plan.size());
    const Result<RunRecord> read = store->read(run.id);
    QVERIFY(read);
    QCOMPARE(read->state, RunState::Interrupted);
    QVERIFY(read->problem.english().startsWith(u"Loadstone ended before the run did."_s));
    QCOMPARE(read->trials.size(), 1);
    const TrialRecord &kept = read->trials.first();
    QCOMPARE(kept.end, TrialEnd::Stopped);
    QCOMPARE(kept.planned, trial.planned);
    QCOMPARE(kept.timeline.startedAtS, 1.5);
    QCOMPARE(kept.timeline.resources, trial.timeline.resources);
    QList<SecondBucket> seconds = trial.timeline.seconds;
    seconds.last().bytesReceived = 77;
    QCOMPARE(kept.timeline.seconds, seconds);
    QCOMPARE(kept.timeline.intervals, QList<IntervalTimes>{interval(2)});
    QCOMPARE(unpackTimes(kept.timeline.intervals.first().service)->max(), 9'999'999);
    QVERIFY(kept.timeline.measureFromS.has_value());
    QVERIFY(!htmlReport(*read).isEmpty());
}

void TestResultsStore::anInterruptedTrialHasFigures()
{
    RunRecord run = runNamed(u"20261121-140000-a"_s, 21);
    run.state = RunState::Running;
    const StoreFolder folder;
    QDir(folder.runs()).mkpath(run.id);
    const TrialRecord &trial = run.trials[0];
    TrialBatch batch;
    batch.planned = trial.planned;
    batch.isBegin = true;
    batch.seconds = trial.timeline.seconds;
    batch.resources = trial.timeline.resources;
    qint64 ok = 0;
    double measuredS = 0;
    Histogram all;
    for (const SecondBucket &second : trial.timeline.seconds) {
        SecondTimes times{second.startS, second.lengthS, second.phase, {}, {}};
        times.serviceTime.record(second.phase == Phase::Measure ? 2'000 : 900'000, second.ok());
        batch.intervals.append(packTimes(times));
        if (second.phase != Phase::Measure)
            continue;
        ok += second.ok();
        measuredS += second.lengthS;
        all.merge(times.serviceTime);
    }
    {
        RunWriter writer(folder.file());
        writer.write(headOf(run));
        writer.write({{}, {batch}, false});
    }
    const Result<RunRecord> read = folder.open()->read(run.id);
    QVERIFY(read);
    const TrialRecord &kept = read->trials.first();
    QCOMPARE(kept.end, TrialEnd::Stopped);
    QCOMPARE(kept.load.measuredS, measuredS);
    QCOMPARE(kept.load.measured.total().okInWindow, ok);
    QCOMPARE(kept.load.measured.total().serviceTime.count(), all.count());
    QCOMPARE(kept.load.measured.total().serviceTime.percentile(99), all.percentile(99));
    QVERIFY(kept.usage.cpuUserS > 0.0);
    QCOMPARE(kept.usage.peakPssBytes, trial.timeline.resources.last().pssBytes);
}

void TestResultsStore::aRunInProgressIsNotInterrupted()
{
    RunRecord run = runNamed(u"20261121-140000-a"_s, 21);
    run.state = RunState::Running;
    const StoreFolder folder;
    const QString runFolder = QDir(folder.runs()).filePath(run.id);
    QDir().mkpath(runFolder);
    RunWriter writer(folder.file());
    {
        const RunLock lock(runFolder);
        QVERIFY(lock.isHeld());
        QVERIFY(RunLock::isHeldBySomebody(runFolder));
        QVERIFY(!RunLock(runFolder).isHeld());
        writer.write(headOf(run));
        QVERIFY(writer.finish({}));
        QCOMPARE(folder.open()->find(run.id)->state, RunState::Running);
        const Status removed = folder.open()->remove({run.id});
        QVERIFY(!removed);
        QVERIFY(removed.error().text().contains(u"is in progress"_s));
    }
    QVERIFY(!RunLock::isHeldBySomebody(runFolder));
    QCOMPARE(folder.open()->find(run.id)->state, RunState::Interrupted);
}

void TestResultsStore::anEndedTrialReplacesItsSeconds()
{
    const RunRecord run = runNamed(u"20261121-140000-a"_s, 21);
    const StoreFolder folder;
    {
        RunWriter writer(folder.file());
        writer.write(headOf(run));
        TrialBatch live;
        live.planned = run.trials[0].planned;
        live.seconds = {run.trials[0].timeline.seconds.first()};
        live.seconds[0].startS = 0.123; // is not in the record of the ended trial
        writer.write({{}, {live}, false});
        TrialBatch ended;
        ended.planned = run.trials[0].planned;
        ended.ended = run.trials[0];
        writer.write({{}, {ended}, false});
        QVERIFY(writer.finish({{}, {}, true}));
    }
    const Result<RunRecord> read = folder.open()->read(run.id);
    QVERIFY(read);
    QCOMPARE(encodeTrial(read->trials.value(0)), encodeTrial(run.trials[0]));
    const Result<StoredRun> stored = folder.open()->find(run.id);
    QCOMPARE(stored->trialsEnded, 1);
    QVERIFY2(stored->bytes > 3'000, qPrintable(QString::number(stored->bytes)));
    // A trial that begins again has nothing of its first attempt.
    RunWriter writer(folder.file());
    TrialBatch begun;
    begun.planned = run.trials[0].planned;
    begun.isBegin = true;
    writer.write(headOf(run));
    QVERIFY(writer.finish({{}, {begun}, false}));
    const Result<RunRecord> again = folder.open()->read(run.id);
    QCOMPARE(again->trials.value(0).timeline.seconds.size(), 0);
    QCOMPARE(folder.open()->find(run.id)->trialsEnded, 0);
}

void TestResultsStore::aDamagedTrialCostsThatTrialAlone()
{
    const RunRecord run = runNamed(u"20261121-140000-a"_s, 21);
    const StoreFolder folder;
    QVERIFY(folder.open()->add(run));
    Result<StoreFile> file = openStoreFile(folder.file());
    QVERIFY(file);
    QVERIFY(file->database->run(u"UPDATE histograms SET hdr = x'00' WHERE trial = 2"_s));
    const Result<RunRecord> read = folder.open()->read(run.id);
    QVERIFY(read);
    QCOMPARE(read->trials.size(), run.trials.size() - 1);
    QCOMPARE(read->warnings.size(), run.warnings.size() + 1);
    QVERIFY2(read->warnings.last().english().startsWith(u"Skipped "_s),
             qPrintable(read->warnings.last().english()));
}

void TestResultsStore::listsWhatFits()
{
    const StoreFolder folder;
    const auto store = folder.open();
    RunRecord failed = runNamed(u"20261119-a"_s, 19);
    failed.state = RunState::Failed;
    failed.profile.id = u"other"_s;
    failed.profile.name = u"100 % of_it"_s;
    failed.servers[1].stack.id = u"tornado"_s;
    QVERIFY(store->add(failed));
    QVERIFY(store->add(runNamed(u"20261121-c"_s, 21)));
    QVERIFY(store->add(runNamed(u"20261120-b"_s, 20)));
    QVERIFY(store->addTag(u"20261120-b"_s, u"release"_s));
    const auto with = [&store](auto change) {
        RunFilter filter;
        change(filter);
        return idsOf(store->list(filter));
    };
    const QStringList all{u"20261121-c"_s, u"20261120-b"_s, u"20261119-a"_s};
    QCOMPARE(idsOf(store->list()), all);
    QCOMPARE(with([](RunFilter &f) { f.atMost = 2; }), all.mid(0, 2));
    QCOMPARE(with([](RunFilter &f) { f.profileId = u"other"_s; }), all.mid(2));
    QCOMPARE(with([](RunFilter &f) { f.stackId = u"tornado"_s; }), all.mid(2));
    QCOMPARE(with([](RunFilter &f) { f.tag = u"release"_s; }), all.mid(1, 1));
    QCOMPARE(with([](RunFilter &f) { f.state = RunState::Failed; }), all.mid(2));
    QCOMPARE(with([](RunFilter &f) { f.since = QDateTime(QDate(2026, 11, 20), {}, Qt::UTC); }),
             all.mid(0, 2));
    // Signs of the pattern language are meant as they are.
    QCOMPARE(with([](RunFilter &f) { f.text = u"% of_"_s; }), all.mid(2));
    QCOMPARE(with([](RunFilter &f) { f.text = u"_%_"_s; }), QStringList());
    QVERIFY(!store->add(runNamed(u"20261121-c"_s, 21)));
    QCOMPARE(store->find(u"nothing"_s).error().code, ErrorCode::NotFound);
}

void TestResultsStore::labelsAreKept()
{
    const StoreFolder folder;
    const QString id = u"20261121-c"_s;
    {
        const auto store = folder.open();
        QVERIFY(store->add(runNamed(id, 21)));
        QVERIFY(store->setName(id, u"before"_s));
        QVERIFY(store->setNote(id, u"With 4 workers;\n'quoted'"_s));
        QVERIFY(store->addTag(id, u"b"_s));
        QVERIFY(store->addTag(id, u"a"_s));
        QVERIFY(store->addTag(id, u"a"_s));
        QVERIFY(store->setBaseline(id));
        QVERIFY(!store->setName(u"other"_s, u"x"_s));
    }
    const auto store = folder.open();
    const Result<StoredRun> run = store->find(id);
    QCOMPARE(run->name, u"before"_s);
    QCOMPARE(run->note, u"With 4 workers;\n'quoted'"_s);
    QCOMPARE(run->tags, (QStringList{u"a"_s, u"b"_s}));
    QVERIFY(run->isBaseline);
    QCOMPARE(*store->baseline(run->profileId), std::optional(id));
    QVERIFY(store->removeTag(id, u"a"_s));
    QVERIFY(store->clearBaseline(run->profileId));
    QCOMPARE(store->find(id)->tags, QStringList{u"b"_s});
    QCOMPARE(*store->baseline(run->profileId), std::optional<QString>());
}

void TestResultsStore::deletedRunsCanBeRestored()
{
    const StoreFolder folder;
    const auto store = folder.open();
    const QString id = u"20261121-c"_s;
    QVERIFY(store->add(runNamed(id, 21)));
    QDir(folder.runs()).mkpath(id);
    QVERIFY(store->setBaseline(id));
    QVERIFY(store->remove({id}));
    QCOMPARE(idsOf(store->list()), QStringList());
    QCOMPARE(*store->baseline(runNamed(id, 21).profile.id), std::optional<QString>());
    RunFilter deleted;
    deleted.isDeleted = true;
    QCOMPARE(idsOf(store->list(deleted)), QStringList{id});
    QCOMPARE(*store->purge(QDateTime::currentDateTime().addDays(-1)), 0);
    QVERIFY(store->restore({id}));
    QCOMPARE(idsOf(store->list()), QStringList{id});
    QVERIFY(store->read(id));
    QVERIFY(store->remove({id}));
    QCOMPARE(*store->purge(QDateTime::currentDateTime().addSecs(1)), 1);
    QCOMPARE(idsOf(store->list(deleted)), QStringList());
    QVERIFY(!QDir(folder.runs()).exists(id));
    Result<StoreFile> file = openStoreFile(folder.file());
    QCOMPARE(file->database->rows(u"SELECT count(*) FROM seconds"_s)->first().first().toInt(), 0);
}

void TestResultsStore::retentionSparesTagsAndBaselines()
{
    const StoreFolder folder;
    const auto store = folder.open();
    for (int day = 11; day <= 18; ++day)
        QVERIFY(store->add(runNamed(u"run-%1"_s.arg(day), day)));
    QVERIFY(store->addTag(u"run-11"_s, u"release"_s));
    QVERIFY(store->setBaseline(u"run-12"_s));
    QCOMPARE(*store->applyRetention(), QStringList());
    QVERIFY(store->setRetention({4, {}}));
    QCOMPARE(*store->retention(), (Retention{4, {}}));
    QCOMPARE(*store->applyRetention(), (QStringList{u"run-14"_s, u"run-13"_s}));
    const qint64 bytes = store->find(u"run-18"_s)->bytes;
    QVERIFY(store->setRetention({{}, bytes * 5 / 2}));
    QCOMPARE(*store->applyRetention(), (QStringList{u"run-16"_s, u"run-15"_s}));
    QVERIFY(store->setRetention({{}, 1})); // the newest one stays whatever its size
    QCOMPARE(*store->applyRetention(), QStringList{u"run-17"_s});
    QCOMPARE(idsOf(store->list()), (QStringList{u"run-18"_s, u"run-12"_s, u"run-11"_s}));
}

void TestResultsStore::anOlderSchemaIsMigratedWithABackup()
{
    const StoreFolder folder;
    const QList<SchemaStep> first{{{u"CREATE TABLE things(a)"_s}}};
    QList<SchemaStep> both = first;
    both.append(SchemaStep{{u"ALTER TABLE things ADD COLUMN b DEFAULT 5"_s}});
    {
        const auto database = SqlDatabase::open(folder.file());
        QVERIFY(migrate(**database, first));
        QVERIFY((*database)->run(u"INSERT INTO things(a) VALUES('x')"_s));
        QVERIFY(migrate(**database, both));
        QCOMPARE((*database)->rows(u"SELECT a, b FROM things"_s)->value(0), (QVariantList{u"x"_s, 5}));
        QCOMPARE((*database)->rows(u"PRAGMA user_version"_s)->value(0).value(0).toInt(), 2);
    }
    const auto copy = SqlDatabase::open(folder.folder.filePath(u"results-v1.sqlite"_s));
    QVERIFY(copy);
    QCOMPARE((*copy)->rows(u"SELECT * FROM things"_s)->value(0), QVariantList{u"x"_s});
    // A step that fails leaves the version before it.
    both.append(SchemaStep{{u"CREATE TABLE more(c)"_s, u"NO SQL AT ALL"_s}});
    const auto database = SqlDatabase::open(folder.file());
    QVERIFY(!migrate(**database, both));
    QCOMPARE((*database)->rows(u"PRAGMA user_version"_s)->value(0).value(0).toInt(), 2);
    QVERIFY(!(*database)->rows(u"SELECT * FROM more"_s));
}

void TestResultsStore::aNewerSchemaIsRefused()
{
    const StoreFolder folder;
    QVERIFY(folder.open()->add(runNamed(u"run"_s, 21)));
    {
        const auto database = SqlDatabase::open(folder.file());
        QVERIFY((*database)->run(u"PRAGMA user_version = 99"_s));
    }
    const auto store = ResultsStore::open(folder.file(), folder.runs());
    QVERIFY(!store);
    QCOMPARE(store.error().text(),
             u"%1 was written by a newer version of Loadstone (format 99; this one knows up to %2). Update "
             "Loadstone to use it."_s.arg(folder.file())
                 .arg(schemaSteps().size()));
    const auto database = SqlDatabase::open(folder.file());
    QCOMPARE((*database)->rows(u"SELECT id FROM runs"_s)->size(), 1);
}

void TestResultsStore::aDamagedFileIsSetAside()
{
    const StoreFolder folder;
    const QByteArray text = QByteArray("no database at all\n").repeated(500);
    QFile file(folder.file());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const auto store = ResultsStore::open(folder.file(), folder.runs());
    QVERIFY2(store, store ? "" : qPrintable(store.error().text()));
    const QStringList aside =
        QDir(folder.folder.path()).entryList({u"results-damaged-*.sqlite"_s}, QDir::Files);
    QCOMPARE(aside.size(), 1);
    QVERIFY2((*store)->notice().english().contains(aside.first()), qPrintable((*store)->notice().english()));
    QVERIFY((*store)->add(runNamed(u"run"_s, 21)));
    QVERIFY(folder.open()->notice().isEmpty());
    QFile kept(folder.folder.filePath(aside.first()));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), text);
}

void TestResultsStore::whatAFullDiskRefusedIsWrittenLater()
{
    const RunRecord run = runNamed(u"run"_s, 21, test::syntheticRun(4, 2, 60));
    const StoreFolder folder;
    QVERIFY(folder.open());
    RunWriter writer(folder.file());
    QSignalSpy failed(&writer, &RunWriter::failed);
    QVERIFY(writer.finish(headOf(run)));
    TrialBatch ended;
    {
        const FullDisk full(rlim_t(QFileInfo(folder.file() + u"-wal"_s).size() + 9'000));
        for (int i = 0; i < 3; ++i) {
            ended.planned = run.trials[i].planned;
            ended.ended = run.trials[i];
            QVERIFY(!writer.finish({{}, {ended}, false}));
        }
    }
    QTRY_COMPARE(failed.size(), 1); // once, not for each batch
    const QString said = failed.first().first().value<Error>().text();
    QVERIFY2(said.contains(folder.file()), qPrintable(said));
    ended.planned = run.trials[3].planned;
    ended.ended = run.trials[3];
    const Status written = writer.finish({{}, {ended}, true});
    QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
    QCOMPARE(folder.open()->read(run.id)->trials.size(), 4);
    const auto database = SqlDatabase::open(folder.file());
    QCOMPARE((*database)->rows(u"PRAGMA integrity_check"_s)->value(0).value(0).toString(), u"ok"_s);
}

void TestResultsStore::twoProgramsWriteAtOnce()
{
    const StoreFolder folder;
    constexpr int batches = 40;
    RunWriter one(folder.file());
    RunWriter two(folder.file());
    const RunRecord first = runNamed(u"run-1"_s, 21);
    const RunRecord second = runNamed(u"run-2"_s, 22);
    for (int i = 0; i < batches; ++i) {
        for (const auto &[writer, run] : {std::pair(&one, &first), std::pair(&two, &second)}) {
            RunBatch batch = headOf(*run);
            TrialBatch trial;
            trial.planned = run->trials[0].planned;
            trial.seconds = {run->trials[0].timeline.seconds.first()};
            trial.seconds[0].startS = i;
            batch.trials = {trial};
            writer->write(batch);
        }
        QVERIFY(folder.open()->list());
    }
    QVERIFY(one.finish({}));
    QVERIFY(two.finish({}));
    for (const RunRecord &run : {first, second})
        QCOMPARE(folder.open()->read(run.id)->trials.value(0).timeline.seconds.size(), batches);
}

/// With Python's own SQLite.
void TestResultsStore::otherProgramsReadTheFile()
{
    RunRecord run = runNamed(u"run"_s, 21);
    run.trials[0].timeline.intervals = {interval(1)};
    const StoreFolder folder;
    QVERIFY(folder.open()->add(run));
    QProcess python;
    python.start(u"python3"_s,
                 {u"-c"_s,
                  u"import sqlite3, struct, sys, zlib\n"
                  "db = sqlite3.connect(sys.argv[1])\n"
                  "print(db.execute('PRAGMA integrity_check').fetchone()[0])\n"
                  "print(db.execute('SELECT count(*), sum(json_extract(data, \"$.started\")) FROM seconds')"
                  ".fetchone())\n"
                  "cookie, length = struct.unpack('>II', db.execute('SELECT service FROM intervals')"
                  ".fetchone()[0][:8])\n"
                  "print(hex(cookie))\n"_s,
                  folder.file()});
    QVERIFY(python.waitForFinished());
    qint64 count = 0;
    qint64 startedRequests = 0;
    for (const TrialRecord &trial : std::as_const(run.trials)) {
        count += trial.timeline.seconds.size();
        for (const SecondBucket &second : trial.timeline.seconds)
            startedRequests += second.started;
    }
    QCOMPARE(QString::fromUtf8(python.readAllStandardOutput()),
             u"ok\n(%1, %2)\n0x1c849314\n"_s.arg(count).arg(startedRequests));
    QCOMPARE(python.readAllStandardError(), QByteArray());
}

LOADSTONE_TEST(TestResultsStore, QCoreApplication)
#include "tst_resultsstore.moc"
