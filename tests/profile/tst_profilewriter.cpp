// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilefile.h"
#include "core/profile/reader.h"
#include "core/profile/schemafile.h"
#include "core/profile/writer.h"
#include "tests/profile/profilemaker.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/fulldisk.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;
using test::ProfileMaker;

namespace
{

QString text(const char *latin) { return QString::fromLatin1(latin); }

Profile smallProfile()
{
    Profile profile;
    profile.id = text("t");
    profile.name = text("Small");
    profile.servers = {{text("sanic"), text("tuned"), {}, {}, true}};
    RequestTemplate request;
    request.name = text("a");
    request.path = "/a";
    profile.requests = {request};
    return profile;
}

} // namespace

class TestProfileWriter : public QObject
{
    Q_OBJECT
private slots:
    void limitsThatCannotBeReadStay();
    void readsBackWhatItWrote();
    void writesOnlyNonDefaults();
    void leavesUnchangedTextAlone();
    void changesOnlyDifferences();
    void rewritesAnyProfileIntoAnyOther();
    void preservesTextOfMovedItems();
    void preservesUntouchedFaults();
    void savesAndOpensFiles();
    void newFilesLeadEditorsToTheSchema();
    void reportsWhyItCannotSave();
    void reportsAFullDiskWithTheSystemsMessage();
    void reportsWhyItCannotOpen();
};

void TestProfileWriter::readsBackWhatItWrote()
{
    ProfileMaker maker(1);
    for (int i = 0; i < 500; ++i) {
        const Profile profile = maker.make();
        const QByteArray written = writeProfile(profile);
        const ProfileReading reading = readProfile(written, profile.id);
        QVERIFY2(reading.profile, qPrintable(listed(reading.problems)));
        QVERIFY2(*reading.profile == profile, written.constData());
    }
}

void TestProfileWriter::writesOnlyNonDefaults()
{
    Profile profile = smallProfile();
    profile.measurement.repeats = 6;
    profile.load.thinkTime.kind = ThinkTime::Kind::Uniform;
    profile.load.thinkTime.max = Milliseconds(1500);
    QCOMPARE(writeProfile(profile), QByteArray(R"({
  "loadstone_profile": 1,
  "name": "Small",
  "servers": [
    {"stack": "sanic", "preset": "tuned"}
  ],
  "requests": [
    {"name": "a", "method": "GET", "path": "/a"}
  ],
  "load": {
    "users": 15,
    "think_time": {"kind": "uniform", "min_s": 0, "max_s": 1.5},
    "duration_s": 30
  },
  "measurement": {
    "repeats": 6
  }
}
)"));
}

void TestProfileWriter::leavesUnchangedTextAlone()
{
    const QByteArray odd = "\xEF\xBB\xBF{ \"port\":0,\"loadstone_profile\" : 1.0,\r\n\"name\":\"\\u0041\", "
                           "\"servers\":[ {\"stack\":"
                           "\"sanic\"}],\n\n\"requests\":[{\"path\":\"/\",\"name\":\"a\",\"body\":{\"x\" : "
                           "1e0}}],\"load\":{\"users\":"
                           "1e1,\"duration_s\":2.50} }";
    const ProfileReading reading = readProfile(odd, text("t"));
    QVERIFY(reading.profile);
    QCOMPARE(reading.profile->requests.first().body, QByteArray("{\"x\":1e0}"));
    QCOMPARE(rewriteProfile(*reading.profile, odd), odd);
}

