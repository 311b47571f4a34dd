// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reader.h"
#include "core/profile/validation/validatestacks.h"
#include "core/profile/writer.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

// The first of two requests is rarely sent, and its name looks like a placeholder of QString::arg.
const QByteArray rareRequest = R"("load": {"users": 2, "requests": 10}, "requests": [
{"name": "%2", "path": "/{n}", "weight": 1}, {"name": "b", "path": "/b", "weight": 99}],)";

} // namespace

class TestProfileReader : public QObject
{
    Q_OBJECT
private slots:
    void readsEveryField();
    void readsNativeOnlySettings();
    void refusesNativeOnlySettingsForOtherEngines_data();
    void refusesNativeOnlySettingsForOtherEngines();
    void readsScenarios();
    void fillsDefaults();
    void preservesOrderOfHeadersAndBodies();
    void warnsOfRequestsThatAreNeverSent();
    void reportsAllErrorsTogether();
    void reportsASyntaxErrorAlone();
    void refusesNewerFormats();
    void refusesNonObjects();
    void notesThatColdResultsAreMarked();
    void returnsDraftOfAFaultyProfile();
    void checksServersAgainstTheCatalogue();
    void writesProblemsForTerminalsAndPrograms();
    void survivesHostileText();
};

namespace
{

QByteArray profileWithConnection(const QByteArray &connection)
{
    return R"({"loadstone_profile": 1, "name": "N", "servers": [{"stack": "sanic"}],
        "requests": [{"name": "a", "path": "/"}], "load": {"users": 1, "duration_s": 1}, "connection": {)"
        + connection + "}}";
}

} // namespace

