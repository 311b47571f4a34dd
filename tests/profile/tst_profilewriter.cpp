// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilefile.h"
#include "core/profile/reader.h"
#include "core/profile/schemafile.h"
#include "core/profile/threshold.h"
#include "core/profile/writer.h"
#include "tests/profile/soundprofile.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;

namespace
{

QString text(const char *latin) { return QString::fromLatin1(latin); }

Profile smallProfile()
{
    Profile profile;
    profile.id = text("t");
    profile.name = text("Small");
    profile.stacks = {{text("sanic"), text("tuned"), {}, {}, true}};
    RequestTemplate request;
    request.name = text("a");
    request.path = "/a";
    profile.requests = {request};
    return profile;
}

// A sound profile in which every field may be at its default or not.
class ProfileMaker
{
public:
    explicit ProfileMaker(quint32 seed) : m_random(seed) { }

    Profile make()
    {
        Profile profile;
        profile.id = text("t");
        profile.name = word();
        if (coin())
            profile.description = word();
        if (coin())
            profile.source = word();
        if (coin())
            profile.variables.append(variable(text("v")));
        const bool hasVariable = !profile.variables.isEmpty();
        if (coin())
            profile.variables.append(variable(text("w")));
        profile.scenario.order = Scenario::Order(below(2));
        if (coin()) {
            profile.scenario.login = request(0, false);
            profile.scenario.login->name = coin() ? text("login") : text("enter");
            profile.scenario.login->weight = 1;
            profile.scenario.login->group.clear();
        }
        for (int i = 0; i < 1 + below(4); ++i)
            profile.stacks.append(server(i));
        profile.stacks.first().isEnabled = true;
        for (int i = 0; i < 1 + below(4); ++i)
            profile.requests.append(request(i, hasVariable));
        profile.load = load();
        profile.connection.reuse = coin();
        profile.connection.sharesChannel = coin();
        profile.connection.threads = 1 + below(2);
        profile.connection.timeout = Milliseconds(1 + below(50'000));
        if (coin())
            profile.service = {Milliseconds(below(3000)), static_cast<qint64>(1 + below(4096)) << 20};
        if (coin()) {
            const auto api = Upstream::Api(below(3));
            profile.upstream = {api, Milliseconds(below(3000)), 1 + below(100),
                                api == Upstream::Api::Gosleep && coin(), coin() ? 0 : 62'000};
        }
        if (coin())
            profile.affinity = {{below(4)}, coin() ? QList<int>{4, 5} : QList<int>{}};
        profile.measurement = {Milliseconds(below(20) * 500),
                               Milliseconds(below(9000)),
                               Milliseconds(below(3000)),
                               1 + below(9),
                               coin(),
                               m_random.generate64() >> 1};
        if (coin())
            profile.thresholds.append(parseThreshold(text("p99<200ms")).value());
        if (coin() && profile.load.stages.isEmpty())
            profile.capacity = capacity();
        if (coin())
            profile.port = 1024 + below(60'000);
        if (coin())
            profile.reference = word();
        return profile;
    }

private:
    Capacity capacity()
    {
        Capacity capacity;
        capacity.until = coin() ? Capacity::Until::Objectives : Capacity::Until::ServerCpu;
        if (capacity.until == Capacity::Until::ServerCpu)
            capacity.cpuPercent = 1 + below(400);
        else if (coin())
            capacity.objectives.append(parseThreshold(text("p99<200ms")).value());
        capacity.lowest = 1 + below(100);
        capacity.highest = capacity.lowest + below(1000);
        capacity.hold = Milliseconds(1 + below(10'000));
        capacity.settle = Milliseconds(below(2'000));
        capacity.precisionPercent = 0.5 + below(10);
        return capacity;
    }
    int below(int bound) { return m_random.bounded(bound); }
    bool coin() { return below(2) == 1; }
    QString word()
    {
        static const QStringList words{QStringLiteral("plain"), QStringLiteral("\"quoted\" \\ / "),
                                       QStringLiteral("größe 😀"), QStringLiteral("line\nbreak\ttab"),
                                       QStringLiteral("{v}")};
        return words.at(below(static_cast<int>(words.size())));
    }
    StackVariant server(int index)
    {
        StackVariant server;
        server.stackId = text("stack%1").arg(index);
        if (coin())
            server.preset = text("as-published");
        if (coin())
            server.parameters = {{text("workers"), below(9)},
                                 {text("debug"), coin()},
                                 {text("rate"), 0.5},
                                 {text("mode"), word()}};
        if (coin())
            server.label = text("label%1").arg(index);
        server.isEnabled = coin();
        return server;
    }
    QByteArray content()
    {
        static const QByteArrayList contents{"",
                                             "text",
                                             "{\"z\":1,\"a\":[true,null,\"\\n\"]}",
                                             "[1,2]",
                                             "{\"a\": 1}",
                                             "{\"a\":1.50}",
                                             "{\"a\":1,\"a\":2}",
                                             "{broken",
                                             "17",
                                             "\"quoted\"",
                                             QByteArray(62, '[') + QByteArray(62, ']'),
                                             "ü"};
        return contents.at(below(static_cast<int>(contents.size())));
    }
    Variable variable(const QString &name)
    {
        Variable variable{name};
        variable.kind = Variable::Kind(below(4));
        if (variable.isNumber()) {
            variable.first = below(10);
            variable.last = 10 + below(100);
        } else {
            variable.file = text("users.csv");
            variable.column = word();
            variable.rows = Variable::Rows(below(3));
        }
        return variable;
    }
    QJsonValue json()
    {
        static const QJsonArray values{
            QJsonValue(QJsonValue::Null),
            true,
            1.5,
            qint64(9007199254740993),
            QStringLiteral("ü"),
            QJsonArray{1, QJsonArray{}},
            QJsonObject{{QStringLiteral("b"), 1}, {QStringLiteral("a"), QJsonObject{}}}};
        return values.at(below(static_cast<int>(values.size())));
    }
    RequestTemplate request(int index, bool hasVariable)
    {
        RequestTemplate request;
        request.name = text("request%1").arg(index);
        request.path = hasVariable && coin() ? "/a?n={v}" : "/b";
        request.method = coin() ? "GET" : "POST";
        if (coin())
            request.headers = {{"X-Z", "1"}, {"X-A", "2"}, {"X-A", "3"}};
        if (coin())
            request.body = content();
        else if (coin())
            request.bodyFile = text("folder/body.bin");
        if (coin())
            request.group = word();
        if (coin())
            request.captures = {{text("token"), Capture::From(below(3)), text("x")},
                                {text("empty"), Capture::From::Json, {}}};
        for (Capture &capture : request.captures)
            capture.where = capture.from == Capture::From::Json ? text("/a~1b/0") : capture.where;
        if (coin())
            request.expect.headers = {{"X-Z", "1"}, {"X-A", {}}};
        if (coin())
            request.expect.json = {{text("/z"), json()}, {{}, json()}, {text("/a~0"), json()}};
        request.weight = coin() ? 1 : 0.1 + below(10);
        if (coin())
            request.expect.statuses = {200, 404};
        if (coin())
            request.expect.body = content();
        else if (coin())
            request.expect.bodySha256 = QByteArray(64, char('a' + below(6)));
        if (coin())
            request.expect.bodyLength = request.expect.body ? request.expect.body->size() : 5'000'000'000;
        return request;
    }
    Load load()
    {
        Load load;
        load.users = 1 + below(1000);
        load.spawnRate = coin() ? 0 : 0.25 * below(100);
        const int kind = below(4);
        load.thinkTime.kind = static_cast<ThinkTime::Kind>(kind);
        if (load.thinkTime.kind == ThinkTime::Kind::Uniform) {
            load.thinkTime.min = Milliseconds(below(100));
            load.thinkTime.max = Milliseconds(100 + below(5000));
        } else if (load.thinkTime.kind != ThinkTime::Kind::None) {
            load.thinkTime.mean = Milliseconds(1 + below(5000));
        }
        load.duration.reset();
        if (coin())
            load.duration = Milliseconds(1 + below(100'000));
        if (!load.duration || coin())
            load.requests = 1 + below(1'000'000);
        return load;
    }

    QRandomGenerator m_random;
};

} // namespace

class TestProfileWriter : public QObject
{
    Q_OBJECT
private slots:
    void readsBackWhatItWrote();
    void writesOnlyWhatDiffersFromDefaults();
    void leavesUnchangedTextAlone();
    void changesOnlyWhatDiffers();
    void rewritesAnyProfileIntoAnyOther();
    void keepsTextOfMovedItems();
    void keepsWhatIsWrongButUntouched();
    void savesAndOpensFiles();
    void newFilesLeadEditorsToTheSchema();
    void tellsWhyItCannotSave();
    void tellsWhyItCannotOpen();
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

void TestProfileWriter::writesOnlyWhatDiffersFromDefaults()
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

void TestProfileWriter::changesOnlyWhatDiffers()
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
    changed.stacks.append({text("cherrypy"), text("tuned"), {}, {}, true});
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

void TestProfileWriter::keepsTextOfMovedItems()
{
    Profile profile = smallProfile();
    profile.stacks.append({text("cherrypy"), text("tuned"), {}, {}, true});
    QByteArray original = writeProfile(profile);
    original.replace("{\"stack\": \"sanic\"", "{\"enabled\": true, \"stack\": \"sanic\"");
    QVERIFY(original.contains("enabled"));
    profile.stacks.move(0, 1);
    const QByteArray moved = rewriteProfile(profile, original);
    QVERIFY2(
        moved.contains("\"cherrypy\", \"preset\": \"tuned\"},\n    {\"enabled\": true, \"stack\": \"sanic\""),
        moved.constData());
}

void TestProfileWriter::keepsWhatIsWrongButUntouched()
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

    // Saving what is there already must not touch the file.
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
    const auto contentOf = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto savedAs = [&](const char *name) {
        ProfileFile file;
        const Status saved = file.save(smallProfile(), profiles.filePath(text(name)));
        return saved ? QJsonDocument::fromJson(contentOf(file.path())).object() : QJsonObject();
    };
    const QJsonObject before = savedAs("before.json");
    QVERIFY(before.contains(text("name")) && !before.contains(text("$schema")));

    QVERIFY(placeProfileSchema(profiles.path()));
    QJsonObject after = savedAs("after.json");
    const QString schema = profiles.filePath(after.take(text("$schema")).toString());
    QVERIFY(!contentOf(schema).isEmpty());
    QCOMPARE(contentOf(schema), contentOf(profileSchemaFile()));
    QCOMPARE(after, before);
    QVERIFY(ProfileFile::open(profiles.filePath(text("after.json")))->reading().profile);

    QFile old(schema);
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("{}") == 2);
    old.close();
    QVERIFY(placeProfileSchema(profiles.path()));
    QCOMPARE(contentOf(schema), contentOf(profileSchemaFile()));

    const Status hindered = placeProfileSchema(schema + text("/profiles"));
    QVERIFY(!hindered);
    QCOMPARE(hindered.error().code, ErrorCode::Io);
}

void TestProfileWriter::tellsWhyItCannotSave()
{
    QTemporaryDir folder;
    QFile obstacle(folder.filePath(text("file")));
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    ProfileFile file;
    const Status status = file.save(smallProfile(), folder.filePath(text("file/x.json")));
    QVERIFY(!status);
    QCOMPARE(status.error().code, ErrorCode::Io);
    QVERIFY2(status.error().message.contains(text("could not be saved to")),
             qPrintable(status.error().message));
    QVERIFY(file.path().isEmpty());
}

void TestProfileWriter::tellsWhyItCannotOpen()
{
    QTemporaryDir folder;
    const Result<ProfileFile> missing = ProfileFile::open(folder.filePath(text("no.json")));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    const Result<ProfileFile> notAFile = ProfileFile::open(folder.path());
    QVERIFY(!notAFile);
    QCOMPARE(notAFile.error().code, ErrorCode::Io);
}

QTEST_GUILESS_MAIN(TestProfileWriter)
#include "tst_profilewriter.moc"
