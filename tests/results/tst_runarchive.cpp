// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"
#include "core/export/jsonreport.h"
#include "core/profile/writer.h"
#include "core/results/recordcodec.h"
#include "core/results/store/runarchive.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

RunArchive makeArchive()
{
    RunRecord run = test::syntheticRun();
    run.profileJson = writeProfile(run.profile);
    run.trials[0].server.logFile = u"/elsewhere/runs/x/001-server.log"_s;
    return {run,
            u"before"_s,
            u"A note"_s,
            {u"a"_s, u"b"_s},
            {{u"001-server.log"_s, QByteArray("hello\n\xff", 7)}}};
}

Status writeTo(const QString &path, const RunArchive &archive)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Error{ErrorCode::Io, file.errorString(), {}};
    return writeArchive(archive, file);
}

void putText(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

QJsonObject withoutArchive(QJsonObject json)
{
    json.remove(resultArchiveKey());
    return json;
}

/// With Python's gzip, on the JSON inside.
void edit(const QString &path, const QString &change)
{
    QProcess python;
    python.start(u"python3"_s,
                 {u"-c"_s,
                  u"import gzip, json, sys\n"
                  "path = sys.argv[1]\n"
                  "o = json.loads(gzip.open(path).read())\n"
                  "%1\n"
                  "gzip.open(path, 'w').write(json.dumps(o).encode())\n"_s.arg(change),
                  path});
    QVERIFY(python.waitForFinished());
    QCOMPARE(python.readAllStandardError(), QByteArray());
}

} // namespace

class TestRunArchive : public QObject
{
    Q_OBJECT
private slots:
    void aRunComesBackWhole()
    {
        const RunArchive archive = makeArchive();
        const QString path = m_folder.filePath(u"run.loadstone"_s);
        QVERIFY(writeTo(path, archive));
        const Result<RunArchive> read = readArchive(path);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
        QCOMPARE(encodeRun(read->run), encodeRun(archive.run));
        QCOMPARE(read->run.trials.size(), archive.run.trials.size());
        for (int i = 0; i < archive.run.trials.size(); ++i)
            QCOMPARE(encodeTrial(read->run.trials[i]), encodeTrial(archive.run.trials[i]));
        QVERIFY(htmlReport(read->run) == htmlReport(archive.run));
        QCOMPARE(read->name, archive.name);
        QCOMPARE(read->note, archive.note);
        QCOMPARE(read->tags, archive.tags);
        QCOMPARE(read->logs, archive.logs);
        QCOMPARE(movedTo(read->run, u"/here/y"_s).trials[0].server.logFile, u"/here/y/001-server.log"_s);
    }

    void aJsonResultGivesTheSameRun()
    {
        const RunRecord run = makeArchive().run;
        const QString path = m_folder.filePath(u"result.json"_s);
        putText(path, jsonReport(run));
        const Result<RunArchive> read = readArchive(path);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
        QCOMPARE(encodeRun(read->run), encodeRun(run));
        QCOMPARE(read->run.trials.size(), run.trials.size());
        for (int i = 0; i < run.trials.size(); ++i)
            QCOMPARE(encodeTrial(read->run.trials[i]), encodeTrial(run.trials[i]));
        QVERIFY(jsonReport(read->run) == jsonReport(run));
        QVERIFY(read->logs.isEmpty() && read->name.isEmpty());
        QVERIFY(jsonReport(run).size() < 2 * readableJson(withoutArchive(toJson(run))).size());
        // Formatted by another program.
        putText(path, "\n  " + QJsonDocument(toJson(run)).toJson(QJsonDocument::Compact));
        QVERIFY(readArchive(path));
    }

