// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/observedload.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

RequestTemplate request(const QString &name, const QByteArray &path)
{
    RequestTemplate result;
    result.name = name;
    result.path = path;
    return result;
}

/// Accepts any login, and afterwards only requests with the returned token.
Script answerToMember(const ScriptedRequest &request)
{
    if (request.target.startsWith("/login")) {
        const QByteArray token = "t-" + request.target.mid(request.target.indexOf('=') + 1);
        return script::respond("{\"token\": \"" + token + "\"}", 200,
                               "Set-Cookie: session=s" + token + "; Path=/\r\n");
    }
    const bool isMember =
        request.head.contains("\r\nX-Token: t-") && request.head.contains("\r\nCookie: session=st-");
    return isMember ? script::respond("welcome") : script::respond("who are you", 401);
}

LoadSpec memberSpec(const QUrl &url, int users)
{
    LoadSpec spec = specFor(url, users);
    RequestTemplate login = request(u"enter"_s, "/login?user={user}");
    login.captures = {{u"token"_s, Capture::From::Json, u"/token"_s},
                      {u"session"_s, Capture::From::Cookie, u"session"_s}};
    spec.scenario.login = login;
    Variable user{u"user"_s, 1, 1'000'000};
    user.kind = Variable::Kind::Sequence;
    spec.variables = {user};
    spec.requests = {request(u"page"_s, "/page"), request(u"next"_s, "/next")};
    for (RequestTemplate &each : spec.requests)
        each.headers = {{"X-Token", "{token}"}, {"Cookie", "session={session}"}};
    spec.load.requests = 200;
    spec.load.duration.reset();
    return spec;
}

bool isLogin(const ScriptedRequest &request) { return request.target.startsWith("/login"); }

} // namespace

/// Requests of users, their order, and how they are counted.
class TestScenarioLoad : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { runOnEachHttpEngine(); }
    void eachUserLogsInOnce_data();
    void eachUserLogsInOnce();
    void logsInBeforeTheMeasurePhase();
    void triesAgainUntilItIsLetIn();
    void countedLoadEndsWhenAllLoginsFail();
    void arrivalsWaitForTheLogin();
    void arrivalsAreDroppedWhenAllLoginsFail();
    void usersKeepTheOrder();
    void groupsComeWithTheirEndpoints();
};

void TestScenarioLoad::eachUserLogsInOnce_data()
{
    QTest::addColumn<int>("threads");
    QTest::newRow("one thread") << 1;
    QTest::newRow("three threads") << 3;
}

void TestScenarioLoad::eachUserLogsInOnce()
{
    QFETCH(int, threads);
    ScriptedServer server(answerToMember);
    ObservedLoad observed;
    LoadSpec spec = memberSpec(server.url(), 10);
    spec.connection.threads = threads;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());

    const LoadResult &result = observed.result();
    checkBooks(result);
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(total.started, 200);
    QCOMPARE(total.ok(), 200);
    QVERIFY(result.measured.login.has_value());
    const LoginMetrics &login = *result.measured.login;
    QCOMPARE(login.requests.name, u"enter"_s);
    QCOMPARE(login.requests.started, 10);
    QCOMPARE(login.requests.ok(), 10);
    QCOMPARE(login.requests.serviceTime.count(), 10);
    QCOMPARE(login.firstFailure, QString());
    QCOMPARE(result.measured.endpoints.size(), 2);
    QCOMPARE(server.requests(), 210);
    // All logins differed.
    QList<QByteArray> logins;
    for (const ScriptedRequest &each : server.firstRequests()) {
        if (isLogin(each))
            logins.append(each.target);
    }
    std::sort(logins.begin(), logins.end());
    QCOMPARE(logins.size(), 10);
    QVERIFY(std::adjacent_find(logins.begin(), logins.end()) == logins.end());
}

void TestScenarioLoad::logsInBeforeTheMeasurePhase()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        return isLogin(request) ? script::delayed(100, answerToMember(request)) : answerToMember(request);
    });
    ObservedLoad observed;
    LoadSpec spec = memberSpec(server.url(), 5);
    spec.warmUp = 500ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    QCOMPARE(result.measured.login->requests.ok(), 5);
    QVERIFY(result.measured.login->requests.serviceTime.min() >= 100'000);
    QVERIFY(result.measured.total().serviceTime.max() < 100'000);
    QCOMPARE(result.measured.total().started, 200);
    // Requests in flight at the start of measuring are in neither.
    const qint64 neither = server.requests() - 5 - 200 - result.warmUpRequests;
    QVERIFY2(neither >= 0 && neither <= 5, QByteArray::number(neither).constData());
}

void TestScenarioLoad::triesAgainUntilItIsLetIn()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        return request.number < 12 ? script::respond("later", 503) : answerToMember(request);
    });
    ObservedLoad observed;
    LoadSpec spec = memberSpec(server.url(), 4);
    spec.load.thinkTime = {ThinkTime::Kind::Constant, 0ms, 0ms, 5ms};
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    const EndpointMetrics &login = result.measured.login->requests;
    QCOMPARE(login.ok(), 4);
    QCOMPARE(login.failed(), 12);
    QCOMPARE(login.started, 16);
    QCOMPARE(result.measured.login->firstFailure, u"503 Scripted"_s);
    QCOMPARE(result.measured.total().failed(), 0);
    QCOMPARE(server.requests(), 16 + result.measured.total().started);
}

