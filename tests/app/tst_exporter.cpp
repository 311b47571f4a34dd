// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exporter.h"
#include "core/export/exportformats.h"

#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
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
            writeOutputs(m_run, {u"json"_s, u"md"_s}, {m_dir.path(), false}, u"Größe 1"_s);
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
            writeOutputs(m_run, exportFormatIds(), {m_dir.path(), false}, label);
        QVERIFY2(paths, paths ? "" : qPrintable(paths.error().text()));
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

LOADSTONE_TEST(TestExporter, QCoreApplication)
#include "tst_exporter.moc"
