// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/problemtext.h"
#include "core/profile/profilefile.h"
#include "core/profile/writer.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

const QString sourceFolder = QStringLiteral(LOADSTONE_SOURCE_DIR);

QByteArray readContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Every key in a schema, with its parents: "load.think_time.kind".
void collectKeys(const QJsonObject &schema, const QString &path, QStringList &keys)
{
    const QJsonObject properties = schema.value(u"properties").toObject();
    for (auto property = properties.begin(); property != properties.end(); ++property) {
        const QString here = path.isEmpty() ? property.key() : path + u'.' + property.key();
        keys.append(here);
        collectKeys(property.value().toObject(), here, keys);
    }
    if (schema.contains(u"items"))
        collectKeys(schema.value(u"items").toObject(), path, keys);
}

} // namespace

class TestShippedProfiles : public QObject
{
    Q_OBJECT
private slots:
    void areValidAndRoundTrip_data();
    void areValidAndRoundTrip();
    void ofThePublishedExperimentAreAsPublished_data();
    void ofThePublishedExperimentAreAsPublished();
    void ofPublishedTablesHaveTheirNumbers_data();
    void ofPublishedTablesHaveTheirNumbers();
    void quickOneIsQuick();
    void fastServersUseTheNativeEngine();
    void schemaInTheProgramIsTheOneOnDisk();
    void schemaDescribesEveryKey();
    void documentationNamesEveryKey();
    void documentedProfilesAreValid();
};

void TestShippedProfiles::areValidAndRoundTrip_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(sourceFolder + u"/profiles"_s);
    const QFileInfoList files = folder.entryInfoList({u"*.json"_s}, QDir::Files);
    QVERIFY(files.size() >= 3);
    for (const QFileInfo &file : files)
        QTest::newRow(qPrintable(file.fileName())) << file.absoluteFilePath();
}

void TestShippedProfiles::areValidAndRoundTrip()
{
    QFETCH(const QString, path);
    const Result<ProfileFile> file = ProfileFile::open(path);
    QVERIFY(file);
    QVERIFY2(file->reading().problems.isEmpty(),
             qPrintable(problemLine(path, file->reading().problems.value(0))));
    const Profile profile = *file->reading().profile;
    const QByteArray original = readContent(path);
    QCOMPARE(file->textFor(profile), original);
    ProfileReading again = readProfile(writeProfile(profile), profile.id);
    QVERIFY(again.profile && again.profile->folder.isEmpty());
    again.profile->folder = profile.folder; // of the file, not in it
    QVERIFY(again.profile && *again.profile == profile);
    QVERIFY(!profile.description.isEmpty());

    // Written in canonical form, so that an edit in the window changes one line only.
    Profile renamed = profile;
    renamed.name = u"Renamed"_s;
    QByteArray expected = original;
    expected.replace("\"name\": \"" + profile.name.toUtf8() + '"', "\"name\": \"Renamed\"");
    QCOMPARE(file->textFor(renamed), expected);

    const QString schema = file->reading().document.root()[u"$schema"_s].toString();
    const QFileInfo schemaFile(QFileInfo(path).dir(), schema);
    QCOMPARE(schemaFile.canonicalFilePath(),
             QFileInfo(sourceFolder + u"/resources/schemas/profile.schema.json"_s).canonicalFilePath());
}

void TestShippedProfiles::ofThePublishedExperimentAreAsPublished_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("delayS");
    QTest::newRow("no delay") << u"mixed-streaming"_s << 0;
    QTest::newRow("2 s delay") << u"mixed-streaming-delay"_s << 2;
}

void TestShippedProfiles::ofThePublishedExperimentAreAsPublished()
{
    QFETCH(const QString, id);
    QFETCH(const int, delayS);
    const Result<ProfileFile> file = ProfileFile::open(sourceFolder + u"/profiles/%1.json"_s.arg(id));
    QVERIFY(file && file->reading().profile);
    const Profile profile = *file->reading().profile;
    QStringList stacks;
    for (const ServerEntry &server : profile.servers) {
        stacks.append(server.stackId);
        QCOMPARE(server.preset, u"as-published"_s);
    }
    QCOMPARE(stacks, (QStringList{u"sanic"_s, u"bottle-gevent"_s, u"cherrypy"_s, u"fastapi-uvicorn"_s}));
    QCOMPARE(profile.requests.size(), 3);
    QCOMPARE(profile.requests.at(0).expect.body.value(), QByteArray("{\"message\":\"Hello, world!\"}"));
    QCOMPARE(profile.requests.at(0).weight, 1.0);
    QCOMPARE(profile.requests.at(1).method, QByteArray("POST"));
    QCOMPARE(profile.requests.at(1).body, QByteArray("{\"key\":\"value\"}"));
    QCOMPARE(profile.requests.at(1).expect.body.value(),
             QByteArray("{\"status\":\"Processed\",\"data\":{\"key\":\"value\"}}"));
    QCOMPARE(profile.requests.at(1).weight, 1.0);
    QCOMPARE(profile.requests.at(2).path, QByteArray("/stream-file?chunk_index={chunk}"));
    QCOMPARE(profile.requests.at(2).expect.bodyLength.value(), 1048576);
    QCOMPARE(profile.requests.at(2).weight, 4.0);
    QVERIFY((profile.variables == QList<Variable>{{u"chunk"_s, 0, 3999}}));
    QCOMPARE(profile.load.users, 15);
    QVERIFY((profile.load.thinkTime
             == ThinkTime{ThinkTime::Kind::Uniform, Milliseconds(0), Milliseconds(1000), Milliseconds(0)}));
    QCOMPARE(profile.service.processDelay, Milliseconds(delayS * 1000));
    QCOMPARE(profile.service.streamFileBytes, 4LL << 30);
    QCOMPARE(profile.port, 8080);
    QVERIFY(profile.connection.reuse);
}