void TestScenarioLoad::countedLoadEndsWhenAllLoginsFail()
{
    ScriptedServer server(script::respond("no", 403));
    ObservedLoad observed;
    observed.generator.start(memberSpec(server.url(), 4));
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    QCOMPARE(result.measured.total().started, 0);
    QVERIFY(result.measured.login->requests.failed() >= 200);
    QVERIFY(result.measured.login->requests.failed() <= 204);
}

void TestScenarioLoad::arrivalsWaitForTheLogin()
{
    ScriptedServer server([](const ScriptedRequest &request) {
        return isLogin(request) ? script::delayed(50, answerToMember(request)) : answerToMember(request);
    });
    ObservedLoad observed;
    LoadSpec spec = memberSpec(server.url(), 1);
    spec.load.model = LoadModel::Open;
    spec.load.rate = 100;
    spec.load.connections = 20;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(total.ok(), 200);
    QCOMPARE(result.dropped, 0);
    QVERIFY(result.measured.login->requests.ok() >= 1);
    QCOMPARE(result.measured.login->requests.failed(), 0);
    // The first ones on each connection were late by the login, which must show.
    QVERIFY(total.responseTime.max() >= 50'000);
    QCOMPARE(server.requests(), 200 + result.measured.login->requests.started);
}

void TestScenarioLoad::arrivalsAreDroppedWhenAllLoginsFail()
{
    ScriptedServer server(script::respond("no", 403));
    ObservedLoad observed;
    LoadSpec spec = memberSpec(server.url(), 1);
    spec.load.model = LoadModel::Open;
    spec.load.rate = 200;
    spec.load.connections = 5;
    spec.load.requests.reset();
    spec.load.duration = 500ms;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    QCOMPARE(result.measured.total().started, 0);
    QVERIFY(result.due >= 90 && result.due <= 101);
    QCOMPARE(result.dropped, result.due);
    QCOMPARE(result.measured.login->requests.failed(), result.due);
}

void TestScenarioLoad::usersKeepTheOrder()
{
    ScriptedServer server(script::respond("ok"));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 6);
    spec.scenario.order = Scenario::Order::Sequence;
    spec.requests = {request(u"a"_s, "/0"), request(u"b"_s, "/1"), request(u"c"_s, "/2")};
    spec.load.requests = 120;
    spec.load.duration.reset();
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    const QList<ScriptedRequest> requests = server.firstRequests();
    QCOMPARE(requests.size(), 120);
    for (const ScriptedRequest &each : requests)
        QCOMPARE(each.target, '/' + QByteArray::number(each.onConnection % 3));
}

void TestScenarioLoad::groupsComeWithTheirEndpoints()
{
    ScriptedServer server(script::respond("ok"));
    ObservedLoad observed;
    LoadSpec spec = specFor(server.url(), 3);
    spec.scenario.order = Scenario::Order::Sequence;
    spec.requests = {request(u"a"_s, "/a"), request(u"b"_s, "/b"), request(u"c"_s, "/c")};
    spec.requests[0].group = u"browse"_s;
    spec.requests[2].group = u"browse"_s;
    spec.load.requests = 90;
    spec.load.duration.reset();
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    const LoadMetrics &measured = observed.result().measured;
    QCOMPARE(measured.endpoints.at(0).title(), u"browse: a"_s);
    QCOMPARE(measured.endpoints.at(1).title(), u"b"_s);
    const QList<EndpointMetrics> groups = measured.groups();
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups.first().name, u"browse"_s);
    QCOMPARE(groups.first().ok(), measured.endpoints.at(0).ok() + measured.endpoints.at(2).ok());
    QCOMPARE(groups.first().serviceTime.count(), groups.first().ok());
    QCOMPARE(measured.total().ok(), 90);
    QVERIFY(!measured.login);
}

LOADSTONE_TEST(TestScenarioLoad, QCoreApplication)
#include "tst_scenarioload.moc"
