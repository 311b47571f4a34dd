// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of a profile against a stack's endpoints and its bodies, which may depend on parameters.
#include "core/load/responsevalidator.h"
#include "core/profile/profilefile.h"
#include "core/run/plan.h"
#include "core/run/profilecheck.h"
#include "core/run/requestfit.h"
#include "core/stack/catalogue.h"
#include "tests/stack/expectedanswers.h"
#include "tests/support/testmain.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

const QString sourceFolder = QStringLiteral(LOADSTONE_SOURCE_DIR);

RequestTemplate makeRequest(const QByteArray &path, const QByteArray &method = "GET")
{
    RequestTemplate request;
    request.name = u"r"_s;
    request.method = method;
    request.path = path;
    return request;
}

Profile makeProfile(const RequestTemplate &request)
{
    Profile profile;
    profile.requests = {request};
    return profile;
}

ResolvedServer resolved(const Stack &stack, const QString &preset, const QJsonObject &parameters = {})
{
    ResolvedServer server;
    server.stack = stack;
    server.entry = {stack.id, preset, parameters, {}, true};
    server.parameters = *resolveParameters(stack, server.entry);
    return server;
}

OutcomeClass judge(const RequestTemplate &request, const QByteArray &body)
{
    ResponseValidator judge;
    judge.begin(request);
    judge.body(body.constData(), body.size());
    Outcome outcome;
    judge.conclude(outcome, 200);
    return outcome.outcomeClass;
}

/// Response bodies of stacks for the published payload.
QByteArray faithful(const Stack &stack)
{
    return stack.framework == u"Pyramid"_s
        ? '"' + QByteArray(sample).replace('"', "\\\"") + '"'
        : QByteArray(R"({"date":"Sun, 24 Feb 2019 09:20:00 GMT","sub_attributes":{"attribute1":1,)"
                     R"("attribute2":"True"},"test":true,"values":[1,2,3,4,5]})"
                     "\n");
}

} // namespace

class TestRequestFit : public QObject
{
    Q_OBJECT
private slots:
    void findsEndpoints_data();
    void findsEndpoints();
    void unsupportedRequestIsAProfileError();
    void aRunRefusesItToo();
    void ignoresUnknownBodies();
    void expectationsFollowParameters_data();
    void expectationsFollowParameters();
    void followsLengthsThatAreParameters();
    void unsatisfiableExpectationIsAnError();
    void capturesHaveToBeInTheBody();
    void aProfileThatContradictsItselfIsAnError_data();
    void aProfileThatContradictsItselfIsAnError();
    void shippedProfilesFitEveryStackThatHasTheirEndpoints_data();
    void shippedProfilesFitEveryStackThatHasTheirEndpoints();
    void shippedProfilesFitTheirOwnServers();

private:
    const Stack &stack(const QString &id) const { return *m_catalogue.find(id); }

    Catalogue m_catalogue = Catalogue::load({sourceFolder + u"/resources/stacks"_s});
};

void TestRequestFit::findsEndpoints_data()
{
    QTest::addColumn<QStringList>("endpoints");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("isThere");
    const QStringList text{u"GET /text"_s, u"POST /text/x"_s};
    const auto row = [](const char *name, const QStringList &endpoints, const QByteArray &method,
                        const QByteArray &path,
                        bool isThere) { QTest::newRow(name) << endpoints << method << path << isThere; };
    row("itself", text, "GET", "/text", true);
    row("query", text, "GET", "/text?a=/x", true);
    row("escaped", text, "GET", "/%74ext", true);
    row("other method", text, "POST", "/text", false);
    row("head", text, "HEAD", "/text", false);
    row("other case", text, "GET", "/Text", false);
    row("longer", text, "GET", "/texts", false);
    row("slash", text, "GET", "/text/", false);
    row("below", text, "GET", "/text/x", false);
    row("second", text, "POST", "/text/x", true);
    row("variable", text, "POST", "/text/{name}", true);
    row("part of a segment", text, "GET", "/te{x}t", true);
    row("variable elsewhere", text, "GET", "/{x}s", false);
    row("variable is one segment", text, "POST", "/{x}", false);
    row("segment of an endpoint", {u"GET /items/{id}/x"_s}, "GET", "/items/5/x", true);
    row("of both", {u"GET /items/{id}"_s}, "GET", "/items/{n}", true);
    row("missing segment", {u"GET /items/{id}"_s}, "GET", "/items", false);
    row("all below", {u"GET /static/*"_s}, "GET", "/static/a/b.txt", true);
    row("not below", {u"GET /static/*"_s}, "GET", "/statics", false);
    row("query of the endpoint", {u"GET /a?x=1"_s}, "GET", "/a?x=2", true);
    row("special characters", {u"GET /a.b(c)"_s}, "GET", "/a.b({x})", true);
    row("no pattern", {u"GET /axb"_s}, "GET", "/a.{x}", false);
}