void TestProfileReader::readsNativeOnlySettings()
{
    const ProfileReading reading = readProfile(
        profileWithConnection(R"("engine": "native", "requests_per_connection": 7, "pipelining": 3)"),
        u"mine"_s);
    QVERIFY2(reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
    QCOMPARE(reading.profile->connection.requestsPerConnection, 7);
    QCOMPARE(reading.profile->connection.pipelining, 3);
    const ProfileReading again = readProfile(writeProfile(*reading.profile), u"mine"_s);
    QVERIFY(again.profile);
    QCOMPARE(again.profile->connection, reading.profile->connection);
}

void TestProfileReader::refusesNativeOnlySettingsForOtherEngines_data()
{
    QTest::addColumn<QByteArray>("connection");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<bool>("isError");
    QTest::newRow("pipelining") << QByteArray(R"("pipelining": 2)") << "/connection/pipelining" << true;
    QTest::newRow("requests per connection")
        << QByteArray(R"("requests_per_connection": 2)") << "/connection/requests_per_connection" << true;
    QTest::newRow("pipelining without reuse")
        << QByteArray(R"("engine": "native", "reuse": false, "pipelining": 2)") << "/connection/pipelining"
        << true;
    QTest::newRow("a limit without reuse")
        << QByteArray(R"("engine": "native", "reuse": false, "requests_per_connection": 2)")
        << "/connection/requests_per_connection" << false;
}

void TestProfileReader::refusesNativeOnlySettingsForOtherEngines()
{
    QFETCH(QByteArray, connection);
    QFETCH(QString, pointer);
    QFETCH(bool, isError);
    const ProfileReading reading = readProfile(profileWithConnection(connection), u"mine"_s);
    QVERIFY2(reading.problems.size() == 1, qPrintable(listed(reading.problems)));
    QCOMPARE(reading.problems.first().pointer, pointer);
    QCOMPARE(reading.profile.has_value(), !isError);
}

void TestProfileReader::readsEveryField()
{
    const ProfileReading reading = readProfile(R"({
        "$schema": "x", "loadstone_profile": 1, "name": "N", "description": "D", "source": "S",
        "servers": [{"stack": "sanic", "preset": "as-published", "parameters": {"workers": 2, "debug": true,
                     "log": "off"}, "label": "L", "enabled": false}, {"stack": "cherrypy"}],
        "requests": [{"name": "a", "method": "POST", "path": "/a/{i}", "headers": {"X-A": "1"}, "body": "b{i}",
                      "weight": 2.5, "expect": {"status": [200, 416], "body": "ok", "body_bytes": 2}}],
        "variables": [{"name": "i", "first": -9007199254740991, "last": 9007199254740991}],
        "load": {"model": "closed", "users": 100, "spawn_rate_per_s": 12.5,
                 "think_time": {"kind": "uniform", "min_s": 0.25, "max_s": 1.001},
                 "duration_s": 60, "requests": 5000000000},
        "connection": {"engine": "qnam", "reuse": false, "timeout_s": 2.5, "threads": 2,
                       "shared_channel": true},
        "service": {"process_delay_s": 2, "stream_file_mib": 4096},
        "upstream": {"api": "gosleep", "delay_s": 1.5, "calls": 7, "whole_seconds": true, "port": 8090},
        "affinity": {"server": [2, 0], "generator": [1]},
        "measurement": {"warm_up_s": 10, "drain_s": 3, "pause_s": 0, "repeats": 6, "shuffle": false,
                        "seed": 9223372036854775807},
        "thresholds": ["p99<200ms", "rps>=10"], "port": 8080, "reference": "fan-out/async"})",
                                               u"mine"_s);
    QVERIFY2(reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
    QVERIFY(reading.profile);
    Profile expected;
    expected.id = u"mine"_s;
    expected.name = u"N"_s;
    expected.description = u"D"_s;
    expected.source = u"S"_s;
    expected.servers = {{u"sanic"_s, u"as-published"_s,
                         QJsonObject{{u"workers"_s, 2}, {u"debug"_s, true}, {u"log"_s, u"off"_s}}, u"L"_s,
                         false},
                        {u"cherrypy"_s, u"tuned"_s, {}, {}, true}};
    RequestTemplate request;
    request.name = u"a"_s;
    request.method = "POST";
    request.path = "/a/{i}";
    request.headers = {{"X-A", "1"}};
    request.body = "b{i}";
    request.weight = 2.5;
    request.expect = {{200, 416}, QByteArray("ok"), 2, {}, {}};
    expected.requests = {request};
    expected.variables = {{u"i"_s, -9007199254740991LL, 9007199254740991LL}};
    expected.load.users = 100;
    expected.load.spawnRate = 12.5;
    expected.load.thinkTime = {ThinkTime::Kind::Uniform, Milliseconds(250), Milliseconds(1001),
                               Milliseconds(0)};
    expected.load.duration = Milliseconds(60'000);
    expected.load.requests = 5'000'000'000LL;
    expected.connection = {u"qnam"_s, false, Milliseconds(2500), 2};
    expected.service = {Milliseconds(2000), 4096LL << 20};
    expected.upstream = {Upstream::Api::Gosleep, Milliseconds(1500), 7, true, 8090};
    expected.affinity = {{2, 0}, {1}};
    expected.measurement = {Milliseconds(10'000),  Milliseconds(3000), Milliseconds(0), 6, false,
                            9223372036854775807ULL};
    expected.thresholds = {{Metric::P99, Threshold::Comparison::Less, 200'000, u"p99<200ms"_s},
                           {Metric::Rps, Threshold::Comparison::GreaterOrEqual, 10, u"rps>=10"_s}};
    expected.port = 8080;
    expected.reference = u"fan-out/async"_s;
    QVERIFY(*reading.profile == expected);
    QVERIFY(reading.draft == reading.profile);
}

void TestProfileReader::readsScenarios()
{
    const ProfileReading reading = readProfile(R"({
        "loadstone_profile": 1, "name": "N", "servers": [{"stack": "sanic"}],
        "requests": [
            {"name": "a", "path": "/{s}/{r}", "method": "PUT", "body_file": "sub/b.bin", "group": "G",
             "headers": {"X": "{c}", "Y": "{t}{u}{v}"},
             "expect": {"header": {"B": "1", "A": true}, "json": {"/z": [1, {"k": null}], "": 2, "/a": "x"}},
             "capture": [{"variable": "t", "header": "T"}, {"variable": "u", "json": ""}, {"variable": "v", "cookie": "V"}]}],
        "variables": [
            {"name": "s", "kind": "sequence", "first": 1, "last": 2},
            {"name": "r", "kind": "random", "last": 3},
            {"name": "c", "kind": "csv", "file": "c.csv", "column": "C", "rows": "next"}],
        "scenario": {"order": "sequence", "login": {"path": "/login", "method": "POST", "body": {"a": 1}}},
        "load": {"users": 1, "duration_s": 1}})",
                                               u"t"_s);
    QVERIFY2(reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
    const RequestTemplate &request = reading.profile->requests.first();
    QCOMPARE(request.bodyFile, u"sub/b.bin"_s);
    QCOMPARE(request.group, u"G"_s);
    const QList<ExpectedHeader> headers{{"B", "1"}, {"A", {}}};
    QVERIFY(request.expect.headers == headers);
    const QJsonArray list{1, QJsonObject{{u"k"_s, QJsonValue(QJsonValue::Null)}}};
    const QList<ExpectedJson> json{{u"/z"_s, list}, {{}, 2}, {u"/a"_s, u"x"_s}};
    QVERIFY(request.expect.json == json);
    const QList<Capture> captures{{u"t"_s, Capture::From::Header, u"T"_s},
                                  {u"u"_s, Capture::From::Json, QString()},
                                  {u"v"_s, Capture::From::Cookie, u"V"_s}};
    QVERIFY(request.captures == captures);
    Variable sequence{u"s"_s, 1, 2};
    sequence.kind = Variable::Kind::Sequence;
    Variable random{u"r"_s, 0, 3};
    random.kind = Variable::Kind::Random;
    Variable column{u"c"_s};
    column.kind = Variable::Kind::Csv;
    column.file = u"c.csv"_s;
    column.column = u"C"_s;
    column.rows = Variable::Rows::Next;
    QVERIFY((reading.profile->variables == QList<Variable>{sequence, random, column}));
    const Scenario &scenario = reading.profile->scenario;
    QCOMPARE(scenario.order, Scenario::Order::Sequence);
    QVERIFY(scenario.login.has_value());
    QCOMPARE(scenario.login->name, u"login"_s);
    QCOMPARE(scenario.login->path, QByteArray("/login"));
    QCOMPARE(scenario.login->body, QByteArray("{\"a\":1}"));
}

void TestProfileReader::fillsDefaults()
{
    const ProfileReading reading = readProfile(textWith(0, {}), u"t"_s);
    QVERIFY2(reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
    const Profile defaults;
    QVERIFY(reading.profile->connection == defaults.connection);
    QVERIFY(reading.profile->service == defaults.service);
    QVERIFY(reading.profile->upstream == defaults.upstream);
    QVERIFY(reading.profile->affinity == defaults.affinity);
    QVERIFY(reading.profile->measurement == defaults.measurement);
    QCOMPARE(reading.profile->load.duration.value(), Milliseconds(1500));
    QVERIFY(!reading.profile->load.requests);
    QVERIFY(reading.profile->requests.first().expect == Expectation());
}

void TestProfileReader::preservesOrderOfHeadersAndBodies()
{
    const ProfileReading reading = readProfile(
        textWith(
            5,
            R"("requests": [{"name": "a", "method": "PUT", "path": "/{n}", "headers": {"Z": "1", "A": ["2", "3"]},
            "body": {"z": [1.50, true], "a": "ü"}, "expect": {"body": [1, 2]}}],)"),
        u"t"_s);
    QVERIFY2(reading.profile, qPrintable(listed(reading.problems)));
    const RequestTemplate request = reading.profile->requests.first();
    QVERIFY((request.headers == QList<Header>{{"Z", "1"}, {"A", "2"}, {"A", "3"}}));
    QCOMPARE(request.body, QByteArray("{\"z\":[1.50,true],\"a\":\"ü\"}"));
    QCOMPARE(request.expect.body.value(), QByteArray("[1,2]"));
}

void TestProfileReader::warnsOfRequestsThatAreNeverSent()
{
    QList<QByteArray> lines = soundLines;
    lines[4] = rareRequest;
    lines.removeAt(6);
    const ProfileReading reading = readProfile(lines.join('\n'), u"t"_s);
    QCOMPARE(listed(reading.problems),
             u"test.json:6:42: warning: /requests/0/weight: \"%2\" will probably never be sent: its "
             "weight is 1 of 100, and the load has only 10 requests. Raise its weight or "
             "\"requests\" of /load."_s);
}

void TestProfileReader::reportsAllErrorsTogether()
{
    const ProfileReading reading = readProfile(R"({
  "loadstone_profile": 1,
  "nmae": "x",
  "servers": [{"stck": "sanic"}],
  "requests": [{"name": "a", "path": "/{x}", "weight": -1}],
  "load": {"users": 0, "think_time": {"kind": "uniform", "min_s": 3, "max_s": 1}},
  "port": 70000
})",
                                               u"t"_s);
    QStringList pointers;
    for (const ProfileProblem &problem : reading.problems)
        pointers.append(u"%1:%2"_s.arg(problem.at->line).arg(problem.pointer));
    QCOMPARE(pointers,
             (QStringList{u"1:/name"_s, u"3:/nmae"_s, u"4:/servers/0/stack"_s, u"4:/servers/0/stck"_s,
                          u"5:/requests/0/path"_s, u"5:/requests/0/weight"_s, u"6:/load/users"_s,
                          u"6:/load/think_time"_s, u"7:/port"_s}));
}

