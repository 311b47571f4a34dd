// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilefile.h"
#include "core/profile/scenariofiles.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

Variable column(const QString &file, const QString &name)
{
    Variable variable;
    variable.name = name;
    variable.kind = Variable::Kind::Csv;
    variable.file = file;
    variable.column = name;
    return variable;
}

} // namespace

class TestScenarioFiles : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void readsNamedFiles();
    void readsOnlyInsideTheFolder_data();
    void readsOnlyInsideTheFolder();
    void looksWithoutReading();
    void opensWithTheProfile();

private:
    void write(const QString &name, const QByteArray &content) const;
    Profile withBody(const QString &file) const;

    std::unique_ptr<QTemporaryDir> m_above;
    QString m_folder;
};

void TestScenarioFiles::init()
{
    m_above = std::make_unique<QTemporaryDir>();
    QVERIFY(m_above->isValid());
    m_folder = m_above->filePath(u"profiles"_s);
    QVERIFY(QDir().mkpath(m_folder + u"/sub"_s));
    write(u"body.bin"_s, "hello");
    write(u"sub/users.csv"_s, "login,id\nann,1\nbob,2\n");
    write(u"../secret"_s, "secret");
    QVERIFY(QFile::link(u"../secret"_s, m_folder + u"/link"_s));
    QVERIFY(QFile::link(u"body.bin"_s, m_folder + u"/inner"_s));
    QFile huge(m_folder + u"/huge"_s);
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(longestScenarioFile + 1));
}

void TestScenarioFiles::write(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder + u'/' + name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

Profile TestScenarioFiles::withBody(const QString &file) const
{
    Profile profile;
    profile.folder = m_folder;
    profile.requests.resize(1);
    profile.requests.first().bodyFile = file;
    return profile;
}

void TestScenarioFiles::readsNamedFiles()
{
    Profile profile = withBody(u"body.bin"_s);
    profile.variables = {column(u"sub/users.csv"_s, u"id"_s), column(u"sub/users.csv"_s, u"login"_s)};
    profile.scenario.login = RequestTemplate();
    profile.scenario.login->bodyFile = u"inner"_s;
    ScenarioFiles files;
    QVERIFY(readScenarioFiles(profile, files).isEmpty());
    QCOMPARE(files.bodies.value(u"body.bin"_s), QByteArray("hello"));
    QCOMPARE(files.bodies.value(u"inner"_s), QByteArray("hello"));
    QCOMPARE(files.valuesFor(profile.variables.at(0)), (QByteArrayList{"1", "2"}));
    QCOMPARE(files.valuesFor(profile.variables.at(1)), (QByteArrayList{"ann", "bob"}));
}

void TestScenarioFiles::readsOnlyInsideTheFolder_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("message");
    const QString outside =
        u" is outside the profile's folder. For security a profile can only name files in its own folder: copy the file there."_s;
    const auto row = [](const char *name, const QString &file, const QString &message) {
        QTest::newRow(name) << file << u'"' + file + u'"' + message;
    };
    row("absolute", u"/etc/hostname"_s, outside);
    row("above", u"../secret"_s, outside);
    row("above by a detour", u"sub/../../secret"_s, outside);
    row("link", u"link"_s, outside);
    row("folder", u"sub"_s, u" is not a regular file. Name one."_s);
    row("too long", u"huge"_s, u" is larger than 64 MiB. Use a smaller file."_s);
}

void TestScenarioFiles::readsOnlyInsideTheFolder()
{
    QFETCH(QString, file);
    QFETCH(QString, message);
    ScenarioFiles files;
    for (const auto &problems :
         {readScenarioFiles(withBody(file), files), findScenarioFiles(withBody(file))}) {
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().pointer, u"/requests/0/body_file"_s);
        QCOMPARE(problems.first().message, message);
    }
    QVERIFY(files.bodies.isEmpty());
}

void TestScenarioFiles::looksWithoutReading()
{
    write(u"sub/users.csv"_s, "nothing of use");
    Profile profile;
    profile.folder = m_folder;
    profile.variables = {column(u"sub/users.csv"_s, u"id"_s)};
    QVERIFY(findScenarioFiles(profile).isEmpty());
    ScenarioFiles files;
    const QList<ProfileProblem> problems = readScenarioFiles(profile, files);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().pointer, u"/variables/0/file"_s);
    QVERIFY2(problems.first().message.startsWith(u"\"sub/users.csv\": Line 1 has no column \"id\"."),
             qPrintable(problems.first().message));
    profile.folder.clear();
    QCOMPARE(
        findScenarioFiles(profile).first().message,
        u"\"sub/users.csv\" is relative to the profile's file, which does not exist yet. Save the profile first."_s);
}

void TestScenarioFiles::opensWithTheProfile()
{
    write(
        u"p.json"_s,
        textWith(
            5, R"("requests": [{"name": "a", "path": "/{n}", "method": "POST", "body_file": "body.bin"}],)"));
    const Result<ProfileFile> sound = ProfileFile::open(m_folder + u"/p.json"_s);
    QVERIFY(sound);
    QVERIFY2(sound->reading().profile, qPrintable(listed(sound->reading().problems)));
    QCOMPARE(sound->reading().profile->folder, m_folder);
    QVERIFY(QFile::remove(m_folder + u"/body.bin"_s));
    const Result<ProfileFile> broken = ProfileFile::open(m_folder + u"/p.json"_s);
    QVERIFY(broken && !broken->reading().profile);
    QCOMPARE(
        listed(broken->reading().problems),
        u"test.json:5:75: error: /requests/0/body_file: There is no file \"body.bin\" in %1. Put it there, or correct its name."_s
            .arg(m_folder));
}

LOADSTONE_TEST(TestScenarioFiles, QCoreApplication)
#include "tst_scenariofiles.moc"
