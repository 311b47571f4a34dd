// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reader.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/writer.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

// Before the helpers, because moc 6.4 cannot parse their raw strings.
/// Problems of profiles with a gRPC engine.
class TestRpcProblems : public QObject
{
    Q_OBJECT
private slots:
    void acceptsValidCalls();
    void reportsOneProblem_data();
    void reportsOneProblem();
};

namespace
{

/// A gRPC profile with these requests, and additional keys of /connection.
QByteArray profileWith(const QByteArray &requests, const QByteArray &connection = R"("engine": "grpc")")
{
    return R"({"loadstone_profile": 1, "name": "N",
"servers": [{"stack": "grpc-sync"}],
"requests": [)"
        + requests + R"(],
"variables": [{"name": "n", "first": 1, "last": 9}],
"load": {"users": 2, "duration_s": 1},
"connection": {)"
        + connection + "}}";
}

/// One request with additional keys after its name and path; uses the variable.
QByteArray requestWith(const QByteArray &more)
{
    return R"({"name": "a", "path": "/MyApp/io_bound", "body": "{\"num\": {n}}")" + more + '}';
}

} // namespace

void TestRpcProblems::acceptsValidCalls()
{
    const QByteArray call =
        R"(, "headers": {"X-Trace": "1", "key-bin": "\u00fc", "x-t": "{t}"}, "capture": [{"variable": "t", "json": "/text"}],
            "expect": {"body": {"text": "ready"}, "body_bytes": 7, "json": {"/text": "ready"}})";
    const ProfileReading reading =
        readProfile(profileWith(requestWith(call) + R"(, {"name": "b", "path": "/MyApp/index"})",
                                R"("engine": "grpc", "shared_channel": false)"),
                    u"t"_s);
    QVERIFY2(reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
    QVERIFY(reading.profile);
    QCOMPARE(reading.profile->connection.engine, grpcEngine());
    QVERIFY(!reading.profile->connection.sharesChannel);
    // As for a profile changed by command-line options.
    const QList<ProfileProblem> problems = validate(*reading.profile);
    QVERIFY2(problems.isEmpty(), qPrintable(listed(problems)));
    const ProfileReading again = readProfile(writeProfile(*reading.profile), u"t"_s);
    QVERIFY2(again.problems.isEmpty(), qPrintable(listed(again.problems)));
    QCOMPARE(*again.profile, *reading.profile);
}

void TestRpcProblems::reportsOneProblem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isError");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &text, bool isError, const char *pointer,
                        const char *message) {
        QTest::newRow(name) << text << isError << QString::fromUtf8(pointer) << QString::fromUtf8(message);
    };
    const QByteArray other = requestWith({}) + ", ";
    row("a method that is not there", profileWith(other + R"({"name": "b", "path": "/MyApp/indx"})"), true,
        "/requests/1/path", "There is no gRPC method \"/MyApp/indx\". Did you mean \"/MyApp/index\"?");
    row("a path of HTTP", profileWith(other + R"({"name": "b", "path": "/"})"), true, "/requests/1/path",
        "There is no gRPC method \"/\". Use one of: /MyApp/cpu_bound, /MyApp/index, /MyApp/io_bound.");
    row("a field that is not there",
        profileWith(other + R"({"name": "b", "path": "/MyApp/index", "body": {"number": 1}})"), true,
        "/requests/1/body", "");
    row("a value that does not fit",
        profileWith(other + R"({"name": "b", "path": "/MyApp/index", "body": {"num": 2147483648}})"), true,
        "/requests/1/body", "");
    row("an answer that cannot be", profileWith(requestWith(R"(, "expect": {"body": {"txt": "ready"}})")),
        true, "/requests/0/expect/body", "");
    row("an expected header", profileWith(requestWith(R"(, "expect": {"header": {"A": true}})")), true,
        "/requests/0/expect/header",
        "Headers of gRPC responses are not checked. Remove \"header\"; \"json\" checks the response "
        "message.");
    row("a captured cookie",
        profileWith(
            requestWith(R"(, "headers": {"x-t": "{t}"}, "capture": [{"variable": "t", "cookie": "t"}])")),
        true, "/requests/0/capture/0",
        "Headers of gRPC responses are not checked. Use \"json\", which reads the response message.");
    row("a method of HTTP", profileWith(requestWith(R"(, "method": "POST")")), true, "/requests/0/method",
        "A gRPC call has no HTTP method; \"path\" names the method to call. Remove \"method\".");
    row("a status of HTTP", profileWith(requestWith(R"(, "expect": {"status": [200]})")), true,
        "/requests/0/expect/status",
        "A gRPC call has no HTTP status; any status code but OK is a failure. Remove \"status\".");
    row("a header of gRPC", profileWith(requestWith(R"(, "headers": {"grpc-timeout": "1S"})")), true,
        "/requests/0/headers/grpc-timeout", "gRPC writes the header \"grpc-timeout\" itself. Remove it.");
    row("a name that metadata cannot have", profileWith(requestWith(R"(, "headers": {"a$b": "1"})")), true,
        "/requests/0/headers/a$b",
        "\"a$b\" cannot be the name of gRPC metadata. Use letters, digits, -, _ and . only.");
    row("a value that metadata cannot have", profileWith(requestWith(R"(, "headers": {"a": "ü"})")), true,
        "/requests/0/headers/a",
        "The value of \"a\" is not plain ASCII, which gRPC metadata has to be. Change it, or let the name "
        "end with -bin.");
    row("a channel for HTTP", profileWith(R"({"name": "a", "path": "/{n}"})", R"("shared_channel": false)"),
        false, "/connection/shared_channel",
        "\"shared_channel\" does not apply to the engine \"qnam\", where each user has its own connection. "
        "Remove it.");
    row("a shared channel for single calls",
        profileWith(requestWith({}), R"("engine": "grpc", "reuse": false, "shared_channel": true)"), false,
        "/connection/shared_channel",
        "Without \"reuse\" each call opens its own connection. Remove "
        "\"shared_channel\", or set \"reuse\" to true.");
}

void TestRpcProblems::reportsOneProblem()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isError);
    QFETCH(const QString, message);
    const ProfileReading reading = readProfile(text, u"t"_s);
    QVERIFY2(reading.problems.size() == 1, qPrintable(listed(reading.problems)));
    const ProfileProblem &problem = reading.problems.first();
    QTEST(problem.pointer, "pointer");
    if (!message.isEmpty())
        QCOMPARE(problem.message, message);
    else // the reason is protobuf's
        QVERIFY2(problem.message.contains(u"in JSON: "), qPrintable(problem.message));
    QCOMPARE(problem.severity == ProfileProblem::Severity::Error, isError);
    QCOMPARE(reading.profile.has_value(), !isError);
}

LOADSTONE_TEST(TestRpcProblems, QCoreApplication)
#include "tst_rpcproblems.moc"