void TestProfileReader::reportsASyntaxErrorAlone()
{
    const ProfileReading reading = readProfile(textWith(7, "\"load\": {\"users\" 2},"), u"t"_s);
    QCOMPARE(reading.problems.size(), 1);
    QCOMPARE(reading.problems.first().at->line, 7);
    QCOMPARE(reading.problems.first().at->column, 18);
    QVERIFY(reading.problems.first().message.contains(u"colon"_s));
    QVERIFY(!reading.profile && !reading.draft);
}

void TestProfileReader::refusesNewerFormats()
{
    const ProfileReading reading = readProfile("{\"loadstone_profile\": 2,\n \"whatever\": []}", u"t"_s);
    QCOMPARE(reading.problems.size(), 1);
    QCOMPARE(reading.problems.first().pointer, u"/loadstone_profile"_s);
    QCOMPARE(reading.problems.first().message,
             u"This profile has format 2; this version of Loadstone supports up to 1. Update Loadstone."_s);
    QVERIFY(!reading.profile && !reading.draft);
}

void TestProfileReader::refusesNonObjects()
{
    const ProfileReading reading = readProfile("[1]", u"t"_s);
    QCOMPARE(reading.problems.size(), 1);
    QVERIFY(reading.problems.first().message.contains(u"JSON object"_s));
    QVERIFY(!reading.draft);
}