void TestProfileWriter::changesOnlyDifferences()
{
    const QByteArray original = R"({
  "name": "Order",
  "$schema": "x.json",
  "loadstone_profile": 1,
  "measurement": {
    "repeats": 1,
    "warm_up_s": 5
  },
  "load": {
    "duration_s": 20,
    "users": 10
  },
  "servers": [
    {"enabled": true, "stack": "sanic"}
  ],
  "requests": [
    {"name": "a", "path": "/", "method": "POST", "headers": {"B": "1", "A": "2"}, "body": {"z": 1, "a": 2}}
  ]
}
)";
    const ProfileReading reading = readProfile(original, text("t"));
    QVERIFY(reading.profile);
    Profile changed = *reading.profile;
    changed.load.users = 11;
    changed.load.spawnRate = 2.5;
    changed.servers.append({text("cherrypy"), text("tuned"), {}, {}, true});
    changed.requests.first().weight = 3;
    QByteArray expected = original;
    expected.replace("\"users\": 10", "\"users\": 11,\n    \"spawn_rate_per_s\": 2.5");
    expected.replace("\"stack\": \"sanic\"}",
                     "\"stack\": \"sanic\", \"preset\": \"tuned\"},\n    {\"stack\": \"cherrypy\", "
                     "\"preset\": \"tuned\"}");
    expected.replace("{\"enabled\": true, \"stack\": \"sanic\", \"preset\": \"tuned\"}",
                     "{\"enabled\": true, \"stack\": \"sanic\"}");
    expected.replace(
        R"(    {"name": "a", "path": "/", "method": "POST", "headers": {"B": "1", "A": "2"}, "body": {"z": 1, "a": 2}})",
        R"(    {
      "name": "a",
      "path": "/",
      "method": "POST",
      "headers": {"B": "1", "A": "2"},
      "body": {"z": 1, "a": 2},
      "weight": 3
    })");
    QCOMPARE(rewriteProfile(changed, original), expected);

    changed = *reading.profile;
    changed.load.duration.reset();
    changed.load.requests = 100;
    changed.requests.first().headers = {{"A", "2"}, {"B", "1"}};
    const ProfileReading again = readProfile(rewriteProfile(changed, original), text("t"));
    QVERIFY(again.profile && *again.profile == changed);
}

void TestProfileWriter::rewritesAnyProfileIntoAnyOther()
{
    ProfileMaker maker(2);
    QByteArray original = writeProfile(maker.make());
    for (int i = 0; i < 300; ++i) {
        const Profile profile = maker.make();
        const QByteArray rewritten = rewriteProfile(profile, original);
        const ProfileReading reading = readProfile(rewritten, profile.id);
        QVERIFY2(reading.profile && *reading.profile == profile, rewritten.constData());
        QCOMPARE(rewriteProfile(profile, rewritten), rewritten);
        original = rewritten;
    }
}

void TestProfileWriter::preservesTextOfMovedItems()
{
    Profile profile = smallProfile();
    profile.servers.append({text("cherrypy"), text("tuned"), {}, {}, true});
    QByteArray original = writeProfile(profile);
    original.replace("{\"stack\": \"sanic\"", "{\"enabled\": true, \"stack\": \"sanic\"");
    QVERIFY(original.contains("enabled"));
    profile.servers.move(0, 1);
    const QByteArray moved = rewriteProfile(profile, original);
    QVERIFY2(
        moved.contains("\"cherrypy\", \"preset\": \"tuned\"},\n    {\"enabled\": true, \"stack\": \"sanic\""),
        moved.constData());
}

void TestProfileWriter::preservesUntouchedFaults()
{
    QByteArray original = writeProfile(smallProfile());
    original.replace("\"users\": 15", "\"users\": \"many\", \"colour\": \"red\"");
    const ProfileReading reading = readProfile(original, text("t"));
    QVERIFY(reading.draft && !reading.profile);
    Profile renamed = *reading.draft;
    renamed.name = text("New");
    const QByteArray rewritten = rewriteProfile(renamed, original);
    QVERIFY(rewritten.contains("\"New\""));
    QVERIFY(rewritten.contains("\"users\": \"many\""));
    QVERIFY(rewritten.contains("\"colour\": \"red\""));
}

