// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exporter.h"
#include "core/export/exportformats.h"

#include "tests/support/fulldisk.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

QByteArray readContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestExporter : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QDir m_dir;
    RunRecord m_run;

    QStringList files() const
    {
        return m_dir.entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }

private slots:
    void init()
    {
        m_dir = QDir(m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction())));
        m_run = test::syntheticRun();
    }

    void writesEachFormatUnderTheRunsName()
    {
        const Result<QStringList> paths =
            writeOutputs(m_run, {u"json"_s, u"md"_s}, {m_dir.path(), false}, {u"Größe 1"_s, {}});
        QVERIFY2(paths, paths ? "" : qPrintable(paths.error().text()));
        const QString stem = m_dir.absoluteFilePath(m_run.id + u"-Größe 1"_s);
        QCOMPARE(*paths, (QStringList{stem + u".json"_s, stem + u".md"_s}));
        QCOMPARE(files().size(), 2);
        QCOMPARE(QJsonDocument::fromJson(readContent(paths->constFirst())).object()[u"id"].toString(),
                 m_run.id);
    }

    void touchesNoFileOfAnotherRun()
    {
        const Result<QStringList> first = writeOutputs(m_run, {u"json"_s, u"md"_s}, {m_dir.path(), false});
        QVERIFY(first);
        const QByteArray before = readContent(first->constFirst());
        m_run.profile.name = u"Another"_s;
        // One of the names exists, so the whole set gets another one.
        const Result<QStringList> second = writeOutputs(m_run, {u"html"_s, u"json"_s}, {m_dir.path(), false});
        QVERIFY(second);
        QCOMPARE(readContent(first->constFirst()), before);
        const QString stem = m_dir.absoluteFilePath(m_run.id + u"-2"_s);
        QCOMPARE(*second, (QStringList{stem + u".html"_s, stem + u".json"_s}));
        QCOMPARE(files().size(), 4);
    }

    void replacesFilesOnlyWhenAsked()
    {
        const FileNaming naming{{}, u"fixed"_s};
        QVERIFY(writeOutputs(m_run, {u"md"_s}, {m_dir.path(), false}, naming));
        m_run.profile.name = u"Another"_s;
        QVERIFY(writeOutputs(m_run, {u"md"_s}, {m_dir.path(), true}, naming));
        QCOMPARE(files(), {u"fixed.md"_s});
        QVERIFY(readContent(m_dir.filePath(u"fixed.md"_s)).contains("Another"));
        const Result<QStringList> third = writeOutputs(m_run, {u"md"_s}, {m_dir.path(), false}, naming);
        QVERIFY(third);
        QCOMPARE(third->constFirst(), m_dir.absoluteFilePath(u"fixed-2.md"_s));
    }

    void aFullDiskLeavesNoFileOfANewSet()
    {
        QVERIFY(m_dir.mkpath(u"."_s));
        const FileNaming naming{{}, u"full"_s};
        {
            const FullDisk full(100'000); // room for the small one only
            const Result<QStringList> paths =
                writeOutputs(m_run, {u"md"_s, u"html"_s}, {m_dir.path(), false}, naming);
            QVERIFY(!paths);
            QCOMPARE(paths.error().code, ErrorCode::Io);
            QCOMPARE(
                paths.error().text(),
                u"%1 could not be written: File too large."_s.arg(m_dir.absoluteFilePath(u"full.html"_s)));
        }
        QCOMPARE(files(), QStringList());
        QVERIFY(writeOutputs(m_run, {u"md"_s, u"html"_s}, {m_dir.path(), false}, naming));
        QCOMPARE(files(), (QStringList{u"full.html"_s, u"full.md"_s}));
    }

    void theSummaryNamesTheOtherFiles()
    {
        const FileNaming naming{{}, u"ci"_s};
        for (const QString &name : {u"ci"_s, u"ci-2"_s}) {
            const Result<QStringList> paths =
                writeOutputs(m_run, {u"summary"_s, u"html"_s}, {m_dir.path(), false}, naming);
            QVERIFY(paths);
            QVERIFY(
                readContent(paths->constFirst()).contains("Open " + name.toUtf8() + ".html in a browser"));
        }
    }

    void writesThroughNoLink()
    {
        QVERIFY(m_dir.mkpath(u"."_s));
        const QString victim = m_folder.filePath(u"victim"_s);
        QFile file(victim);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") > 0);
        file.close();
        QVERIFY(QFile::link(victim, m_dir.filePath(m_run.id + u".json"_s)));
        const Result<QStringList> paths = writeOutputs(m_run, {u"json"_s}, {m_dir.path(), false});
        QVERIFY(paths);
        QCOMPARE(paths->constFirst(), m_dir.absoluteFilePath(m_run.id + u"-2.json"_s));
        QCOMPARE(readContent(victim), "precious");
    }

    void replacesFilesInTheRunsOwnFolder()
    {
        for (int i = 0; i < 2; ++i)
            QVERIFY(writeOutputs(m_run, {u"md"_s}, {m_dir.path(), true}));
        QCOMPARE(files(), {m_run.id + u".md"_s});
    }

    void refusesLabelsThatNameNoFile_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("words");
        QTest::newRow("slash") << u"feature/login"_s << u"a slash"_s;
        QTest::newRow("parent") << u"../x"_s << u"a slash"_s;
        QTest::newRow("NUL") << QString(QChar(0)) << u"control characters"_s;
        QTest::newRow("line end") << u"a\nb"_s << u"control characters"_s;
        QTest::newRow("direction") << u"a\u202eb"_s << u"control characters"_s;
        QTest::newRow("long") << QString(230, u'x') << u"too long"_s;
        QTest::newRow("long in bytes") << QString(100, u'語') << u"too long"_s;
        QTest::newRow("sound") << u"Größe 1.2_b (x)"_s << QString();
        QTest::newRow("none") << QString() << QString();
    }
    void refusesLabelsThatNameNoFile()
    {
        QFETCH(QString, label);
        QFETCH(QString, words);
        const Status status = checkLabel(label, m_run.profile);
        QCOMPARE(status.isOk(), words.isEmpty());
        if (status)
            return;
        QCOMPARE(status.error().code, ErrorCode::Usage);
        QVERIFY2(status.error().text().contains(words), qPrintable(status.error().text()));
    }

    void theLongestLabelFits()
    {
        QString label;
        while (checkLabel(label + u'x', m_run.profile))
            label += u'x';
        QVERIFY(label.size() > 100);
        const Result<QStringList> paths =
            writeOutputs(m_run, exportFormatIds(), {m_dir.path(), false}, {label, {}});
        QVERIFY2(paths, paths ? "" : qPrintable(paths.error().text()));
    }

    void patternsHaveFields_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("name");
        const auto row = [](const QString &pattern, const QString &label, const QString &name) {
            QTest::newRow(qPrintable(pattern + u' ' + label)) << pattern << label << name;
        };
        row({}, {}, u"20261121-140233-quick"_s);
        row({}, u"new"_s, u"20261121-140233-quick-new"_s);
        row(u"bench"_s, u"new"_s, u"bench"_s);
        row(u"{date}_{time}"_s, {}, u"2026-11-21_140233"_s);
        row(u"{run} {label}"_s, u"é (x)"_s, u"20261121-140233-quick é (x)"_s);
        row(u"{profile}-{label}"_s, {}, u"quick"_s);
        row(u"{label}-{profile}"_s, {}, u"quick"_s);
        row(u"{profile}-{label}-{date}"_s, {}, u"quick-2026-11-21"_s);
        row(u"{servers}"_s, {}, u"FastAPI-tuned-workers-2-x-y"_s);
        row(u"..-{profile}"_s, {}, u"quick"_s);
    }
    void patternsHaveFields()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, label);
        QFETCH(QString, name);
        RunRecord run;
        run.id = u"20261121-140233-quick"_s;
        run.profile.id = u"quick"_s;
        run.startedAt = QDateTime::fromString(u"2026-11-21T14:02:33+01:00"_s, Qt::ISODate);
        for (const QString &server : {u"FastAPI (tuned, workers=2)"_s, u"../x/y"_s}) {
            run.servers.emplaceBack();
            run.servers.last().name = server;
            run.profile.servers.emplaceBack();
            run.profile.servers.last().stackId = u"sanic"_s;
        }
        const FileNaming naming{label, pattern};
        QVERIFY(checkNaming(naming, run.profile));
        QCOMPARE(fileStem(run, naming), name);
    }

    void longListsOfServersAreShortened()
    {
        RunRecord run;
        for (int i = 0; i < 30; ++i) {
            run.servers.emplaceBack();
            run.servers.last().name = u"Sérver number %1"_s.arg(i);
            run.servers.last().baseName = u"Sérver number %1"_s.arg(i / 2);
        }
        const FileNaming naming{{}, u"{servers}"_s};
        QCOMPARE(fileStem(run, naming), u"Sérver-number-0-Sérver-number-1-Sérver-number-2-and-12-more"_s);
        run.servers.first().baseName = QString(200, u'é');
        QCOMPARE(fileStem(run, naming), QString(30, u'é') + u"-and-15-more"_s);
    }

    void namesFitWithTheirEndings()
    {
        const FileNaming naming{u"x"_s, QString(120, u'語') + u"{profile}"_s};
        QVERIFY(checkNaming(naming, m_run.profile));
        for (int i = 0; i < 2; ++i) {
            const Result<QStringList> paths =
                writeOutputs(m_run, exportFormatIds(), {m_dir.path(), false}, naming);
            QVERIFY2(paths, paths ? "" : qPrintable(paths.error().text()));
        }
        for (const QString &name : files())
            QVERIFY(name.toUtf8().size() <= 255 && name.startsWith(QString(60, u'語')));
    }

    void refusesPatternsBeforehand_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("words");
        const QString known = u"Choose from {date}, {time}, {run}, {profile}, {servers}, {label}."_s;
        QTest::newRow("unknown field")
            << u"{stack}"_s << u"--name has the unknown field \"{stack}\". "_s + known;
        QTest::newRow("empty field") << u"a{}"_s << u"the unknown field \"{}\". "_s + known;
        QTest::newRow("case") << u"{Date}"_s << known;
        QTest::newRow("open brace") << u"{date"_s << u"a brace has no counterpart"_s;
        QTest::newRow("closing brace") << u"date}"_s << u"a brace has no counterpart"_s;
        QTest::newRow("slash") << u"../{run}"_s << u"it contains a slash. Choose the folder with --out."_s;
        QTest::newRow("line end") << u"a\n{run}"_s << u"control characters"_s;
        QTest::newRow("nothing") << u"-{label}."_s << u"nothing is left of it"_s;
    }
    void refusesPatternsBeforehand()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, words);
        const Status status = checkNaming({{}, pattern}, m_run.profile);
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Usage);
        QVERIFY2(status.error().text().contains(words), qPrintable(status.error().text()));
    }

    void refusesFoldersBeforehand()
    {
        QVERIFY(prepareFolder(m_dir.filePath(u"new/folder"_s)));
        const Status proc = prepareFolder(u"/proc"_s);
        QVERIFY(!proc);
        QCOMPARE(proc.error().code, ErrorCode::Usage);
        QVERIFY2(proc.error().text().endsWith(u"Choose another with --out."_s),
                 qPrintable(proc.error().text()));
        QFile file(m_dir.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!prepareFolder(file.fileName()));
        QVERIFY(!prepareFolder(file.fileName() + u"/out"_s));
    }

    void refusesAForeignLinkAsFolder()
    {
        const QString link = m_folder.filePath(u"link"_s);
        QVERIFY(QFile::link(m_folder.path(), link));
        QVERIFY(prepareFolder(link));                                           // created by the user
        if (::lchown(QFile::encodeName(link).constData(), 65'534, 65'534) == 0) // chown needs root
            QVERIFY(!prepareFolder(link));
    }
};

LOADSTONE_TEST(TestExporter, QGuiApplication)
#include "tst_exporter.moc"