void TestRequestFit::findsEndpoints()
{
    QFETCH(QStringList, endpoints);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(bool, isThere);
    Stack http;
    http.endpoints = endpoints;
    QCOMPARE(!findEndpoint(http, makeRequest(path, method)).isEmpty(), isThere);
}

void TestRequestFit::unsupportedRequestIsAProfileError()
{
    ProfileReading reading = readProfile(
        R"({"loadstone_profile": 1, "name": "N",
            "servers": [{"stack": "sanic"}, {"stack": "japronto"}, {"stack": "japronto", "enabled": false, "label": "off"}],
            "requests": [{"name": "file", "path": "/static/small.txt"}, {"name": "text", "path": "/text"}],
            "load": {"users": 1, "duration_s": 1}})",
        u"t"_s);
    QVERIFY(reading.profile);
    checkWithCatalogue(reading, m_catalogue);
    QVERIFY(!reading.profile);
    QCOMPARE(reading.problems.size(), 1);
    QCOMPARE(reading.problems.first().pointer, u"/servers/1/stack"_s);
    QCOMPARE(
        reading.problems.first().message,
        u"Japronto has no GET /static/small.txt, so every request \"file\" would fail. It has GET "
        "/simple-response, POST /process-jwe, GET /stream-file, GET /text, GET /json, GET /. Remove this "
        "server, or the request."_s);

    reading = readProfile(R"({"loadstone_profile": 1, "name": "N", "servers": [{"stack": "sanic"}],
            "requests": [{"name": "text", "path": "/text"}], "load": {"users": 1, "duration_s": 1},
            "scenario": {"login": {"name": "login", "method": "POST", "path": "/login"}}})",
                          u"t"_s);
    QVERIFY(reading.profile);
    checkWithCatalogue(reading, m_catalogue);
    QCOMPARE(reading.problems.size(), 1);
    QVERIFY(reading.problems.first().message.contains(u"Sanic has no POST /login"_s));

    reading = readProfile(R"({"loadstone_profile": 1, "name": "N", "servers": [{"stack": "grpc-sync"}],
            "requests": [{"name": "a", "path": "/MyApp/cpu_bound"}], "load": {"users": 1, "duration_s": 1},
            "connection": {"engine": "grpc"}})",
                          u"t"_s);
    QVERIFY(reading.profile);
    checkWithCatalogue(reading, m_catalogue);
    QVERIFY(reading.profile);
}

void TestRequestFit::aRunRefusesItToo()
{
    Profile profile = makeProfile(makeRequest("/static/small.txt"));
    profile.servers << ServerEntry{u"japronto"_s, u"tuned"_s, {}, {}, true};
    const auto servers = resolveServers(profile, m_catalogue);
    QVERIFY(!servers);
    QCOMPARE(servers.error().code, ErrorCode::Usage);
    QVERIFY2(servers.error().text().startsWith(u"Japronto has no GET /static/small.txt"_s),
             qPrintable(servers.error().text()));
    profile.servers.first().stackId = u"sanic"_s;
    QVERIFY(resolveServers(profile, m_catalogue));
}