void TestProfileReader::notesThatColdResultsAreMarked()
{
    const ProfileReading reading = readProfile(textWith(8, R"("measurement": {"warm_up_s": 0})"), u"t"_s);
    QCOMPARE(reading.problems.size(), 1);
    QVERIFY(reading.problems.first().severity == ProfileProblem::Severity::Note);
    QCOMPARE(reading.problems.first().pointer, u"/measurement/warm_up_s"_s);
    QVERIFY(reading.problems.first().message.contains(u"results are marked cold"_s));
    QVERIFY(reading.profile);
}

void TestProfileReader::returnsDraftOfAFaultyProfile()
{
    const ProfileReading reading =
        readProfile(textWith(7, R"("load": {"users": "many", "duration_s": 7, "requests": 9},)"), u"t"_s);
    QVERIFY(!reading.profile);
    QVERIFY(reading.draft);
    QCOMPARE(reading.draft->load.users, Load().users);
    QCOMPARE(reading.draft->load.duration.value(), Milliseconds(7000));
    QCOMPARE(reading.draft->servers.size(), 1);
}

void TestProfileReader::checksServersAgainstTheCatalogue()
{
    ProfileReading reading = readProfile(
        textWith(
            4,
            R"("servers": [{"stack": "snaic"}, {"stack": "zope"}, {"stack": "sanic", "preset": "fast"}],)"),
        u"t"_s);
    QVERIFY(reading.profile);
    addProblems(reading,
                validateStacks(*reading.draft, {u"cherrypy"_s, u"sanic"_s}, [](const ServerEntry &server) {
                    return QList<ServerFault>{{u"preset"_s, u"No preset %1."_s.arg(server.preset)}};
                }));
    QVERIFY(!reading.profile);
    QCOMPARE(listed(reading.problems),
             u"test.json:4:23: error: /servers/0/stack: There is no stack \"snaic\". Did you mean "
             "\"sanic\"?\n"
             "test.json:4:43: error: /servers/1/stack: There is no stack \"zope\". `loadstone stacks` "
             "lists the known ones.\n"
             "test.json:4:81: error: /servers/2/preset: No preset fast."_s);
}