void TestProfileWriter::savesAndOpensFiles()
{
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const QString path = folder.filePath(text("sub/my.profile.json"));
    Profile profile = smallProfile();
    ProfileFile file;
    QVERIFY(!file.save(profile));
    QVERIFY(file.save(profile, path));
    QCOMPARE(file.path(), path);
    Result<ProfileFile> opened = ProfileFile::open(path);
    QVERIFY(opened);
    ProfileFile &onDisk = opened.value();
    QCOMPARE(onDisk.reading().profile->id, text("my.profile"));

    // Saving an unchanged profile must not touch the file.
    QFile marked(path);
    QVERIFY(marked.open(QIODevice::ReadWrite));
    QVERIFY(marked.setFileTime(QDateTime::fromSecsSinceEpoch(1'000'000), QFileDevice::FileModificationTime));
    marked.close();
    QVERIFY(onDisk.save(*onDisk.reading().profile));
    QCOMPARE(QFileInfo(path).lastModified().toSecsSinceEpoch(), 1'000'000);

    profile = *onDisk.reading().profile;
    profile.load.users = 3;
    QVERIFY(onDisk.save(profile));
    QVERIFY(onDisk.reading().profile == profile);
    QCOMPARE(QDir(folder.filePath(text("sub"))).entryList(QDir::Files).size(), 1);
    QVERIFY(*ProfileFile::open(path)->reading().profile == profile);
}

void TestProfileWriter::newFilesLeadEditorsToTheSchema()
{
    const QTemporaryDir data;
    const QDir profiles(data.filePath(text("profiles")));
    const auto readContent = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto savedAs = [&](const char *name) {
        ProfileFile file;
        const Status saved = file.save(smallProfile(), profiles.filePath(text(name)));
        return saved ? QJsonDocument::fromJson(readContent(file.path())).object() : QJsonObject();
    };
    const QJsonObject before = savedAs("before.json");
    QVERIFY(before.contains(text("name")) && !before.contains(text("$schema")));

    QVERIFY(placeProfileSchema(profiles.path()));
    QJsonObject after = savedAs("after.json");
    const QString schema = profiles.filePath(after.take(text("$schema")).toString());
    QVERIFY(!readContent(schema).isEmpty());
    QCOMPARE(readContent(schema), readContent(profileSchemaFile()));
    QCOMPARE(after, before);
    QVERIFY(ProfileFile::open(profiles.filePath(text("after.json")))->reading().profile);

    QFile old(schema);
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("{}") == 2);
    old.close();
    QVERIFY(placeProfileSchema(profiles.path()));
    QCOMPARE(readContent(schema), readContent(profileSchemaFile()));

    const Status hindered = placeProfileSchema(schema + text("/profiles"));
    QVERIFY(!hindered);
    QCOMPARE(hindered.error().code, ErrorCode::Io);
}

void TestProfileWriter::reportsWhyItCannotSave()
{
    QTemporaryDir folder;
    QFile obstacle(folder.filePath(text("file")));
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    ProfileFile file;
    const Status status = file.save(smallProfile(), folder.filePath(text("file/x.json")));
    QVERIFY(!status);
    QCOMPARE(status.error().code, ErrorCode::Io);
    QVERIFY2(status.error().text().contains(text("could not be saved to")),
             qPrintable(status.error().text()));
    QVERIFY(file.path().isEmpty());
}

void TestProfileWriter::reportsAFullDiskWithTheSystemsMessage()
{
    const QTemporaryDir folder;
    const FullDisk full(100);
    ProfileFile file;
    const Status status = file.save(smallProfile(), folder.filePath(text("x.json")));
    QVERIFY(!status);
    QVERIFY2(status.error().text().contains(text("File too large")), qPrintable(status.error().text()));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestProfileWriter::reportsWhyItCannotOpen()
{
    QTemporaryDir folder;
    const Result<ProfileFile> missing = ProfileFile::open(folder.filePath(text("no.json")));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    const Result<ProfileFile> notAFile = ProfileFile::open(folder.path());
    QVERIFY(!notAFile);
    QCOMPARE(notAFile.error().code, ErrorCode::Usage);
}

void TestProfileWriter::limitsThatCannotBeReadStay()
{
    Profile profile = smallProfile();
    profile.load.users = 1;
    Threshold unread;
    unread.text = text("soon");
    profile.thresholds = {unread};
    profile.capacity = Capacity();
    profile.capacity->objectives = {parseThreshold(text("p99<1s")).value(), unread};
    const ProfileReading reading = readProfile(writeProfile(profile), profile.id);
    QVERIFY(!reading.profile);
    QCOMPARE(reading.draft->thresholds, profile.thresholds);
    QCOMPARE(reading.draft->capacity->objectives, profile.capacity->objectives);
}

LOADSTONE_TEST(TestProfileWriter, QCoreApplication)
#include "tst_profilewriter.moc"