void TestRequestFit::ignoresUnknownBodies()
{
    const QJsonObject none;
    RequestTemplate missing = makeRequest("/nothing");
    QCOMPARE(requestProblems(stack(u"japronto"_s), none, makeProfile(missing)).size(), 1);
    missing.expect.statuses = {200, 404};
    QCOMPARE(requestProblems(stack(u"japronto"_s), none, makeProfile(missing)).size(), 1);
    missing.expect.statuses = {404, 405};
    QVERIFY(requestProblems(stack(u"japronto"_s), none, makeProfile(missing)).isEmpty());
    Stack silent; // a server given by its address only
    QVERIFY(requestProblems(silent, none, makeProfile(makeRequest("/x"))).isEmpty());
}

void TestRequestFit::expectationsFollowParameters_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<Expectation>("expect");
    Expectation status;
    status.statuses = {200};
    Expectation bytes;
    bytes.bodyLength = 106;
    Expectation body;
    body.body = sample;
    Expectation hash;
    hash.bodySha256 = QCryptographicHash::hash(sample, QCryptographicHash::Sha256).toHex();
    Expectation json;
    json.json = {{u"/values/1"_s, 2}, {u"/test"_s, true}, {u"/date"_s, 1551000000}};
    for (const QString &id : {u"pyramid-wsgiref"_s, u"flask-dev-threaded"_s}) {
        for (const auto &[name, expect] :
             {std::pair("nothing", Expectation()), std::pair("status", status), std::pair("bytes", bytes),
              std::pair("body", body), std::pair("hash", hash), std::pair("json", json)})
            QTest::addRow("%s, %s", qPrintable(id), name) << id << expect;
    }
}

void TestRequestFit::expectationsFollowParameters()
{
    QFETCH(QString, id);
    QFETCH(Expectation, expect);
    RequestTemplate request = makeRequest("/json");
    request.expect = expect;
    for (const QString &preset : {u"as-published"_s, u"tuned"_s}) {
        const ResolvedServer plain = resolved(stack(id), preset);
        QCOMPARE(requestsFor(plain, {request}), QList<RequestTemplate>{request});
        const ResolvedServer changed = resolved(stack(id), preset, {{u"faithful"_s, true}});
        QVERIFY(requestProblems(changed.stack, changed.parameters, makeProfile(request)).isEmpty());
        const RequestTemplate adjusted = requestsFor(changed, {request}).constFirst();
        QCOMPARE(judge(adjusted, faithful(changed.stack)), OutcomeClass::Ok);
        const bool isBodyExpected = expect != Expectation() && expect.statuses.isEmpty();
        QCOMPARE(judge(adjusted, sample), isBodyExpected ? OutcomeClass::WrongBody : OutcomeClass::Ok);
        QCOMPARE(adjusted.expect.statuses, expect.statuses);
    }
    // One written for the other body is adapted back.
    request.expect = {};
    request.expect.body = faithful(stack(id));
    const ResolvedServer plain = resolved(stack(id), u"tuned"_s);
    QCOMPARE(judge(requestsFor(plain, {request}).constFirst(), sample), OutcomeClass::Ok);
}