void TestProfileReader::writesProblemsForTerminalsAndPrograms()
{
    const QList<ProfileProblem> problems{
        {ProfileProblem::Severity::Error, u"/load/users"_s, JsonPosition{7, 19}, u"Wrong."_s},
        {ProfileProblem::Severity::Note, QString(), JsonPosition{1, 1}, u"Known."_s}};
    QCOMPARE(listed(problems),
             u"test.json:7:19: error: /load/users: Wrong.\n"
             "test.json:1:1: note: Known."_s);
    const QJsonObject object = problemsToJson(u"%1.json"_s, problems);
    QCOMPARE(object.value(u"file").toString(), u"%1.json"_s);
    QCOMPARE(object.value(u"valid").toBool(true), false);
    QCOMPARE(object.value(u"errors").toInt(), 1);
    QCOMPARE(object.value(u"warnings").toInt(), 0);
    QCOMPARE(object.value(u"problems")[0][u"line"].toInt(), 7);
    QCOMPARE(object.value(u"problems")[1][u"severity"].toString(), u"note"_s);
    QCOMPARE(problemLine(u"%1.json"_s, problems.last()), u"%1.json:1:1: note: Known."_s);
    ProfileProblem ofValue = problems.last();
    ofValue.at.reset();
    QCOMPARE(problemLine(u"t.json"_s, ofValue), u"t.json: note: Known."_s);
}

void TestProfileReader::survivesHostileText()
{
    const QByteArray longText(2'000'000, 'a');
    for (int line = 1; line <= soundLines.size(); ++line) {
        for (const QByteArray &value :
             {QByteArray("1e308"), QByteArray("-1e308"), QByteArray("1e-308"), '"' + longText + '"',
              QByteArray("{\"\":{\"[x]\":[[]]}}"), QByteArray("[[],{},null]")}) {
            const QByteArray key = soundLines.at(line - 1).left(soundLines.at(line - 1).indexOf(':') + 1);
            const QByteArray comma = line == soundLines.size() - 1 ? "" : ",";
            if (key.isEmpty())
                continue;
            const ProfileReading reading = readProfile(textWith(line, key + value + comma), u"t"_s);
            QVERIFY(!reading.problems.isEmpty());
            for (const ProfileProblem &problem : reading.problems)
                QVERIFY2(problem.message.size() < 1000, qPrintable(problem.message.left(200)));
        }
    }
    QVERIFY(
        readProfile(textWith(5, R"("requests": [{"name": "a", "path": "/{n})" + longText + R"("}],)"), u"t"_s)
            .problems.size()
        == 1);
}

LOADSTONE_TEST(TestProfileReader, QCoreApplication)
#include "tst_profilereader.moc"