void TestShippedProfiles::ofPublishedTablesHaveTheirNumbers_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<double>("level"); // users, or requests per second
    QTest::addColumn<qint64>("requests");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<bool>("reuse");
    const auto row = [](const char *id, const char *path, double level, qint64 requests, double seconds,
                        bool reuse) {
        QTest::newRow(id) << QString::fromLatin1(id) << QByteArray(path) << level << requests << seconds
                          << reuse;
    };
    row("slow-upstream", "/single", 500, 0, 30, true);
    row("slow-upstream-1000", "/single", 1'000, 0, 30, true);
    row("slow-upstream-3000", "/single", 3'000, 0, 30, true);
    row("slow-upstream-10000", "/single", 10'000, 0, 30, true);
    row("slow-upstream-multiple", "/multiple", 500, 0, 30, true);
    row("slow-upstream-multiple-1000", "/multiple", 1'000, 0, 30, true);
    row("slow-upstream-multiple-1500", "/multiple", 1'500, 0, 30, true);
    row("slow-upstream-multiple-3000", "/multiple", 3'000, 0, 30, true);
    row("slow-upstream-multiple-10000", "/multiple", 10'000, 0, 30, true);
    row("microframeworks-text", "/text", 4'000, 0, 60, true);
    row("microframeworks-json", "/json", 4'000, 0, 60, true);
    row("microframeworks-text-2min", "/text", 3'000, 0, 120, true);
    row("microframeworks-json-2min", "/json", 3'000, 0, 120, true);
    row("microframeworks-remote-text", "/text", 6'000, 0, 60, true);
    row("microframeworks-remote-json", "/json", 6'000, 0, 60, true);
    row("fan-out-development-server", "/io_bound?delay=1", 10, 30, 0, false);
    row("fan-out-development-server-300", "/io_bound?delay=1", 100, 300, 0, false);
    row("fan-out-threads", "/io_bound?delay=1", 100, 300, 0, false);
    row("fan-out", "/io_bound?delay=1", 100, 300, 0, false);
    row("fan-out-cpu", "/cpu_bound?num=1000", 100, 300, 0, false);
    row("fan-out-grpc", "/MyApp/io_bound", 100, 300, 0, true);
    row("fan-out-grpc-equal", "/MyApp/io_bound", 100, 300, 0, true);
    row("wsgi-rate-1000", "/", 1'000, 10'000, 0, false);
    row("wsgi-rate-2000", "/", 2'000, 10'000, 0, false);
    row("wsgi-rate-3000", "/", 3'000, 10'000, 0, false);
    row("wsgi-rate-4000", "/", 4'000, 10'000, 0, false);
    row("wsgi-rate-1000-warm", "/", 1'000, 10'000, 0, false);
    row("wsgi-rate-2000-warm", "/", 2'000, 10'000, 0, false);
    row("wsgi-rate-3000-warm", "/", 3'000, 10'000, 0, false);
    row("wsgi-rate-4000-warm", "/", 4'000, 10'000, 0, false);
}

void TestShippedProfiles::ofPublishedTablesHaveTheirNumbers()
{
    QFETCH(const QString, id);
    QFETCH(const QByteArray, path);
    QFETCH(const double, level);
    QFETCH(const qint64, requests);
    QFETCH(const double, seconds);
    QFETCH(const bool, reuse);
    const Result<ProfileFile> file = ProfileFile::open(sourceFolder + u"/profiles/%1.json"_s.arg(id));
    QVERIFY(file && file->reading().profile);
    const Profile profile = *file->reading().profile;
    for (const ServerEntry &server : profile.servers)
        QCOMPARE(server.preset, u"as-published"_s);
    QCOMPARE(profile.requests.size(), 1);
    QCOMPARE(profile.requests.first().path, path);
    QCOMPARE(profile.load.highestTarget(), level);
    QCOMPARE(profile.load.requests.value_or(0), requests);
    QCOMPARE(Seconds(profile.load.measured().value_or(Milliseconds(0))).count(), seconds);
    QCOMPARE(profile.connection.reuse, reuse);
    if (profile.load.isOpen()) {
        const double warmUp = Seconds(profile.measurement.warmUp).count() * level;
        QVERIFY2(id.endsWith(u"-warm"_s) ? qAbs(warmUp - 1'000) <= 1 : warmUp < 5,
                 qPrintable(QString::number(warmUp)));
    }
}

void TestShippedProfiles::quickOneIsQuick()
{
    const Result<ProfileFile> file = ProfileFile::open(sourceFolder + u"/profiles/quick.json"_s);
    QVERIFY(file && file->reading().profile);
    const Profile profile = *file->reading().profile;
    const Milliseconds loaded = profile.measurement.warmUp + profile.load.duration.value();
    QVERIFY(loaded * profile.measurement.repeats <= Milliseconds(8000));
    const Variable chunk = profile.variables.first();
    QCOMPARE((chunk.last + 1) << 20, profile.service.streamFileBytes);
}

// docs/performance.md has the figures.
void TestShippedProfiles::fastServersUseTheNativeEngine()
{
    int unpaced = 0;
    const QDir folder(sourceFolder + u"/profiles"_s);
    for (const QFileInfo &info : folder.entryInfoList({u"*.json"_s}, QDir::Files)) {
        const Result<ProfileFile> file = ProfileFile::open(info.filePath());
        QVERIFY(file && file->reading().profile);
        const Profile &profile = *file->reading().profile;
        const bool isNative = profile.connection.engine == nativeEngine();
        const bool isPaced = profile.load.thinkTime.kind != ThinkTime::Kind::None
            || profile.upstream.api != Upstream::Api::None;
        QVERIFY2(isNative || isPaced, qPrintable(info.fileName()));
        // Paced servers with so many connections cost the default engine as much CPU as fast ones, and short trials
        // have too few requests to show a server behind its own work.
        const bool hasManyUsers = profile.capacity || profile.load.mostUsers() >= 1'000;
        const bool isShort = info.completeBaseName().endsWith(u"-short"_s);
        QVERIFY2(!isNative || !isPaced || hasManyUsers || isShort, qPrintable(info.fileName()));
        unpaced += isPaced ? 0 : 1;
    }
    QVERIFY(unpaced >= 2);
}

void TestShippedProfiles::schemaInTheProgramIsTheOneOnDisk()
{
    const QByteArray onDisk = readContent(sourceFolder + u"/resources/schemas/profile.schema.json"_s);
    QVERIFY(!onDisk.isEmpty());
    QCOMPARE(readContent(profileSchemaFile()), onDisk);
}

void TestShippedProfiles::schemaDescribesEveryKey()
{
    const QJsonObject schema = QJsonDocument::fromJson(readContent(profileSchemaFile())).object();
    QStringList keys;
    collectKeys(schema, {}, keys);
    QVERIFY(keys.contains(u"load.think_time.kind"_s));
    QVERIFY(keys.contains(u"requests.expect.body_bytes"_s));
    for (const QString &key : std::as_const(keys)) {
        QJsonObject node = schema;
        for (const QString &step : key.split(u'.')) {
            if (node.contains(u"items"))
                node = node.value(u"items").toObject();
            node = node.value(u"properties")[step].toObject();
        }
        QVERIFY2(!node.value(u"title").toString().isEmpty(), qPrintable(key));
        QVERIFY2(!node.value(u"description").toString().isEmpty(), qPrintable(key));
    }
}

void TestShippedProfiles::documentationNamesEveryKey()
{
    const QString documentation = QString::fromUtf8(readContent(sourceFolder + u"/docs/profiles.md"_s));
    QStringList keys;
    collectKeys(QJsonDocument::fromJson(readContent(profileSchemaFile())).object(), {}, keys);
    for (const QString &key : std::as_const(keys))
        QVERIFY2(documentation.contains(u"| `%1` |"_s.arg(key)), qPrintable(key));
}

void TestShippedProfiles::documentedProfilesAreValid()
{
    const QTemporaryDir folder;
    const auto put = [&folder](const QString &name, const QByteArray &content) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    };
    const QByteArray documentation = readContent(sourceFolder + u"/docs/profiles.md"_s);
    const QList<QByteArray> parts = documentation.split('`');
    int profiles = 0;
    for (qsizetype i = 3; i < parts.size(); ++i) {
        const bool isBlock = parts.at(i - 1).isEmpty() && parts.at(i - 2).isEmpty();
        const QByteArray &part = parts.at(i);
        if (isBlock && part.startsWith("\nlogin,password\n"))
            QVERIFY(put(u"accounts.csv"_s, part.mid(1)));
    }
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (!parts.at(i).startsWith("json\n{\n  \"loadstone_profile\": 1,"))
            continue;
        ++profiles;
        QVERIFY(put(u"p.json"_s, parts.at(i).mid(5)));
        const Result<ProfileFile> file = ProfileFile::open(folder.filePath(u"p.json"_s));
        QVERIFY(file);
        QVERIFY2(file->reading().problems.isEmpty(),
                 qPrintable(problemLine(u"p.json"_s, file->reading().problems.value(0))));
    }
    QVERIFY(profiles >= 2);
}

LOADSTONE_TEST(TestShippedProfiles, QCoreApplication)
#include "tst_shippedprofiles.moc"