void TestRequestFit::followsLengthsThatAreParameters()
{
    Stack sized;
    sized.title = u"Sized"_s;
    sized.endpoints = {u"GET /block"_s};
    ParameterSpec size{u"size"_s, u"S"_s, u"H"_s, {}, ParameterSpec::Type::Integer, 0, 1 << 20, {}, 100};
    sized.parameters = {size};
    EndpointBody body;
    body.endpoint = u"GET /block"_s;
    body.bytesParameter = u"size"_s;
    sized.bodies = {body};
    sized.presets = {Preset{u"tuned"_s, {}, {}, {}}};
    RequestTemplate request = makeRequest("/block?x=1");
    request.expect.bodyLength = 100;
    const ResolvedServer larger = resolved(sized, u"tuned"_s, {{u"size"_s, 5'000}});
    QVERIFY(requestProblems(sized, larger.parameters, makeProfile(request)).isEmpty());
    QCOMPARE(requestsFor(larger, {request}).constFirst().expect.bodyLength, 5'000);
    request.expect.bodyLength = 5'000; // set by the user together with the parameter
    QCOMPARE(requestsFor(larger, {request}).constFirst(), request);
}

void TestRequestFit::unsatisfiableExpectationIsAnError()
{
    RequestTemplate request = makeRequest("/json");
    request.expect.bodyLength = 107;
    const ResolvedServer changed = resolved(stack(u"pyramid-wsgiref"_s), u"tuned"_s, {{u"faithful"_s, true}});
    const QStringList problems = requestProblems(changed.stack, changed.parameters, makeProfile(request));
    QCOMPARE(
        problems,
        QStringList{u"Pyramid on wsgiref responds to GET /json with a body of 122 bytes, which is not what "
                    "the request \"r\" expects. Correct \"expect\"."_s});
    QCOMPARE(requestsFor(changed, {request}), QList<RequestTemplate>{request});
}

void TestRequestFit::capturesHaveToBeInTheBody()
{
    RequestTemplate request = makeRequest("/json");
    request.captures = {{u"v"_s, Capture::From::Json, u"/values/0"_s}};
    const auto problemsWith = [&](bool isFaithful) {
        const ResolvedServer server =
            resolved(stack(u"pyramid-wsgiref"_s), u"tuned"_s, {{u"faithful"_s, isFaithful}});
        return requestProblems(server.stack, server.parameters, makeProfile(request));
    };
    QVERIFY(problemsWith(false).isEmpty());
    QCOMPARE(problemsWith(true).size(), 1); // a text that only resembles JSON
}

void TestRequestFit::aProfileThatContradictsItselfIsAnError_data()
{
    QTest::addColumn<Profile>("profile");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const QByteArray &path, const Upstream &upstream, qint64 bytes,
                        const QString &problem) {
        Profile profile = makeProfile(makeRequest(path));
        profile.requests.first().expect.bodyLength = bytes;
        profile.upstream = upstream;
        profile.variables = {{u"chunk"_s, 0, 63}, {u"far"_s, 0, 64}};
        QTest::newRow(name) << profile << problem;
    };
    const Upstream ten{Upstream::Api::SlowApi, Milliseconds(1'000), 10};
    const Upstream five{Upstream::Api::SlowApi, Milliseconds(1'000), 5};
    const Upstream sleeping{Upstream::Api::Gosleep, Milliseconds(3'000), 10};
    row("calls as expected", "/io_bound?delay=1", ten, 179, {});
    row("calls changed", "/io_bound?delay=1", five, 179, u"a body of 89 bytes"_s);
    row("one call", "/single", five, 17, {});
    row("one call, other API", "/single", sleeping, 17, u"a body of 22 bytes"_s);
    row("two calls", "/multiple", sleeping, 45, {});
    row("delay of the query", "/io_bound?delay=10", sleeping, 239, {});
    row("delay of the profile", "/io_bound", sleeping, 239, u"a body of 229 bytes"_s);
    row("delay that varies", "/io_bound?delay={chunk}", sleeping, 239, {});
    row("last chunk", "/stream-file?chunk_index=63", {}, 1 << 20, {});
    row("behind the last chunk", "/stream-file?chunk_index=64", {}, 1 << 20,
        u"asks for chunk 64 of the stream file, which has 64 MiB"_s);
    row("chunks of a variable", "/stream-file?chunk_index={chunk}", {}, 1 << 20, {});
    row("variable beyond the file", "/stream-file?chunk_index={far}", {}, 1 << 20,
        u"Raise \"stream_file_mib\" of /service to 65"_s);
    row("larger chunks", "/stream-file?chunk_index=0", {}, 1 << 21, u"a body of 1048576 bytes"_s);

    const auto processing = [](const char *name, const QByteArray &body, const QByteArray &expected,
                               const QString &problem) {
        Profile profile = makeProfile(makeRequest("/process-jwe", "POST"));
        profile.requests.first().body = body;
        profile.requests.first().expect.body = expected;
        profile.variables = {{u"n"_s, 0, 9}};
        QTest::newRow(name) << profile << problem;
    };
    const QByteArray data = R"({"status":"Processed","data":{"key":"value"}})";
    processing("what is sent", R"({"key":"value"})", data, {});
    processing("other than is sent", R"({"key":"other","n":[1,-2]})", data, u"a body of 56 bytes"_s);
    processing("sent with a variable", R"({"key":"{n}"})", data, {});
    processing("sent as frameworks may write otherwise", R"({"key":1.50})", data, {});
    processing("sent with white space", R"({"key": "other"})", data, {});
}

void TestRequestFit::aProfileThatContradictsItselfIsAnError()
{
    QFETCH(const Profile, profile);
    QFETCH(const QString, problem);
    const Stack &every = stack(u"flask-gunicorn-gevent"_s);
    const ResolvedServer server = resolved(every, u"tuned"_s);
    const QStringList problems = requestProblems(every, server.parameters, profile);
    QCOMPARE(problems.size(), problem.isEmpty() ? 0 : 1);
    QVERIFY2(problem.isEmpty() || problems.first().contains(problem), qPrintable(problems.join(u'\n')));
    // With the status of such a response it is intended.
    Profile refused = profile;
    refused.requests.first().expect.statuses = {416};
    QVERIFY(requestProblems(every, server.parameters, refused).isEmpty());
}

void TestRequestFit::shippedProfilesFitEveryStackThatHasTheirEndpoints_data()
{
    QTest::addColumn<QString>("file");
    for (const QFileInfo &file : QDir(sourceFolder + u"/profiles"_s).entryInfoList({u"*.json"_s}))
        QTest::newRow(qPrintable(file.baseName())) << file.filePath();
}

void TestRequestFit::shippedProfilesFitEveryStackThatHasTheirEndpoints()
{
    QFETCH(QString, file);
    const Result<ProfileFile> read = ProfileFile::open(file);
    QVERIFY(read && read->reading().profile);
    const Profile &profile = *read->reading().profile;
    const QMap<QString, Expected> bodies = plainAnswers();
    int judged = 0;
    for (const Stack &candidate : m_catalogue.stacks()) {
        if (candidate.protocol != engineProtocol(profile.connection.engine))
            continue;
        const bool hasAll =
            std::all_of(profile.requests.begin(), profile.requests.end(),
                        [&](const RequestTemplate &r) { return !findEndpoint(candidate, r).isEmpty(); });
        for (const Preset &preset : candidate.presets) {
            for (const bool isFaithful : {false, true}) {
                QJsonObject parameters;
                for (const ParameterSpec &spec : candidate.parameters) {
                    if (spec.name == u"faithful"_s)
                        parameters.insert(spec.name, isFaithful);
                }
                if (isFaithful && parameters.isEmpty())
                    continue;
                const ResolvedServer server = resolved(candidate, preset.id, parameters);
                const QStringList problems = requestProblems(candidate, server.parameters, profile);
                QVERIFY2(problems.isEmpty() == hasAll, qPrintable(candidate.id + problems.join(u'\n')));
                for (const RequestTemplate &request : requestsFor(server, profile.requests)) {
                    const QString endpoint = findEndpoint(candidate, request);
                    if (!bodies.contains(endpoint))
                        continue; // waits for something; covered with real servers elsewhere
                    const bool isOther = isFaithful && endpoint == u"GET /json"_s;
                    QCOMPARE(judge(request, isOther ? faithful(candidate) : bodies[endpoint].body),
                             OutcomeClass::Ok);
                    ++judged;
                }
            }
        }
    }
    const bool isAskedElsewhere = profile.upstream.api != Upstream::Api::None;
    QVERIFY(judged > 20 || isAskedElsewhere);
}

void TestRequestFit::shippedProfilesFitTheirOwnServers()
{
    for (const QFileInfo &file : QDir(sourceFolder + u"/profiles"_s).entryInfoList({u"*.json"_s})) {
        const Result<ProfileFile> read = ProfileFile::open(file.filePath());
        QVERIFY(read);
        ProfileReading reading = read->reading();
        checkWithCatalogue(reading, m_catalogue);
        QVERIFY2(reading.profile && reading.problems.isEmpty(), qPrintable(file.fileName()));
        const auto servers = resolveServers(*reading.profile, m_catalogue);
        QVERIFY2(servers.isOk(), qPrintable(file.fileName()));
    }
}

LOADSTONE_TEST(TestRequestFit, QCoreApplication)
#include "tst_requestfit.moc"