    void otherJsonIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        const RunRecord run = makeArchive().run;
        const QByteArray whole = jsonReport(run);
        QTest::newRow("brief") << readableJson(toJson(run, JsonDetail::Brief))
                               << u"has the figures of a long run only, without its seconds and histograms. "
                                  u"Import what `loadstone export RUN` writes."_s;
        QTest::newRow("older") << readableJson(withoutArchive(toJson(run)))
                               << u"was written by an older version of Loadstone"_s;
        QTest::newRow("cut off") << whole.left(whole.size() / 2)
                                 << u"is no run of Loadstone: it is damaged or cut"_s;
        QTest::newRow("other object") << QByteArray("{\"servers\": []}") << u"it is not a JSON result."_s;
        QTest::newRow("array") << QByteArray("[1]") << u"it is not a JSON result."_s;
        const auto changed = [&run](const QJsonValue &archive) {
            QJsonObject json = toJson(run);
            json[resultArchiveKey()] = archive;
            return readableJson(json);
        };
        QTest::newRow("not base64") << changed(u"%%%"_s) << u"its archive is damaged."_s;
        QTest::newRow("number") << changed(5) << u"it is not compressed with gzip, or cut off."_s;
        const QString archive = toJson(run)[resultArchiveKey()].toString();
        QTest::newRow("cut archive") << changed(archive.left(archive.size() / 8 * 4)) << u"or cut off."_s;
        QTest::newRow("other gzip") << changed(u"H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA=="_s) // {}
                                    << u"its format number is missing."_s;
    }
    void otherJsonIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const QString path = m_folder.filePath(u"other.json"_s);
        putText(path, text);
        const Result<RunArchive> read = readArchive(path);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Usage);
        QVERIFY2(read.error().text().startsWith(path) && read.error().text().contains(words),
                 qPrintable(read.error().text()));
        QVERIFY(!read.error().text().contains(u'\n'));
    }

    void otherFilesAreRefused_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("words");
        QTest::newRow("newer") << u"o['loadstone_archive'] = 2"_s << u"was written by a newer version"_s;
        QTest::newRow("no format") << u"del o['loadstone_archive']"_s << u"its format number is missing"_s;
        QTest::newRow("not an object") << u"o = [1]"_s << u"its format number is missing"_s;
        QTest::newRow("no run") << u"del o['run']"_s << u"The record is damaged"_s;
        QTest::newRow("a trial") << u"o['trials'][1]['pid'] = 'x'"_s << u"/pid is not a number"_s;
        QTest::newRow("a trial without a plan")
            << u"o['trials'][0]['planned'] = {'key': {'server': 0, 'repeat': 99}}"_s << u"not in its plan"_s;
        QTest::newRow("path in a log's name") << u"o['logs'] = {'../x.log': ''}"_s << u"is not a file name"_s;
        QTest::newRow("hidden log") << u"o['logs'] = {'.x.log': ''}"_s << u"is not a file name"_s;
        QTest::newRow("program") << u"o['logs'] = {'x.sh': ''}"_s << u"is not a file name"_s;
        QTest::newRow("path in the id") << u"o['run']['id'] = '../x'"_s << u"its id is not a file name"_s;
    }

    void otherFilesAreRefused()
    {
        QFETCH(QString, change);
        QFETCH(QString, words);
        const QString path = m_folder.filePath(u"changed.loadstone"_s);
        QVERIFY(writeTo(path, makeArchive()));
        edit(path, change);
        const Result<RunArchive> read = readArchive(path);
        QVERIFY(!read);
        QVERIFY2(read.error().text().contains(words) && read.error().text().startsWith(path),
                 qPrintable(read.error().text()));
    }

    void everyCutIsNoticed()
    {
        const QString path = m_folder.filePath(u"cut.loadstone"_s);
        QVERIFY(writeTo(path, makeArchive()));
        QFile file(path);
        const qint64 whole = file.size();
        for (const qint64 size : {whole - 1, whole / 2, qint64(20), qint64(0)}) {
            QVERIFY(file.resize(size));
            const Result<RunArchive> read = readArchive(path);
            QVERIFY2(!read, qPrintable(QString::number(size)));
            QVERIFY2(read.error().text().contains(u"cut off"_s), qPrintable(read.error().text()));
        }
        QVERIFY(readArchive(m_folder.filePath(u"none"_s)).error().text().contains(u"cannot be read"_s));
    }

    void largeLogsAreLeftOut()
    {
        const QString folder = m_folder.filePath(u"logs"_s);
        QDir().mkpath(folder);
        for (const auto &[name, size] : {std::pair(u"001.log"_s, 5), std::pair(u"002.log"_s, 70 << 20)}) {
            QFile file(QDir(folder).filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(file.resize(size));
        }
        QStringList leftOut;
        QCOMPARE(readLogs(folder, leftOut).keys(), QStringList{u"001.log"_s});
        QCOMPARE(leftOut, QStringList{u"002.log"_s});
        // No folder is not the current one.
        QVERIFY(QDir::setCurrent(folder));
        QVERIFY(readLogs({}, leftOut).isEmpty());
    }

private:
    QTemporaryDir m_folder;
};

LOADSTONE_TEST(TestRunArchive, QCoreApplication)
#include "tst_runarchive.moc"
