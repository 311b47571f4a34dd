// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reader.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/brackets.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

/// Message, position and severity of each problem; one row per problem.
class TestProfileProblems : public QObject
{
    Q_OBJECT
private slots:
    void reportsOneProblem_data();
    void reportsOneProblem();
    void translatesEachProblem_data() { reportsOneProblem_data(); }
    void translatesEachProblem();
    void slowSpawningIsNoProblem();
};

void TestProfileProblems::reportsOneProblem_data()
{
    using Severity = ProfileProblem::Severity;
    QTest::addColumn<int>("line");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("severity");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, int line, const QByteArray &text, Severity severity,
                        const char *pointer, int column, const char *message) {
        QTest::newRow(name) << line << text << static_cast<int>(severity) << QString::fromUtf8(pointer)
                            << column << QString::fromUtf8(message);
    };
    const auto error = [&row](const char *name, int line, const QByteArray &text, const char *pointer,
                              int column, const char *message) {
        row(name, line, text, Severity::Error, pointer, column, message);
    };
    const auto warning = [&row](const char *name, int line, const QByteArray &text, const char *pointer,
                                int column, const char *message) {
        row(name, line, text, Severity::Warning, pointer, column, message);
    };
    // Schema violations
    error("unknown key, near", 7, R"("load": {"users": 2, "user": 3, "duration_s": 1},)", "/load/user", 22,
          "Unknown key \"user\" in /load. Did you mean \"users\"?");
    error("unknown key, far", 6, R"("variables": [{"name": "n", "last": 5, "zzz": 1}],)", "/variables/0/zzz",
          40,
          "Unknown key \"zzz\" in /variables/0. Remove it, or use one of: column, file, first, kind, last, "
          "name, rows.");
    error("unknown key at the top", 8, R"("measurements": {"warm_up_s": 5})", "/measurements", 1,
          "Unknown key \"measurements\" at the top of the file. Did you mean \"measurement\"?");
    error("duplicate key", 7, R"("load": {"users": 2, "users": 3, "duration_s": 1},)", "/load/users", 22,
          "Duplicate key \"users\", first in line 7. Remove one of them.");
    error("text for a number", 7, R"("load": {"users": "15", "duration_s": 1},)", "/load/users", 19,
          "\"users\" must be an integer, not a string. Remove the quotes: 15.");
    error("fraction for a whole number", 7, R"("load": {"users": 1.5, "duration_s": 1},)", "/load/users", 19,
          "\"users\" must be an integer, not 1.5. For example: 15.");
    error("text for a truth", 4, R"("servers": [{"stack": "sanic", "enabled": "true"}],)",
          "/servers/0/enabled", 43,
          "\"enabled\" must be true or false, not a string. Remove the quotes: true.");
    error("object for a list", 4, R"("servers": {"stack": "sanic"},)", "/servers", 12,
          "\"servers\" must be an array [ … ], not {\"stack\":\"sanic\"}. For example: "
          "[{\"stack\":\"sanic\"}].");
    error(
        "text for an object", 4, R"("servers": ["sanic"],)", "/servers/0", 13,
        "Item 1 of \"servers\" must be an object { … }, not \"sanic\". For example: {\"stack\":\"sanic\"}.");
    error("null body", 5, R"("requests": [{"name": "a", "path": "/{n}", "body": null}],)", "/requests/0/body",
          52,
          "\"body\" must be a string, an object { … }, an array [ … ], a number or true or "
          "false, not "
          "null. For example: {\"key\":\"value\"}.");
    error("bad parameter", 4, R"("servers": [{"stack": "sanic", "parameters": {"workers": [2]}}],)",
          "/servers/0/parameters/workers", 58,
          "\"workers\" must be a string, a number or true or false, not [2]. For example: 2.");
    error("too few users", 7, R"("load": {"users": 0, "duration_s": 1},)", "/load/users", 19,
          "\"users\" is 0; it must be from 1 to 100,000.");
    error("too many users", 7, R"("load": {"users": 100001, "duration_s": 1},)", "/load/users", 19,
          "\"users\" is 100001; it must be from 1 to 100,000.");
    error("beyond 32 bits", 7, R"("load": {"users": 5000000000, "duration_s": 1},)", "/load/users", 19,
          "\"users\" is 5000000000; it must be from 1 to 100,000.");
    error("no duration", 7, R"("load": {"users": 2, "duration_s": 0},)", "/load/duration_s", 36,
          "\"duration_s\" is 0; it must be more than 0 and at most 86,400.");
    error("weight of nothing", 5, R"("requests": [{"name": "a", "path": "/{n}", "weight": 0}],)",
          "/requests/0/weight", 54, "\"weight\" is 0; it must be more than 0 and at most 1,000,000.");
    error("unknown kind", 7, R"("load": {"users": 2, "duration_s": 1, "think_time": {"kind": "unifrm"}},)",
          "/load/think_time/kind", 62,
          "\"kind\" is \"unifrm\"; it must be \"none\", \"constant\", \"uniform\" or \"exponential\". Did "
          "you mean "
          "\"uniform\"?");
    error("unknown engine", 8, R"("connection": {"engine": "curl"})", "/connection/engine", 26,
          "\"engine\" is \"curl\"; it must be \"qnam\", \"native\" or \"grpc\".");
    error("empty name", 3, R"("name": "",)", "/name", 9,
          "\"name\" is empty. Fill it in, for example \"My comparison\".");
    error("no servers", 4, R"("servers": [],)", "/servers", 12,
          "\"servers\" is empty. Fill it in, for example [{\"stack\":\"sanic\"}].");
    error("missing key at the top", 3, "", "/name", 1,
          "The key \"name\" is missing at the top of the file. Add it, for example \"name\": \"My "
          "comparison\".");
    error("missing key inside", 7, R"("load": {"duration_s": 1},)", "/load", 9,
          "A closed load needs \"users\". Add it.");
    error("open load without a rate", 7, R"("load": {"model": "open", "duration_s": 1},)", "/load", 9,
          "An open load needs \"rate_per_s\". Add it.");
    error("stages and a duration", 7,
          R"("load": {"users": 1, "duration_s": 1, "stages": [{"users": 2, "duration_s": 1}]},)",
          "/load/duration_s", 36, "The stages define the duration. Remove \"duration_s\" or \"stages\".");
    error("stage without users", 7,
          R"("load": {"users": 1, "stages": [{"rate_per_s": 2, "duration_s": 1}]},)", "/load/stages/0", 33,
          "Each stage of a closed load needs \"users\". Add it.");
    error(
        "pacing and think time", 7,
        R"("load": {"users": 1, "duration_s": 1, "pacing_s": 1, "think_time": {"kind": "constant", "mean_s": 1}},)",
        "/load/pacing_s", 51,
        "Pacing and think time are mutually exclusive. Remove \"pacing_s\" or "
        "\"think_time\".");
    error("never a request", 7, R"("load": {"model": "open", "rate_per_s": 0, "duration_s": 1},)", "/load", 9,
          "The rate is always 0, so no requests would be sent. Raise \"rate_per_s\".");
    error("path without slash", 5, R"("requests": [{"name": "a", "path": "{n}"}],)", "/requests/0/path", 36,
          "\"path\" is \"{n}\". A path begins with /, for example /simple-response. Loadstone adds host "
          "and port.");
    error("variable's name", 6, R"("variables": [{"name": "1n", "last": 5}],)", "/variables/0/name", 24,
          "\"name\" is \"1n\". A variable's name is made of letters, digits and _, and does not begin with a "
          "digit. "
          "Rename it, for example to chunk.");
    // Cross-field rules
    error("never ends", 7, R"("load": {"users": 2},)", "/load", 9,
          "The load has no end. Add \"duration_s\", \"requests\" or both.");
    error("all switched off", 4, R"("servers": [{"stack": "sanic", "enabled": false}],)", "/servers", 12,
          "All servers are disabled. Set \"enabled\" of at least one to true.");
    error("same server twice", 4,
          R"("servers": [{"stack": "sanic"}, {"stack": "sanic", "preset": "tuned"}],)", "/servers/1", 33,
          "Server 2 (\"sanic\") is the same as server 1. Change its preset or parameters, or remove it and "
          "raise "
          "\"repeats\".");
    error("same label twice", 4,
          R"("servers": [{"stack": "sanic", "label": "S"}, {"stack": "cherrypy", "label": "S"}],)",
          "/servers/1/label", 78, "Servers 1 and 2 both have the label \"S\". Give one another label.");
    error("same request name", 5,
          R"("requests": [{"name": "a", "path": "/{n}"}, {"name": "a", "path": "/b"}],)", "/requests/1/name",
          54, "Duplicate request name \"a\". Rename one of them.");
    error("unknown variable in a path", 5, R"("requests": [{"name": "a", "path": "/{n}/{m}"}],)",
          "/requests/0/path", 36,
          "The path uses {m}, but there is no such variable. Add {\"name\": \"m\", \"first\": 0, \"last\": "
          "9} to "
          "/variables.");
    warning("unknown variable in a body", 5,
            R"("requests": [{"name": "a", "method": "POST", "path": "/{n}", "body": "{m}"}],)",
            "/requests/0/body", 70,
            "The body contains {m}, but there is no such variable, so it is sent literally. Add the "
            "variable, or ignore this warning if that is intended.");
    warning("unused variable", 5, R"("requests": [{"name": "a", "path": "/"}],)", "/variables/0", 0,
            "No request uses the variable \"n\". Use {n} in a path, or remove it.");
    error("variable twice", 6, R"("variables": [{"name": "n", "last": 5}, {"name": "n", "last": 6}],)",
          "/variables/1/name", 50, "Duplicate variable \"n\". Rename or remove one.");
    error("counting downwards", 6, R"("variables": [{"name": "n", "first": 6, "last": 5}],)", "/variables/0",
          15, "\"n\" counts down, from 6 to 5. Set \"last\" to at least 6.");
    error("space in a path", 5, R"("requests": [{"name": "a", "path": "/{n}/a b"}],)", "/requests/0/path", 36,
          "The path contains \" \", which cannot be sent. Percent-encode it: %20.");
    error("umlaut in a path", 5, R"("requests": [{"name": "a", "path": "/{n}/ü"}],)", "/requests/0/path", 36,
          "The path contains \"ü\", which cannot be sent. Percent-encode it: %C3%BC.");
    error("path that Qt changes", 5, R"("requests": [{"name": "a", "path": "/{n}/../%7e{n}"}],)",
          "/requests/0/path", 36,
          "The engine qnam cannot send the path /{n}/../%7e{n} as it is written: Qt would make /~{n} of it. "
          "Write /~{n}, or use the engine native.");
    error("body of a HEAD", 5,
          R"("requests": [{"name": "a", "method": "HEAD", "path": "/{n}", "body": "x"}],)",
          "/requests/0/body", 70,
          "The engine qnam cannot send a body with HEAD. Remove the body, or use the engine native.");
    warning(
        "body of a GET", 5, R"("requests": [{"name": "a", "path": "/{n}", "body": "x"}],)",
        "/requests/0/body", 52,
        "GET requests rarely have a body, and many servers ignore it. Use \"method\": \"POST\", or remove "
        "the body.");
    error("header's name", 5, R"("requests": [{"name": "a", "path": "/{n}", "headers": {"X Y": "1"}}],)",
          "/requests/0/headers/X Y", 63,
          "\"X Y\" cannot be the name of a header. Use letters, digits and - only.");
    error("header's value", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "headers": {"X": "1\r\nY: 2"}}],)",
          "/requests/0/headers/X", 61,
          "The value of header \"X\" has a line break or control character. Remove it.");
    error("header of ours", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "headers": {"content-length": "1"}}],)",
          "/requests/0/headers/content-length", 74,
          "Loadstone sets the header \"content-length\" itself. Remove it.");
    error("connection header", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "headers": {"Connection": "close"}}],)",
          "/requests/0/headers/Connection", 70,
          "Loadstone sets the header \"Connection\" itself. Remove it and set \"reuse\" of /connection "
          "instead.");
    error("no hash", 5, R"("requests": [{"name": "a", "path": "/{n}", "expect": {"body_sha256": "12ab"}}],)",
          "/requests/0/expect/body_sha256", 70,
          "\"body_sha256\" is \"12ab\". A SHA-256 has 64 hexadecimal digits; `sha256sum FILE` prints it.");
    error(
        "body and hash", 5,
        R"("requests": [{"name": "a", "path": "/{n}", "expect": {"body": "", "body_sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}}],)",
        "/requests/0/expect/body_sha256", 82,
        "\"body\" and \"body_sha256\" are mutually exclusive. Remove one of them.");
    error("body and length", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "expect": {"body": "ab", "body_bytes": 3}}],)",
          "/requests/0/expect/body_bytes", 83,
          "\"body_bytes\" is 3, but the expected body has 2 bytes. Remove \"body_bytes\".");
    error(
        "think time swapped", 7,
        R"("load": {"users": 2, "duration_s": 1, "think_time": {"kind": "uniform", "min_s": 2, "max_s": 1}},)",
        "/load/think_time", 53,
        "The shortest think time (\"min_s\") is above the longest (\"max_s\"). Swap them.");
    error("uniform without bounds", 7,
          R"("load": {"users": 2, "duration_s": 1, "think_time": {"kind": "uniform"}},)", "/load/think_time",
          53, "A uniform think time needs a \"max_s\" above 0. Add it, or use \"kind\": \"none\".");
    error("exponential without mean", 7,
          R"("load": {"users": 2, "duration_s": 1, "think_time": {"kind": "exponential"}},)",
          "/load/think_time", 53,
          "A think time of kind \"exponential\" needs a \"mean_s\" above 0. Add it, or use \"kind\": "
          "\"none\".");
    warning(
        "meaningless key", 7,
        R"("load": {"users": 2, "duration_s": 1, "think_time": {"kind": "constant", "mean_s": 1, "max_s": 1}},)",
        "/load/think_time/max_s", 96,
        "\"max_s\" does not apply to a think time of kind \"constant\". Remove it.");
    warning(
        "many users", 7, R"("load": {"users": 28001, "duration_s": 1},)", "/load/users", 19,
        "28001 users need as many local ports; Linux provides about 28,000 by default. Use fewer users, or "
        "widen "
        "net.ipv4.ip_local_port_range.");
    warning("idle threads", 8, R"("connection": {"threads": 3})", "/connection/threads", 27,
            "There are more load threads than users, so 1 would be idle. Use at most 2.");
    warning("fewer requests than users", 7, R"("load": {"users": 3, "requests": 2},)", "/load/requests", 34,
            "Some users send nothing: the load ends after 2 requests and has 3 users. Use fewer users or "
            "more requests.");
    error(
        "spawning for ever", 7, R"("load": {"users": 2, "duration_s": 1, "spawn_rate_per_s": 1e-12},)",
        "/load/spawn_rate_per_s", 59,
        "Starting 2 users takes more than 24 hours, all before measuring begins. Raise \"spawn_rate_per_s\" "
        "to at least 1.16e-05, or use fewer users.");
    warning("short timeout", 8, R"("connection": {"timeout_s": 2}, "service": {"process_delay_s": 2})",
            "/connection/timeout_s", 29,
            "The timeout does not exceed \"process_delay_s\" of /service, so these requests will fail. Raise "
            "it.");
    warning("short timeout for the slow upstream", 8,
            R"("connection": {"timeout_s": 2}, "upstream": {"api": "slow-api", "delay_s": 2})",
            "/connection/timeout_s", 29,
            "The timeout does not exceed \"delay_s\" of /upstream, so requests that call the slow upstream "
            "will fail. Raise it.");
    warning("whole seconds of the wrong API", 8, R"("upstream": {"api": "slow-api", "whole_seconds": true})",
            "/upstream/whole_seconds", 50,
            "Only \"gosleep\" truncates delays to whole seconds. Remove \"whole_seconds\", or set \"api\" to "
            "\"gosleep\".");
    error("two on one port", 8, R"("port": 8090, "upstream": {"api": "gosleep", "port": 8090})",
          "/upstream/port", 54,
          "The servers and the slow upstream cannot share port 8090. Change one of them, or remove it to use "
          "a free port.");
    warning("cores of both", 8, R"("affinity": {"server": [0, 1], "generator": [1]})", "/affinity", 13,
            "Server and load generator share a core and slow each other down. Assign separate cores.");
    error("unknown API", 8, R"("upstream": {"api": "gosleeep"})", "/upstream/api", 21,
          "\"api\" is \"gosleeep\"; it must be \"none\", \"slow-api\" or \"gosleep\". Did you mean "
          "\"gosleep\"?");
    warning(
        "finer than a millisecond", 8, R"("measurement": {"pause_s": 0.0126})", "/measurement/pause_s", 28,
        "\"pause_s\" is rounded to 0.013 s, since times have a resolution of 1 ms. Write the rounded value.");
    error("rounds to nothing", 7, R"("load": {"users": 2, "duration_s": 0.0004},)", "/load/duration_s", 36,
          "\"duration_s\" is under half a millisecond, which rounds to 0. Use 0 or at least 0.001.");
    error("threshold", 8, R"("thresholds": ["p99<200ms", "p99<200"])", "/thresholds/1", 29,
          "Invalid threshold \"p99<200\". p99 is a time; append us, ms or s, for example "
          "200ms.");
    error("endpoint of a threshold, near", 8, R"("thresholds": ["p99{endpoint:a}<2s", "p99{endpoint:A}<2s"])",
          "/thresholds/1", 38, "No request or group has the name \"A\". Did you mean \"a\"?");
    error("endpoint of a threshold, far", 8, R"("thresholds": ["p99{endpoint:list}<2s"])", "/thresholds/0",
          16, "No request or group has the name \"list\". Use one of: a.");
    error(
        "group of a threshold", 5,
        R"("requests": [{"name": "a", "path": "/{n}", "group": "read"}], "thresholds": ["p99{endpoint:read}<2s", "rps{endpoint:reads}>1"],)",
        "/thresholds/1", 103, "No request or group has the name \"reads\". Did you mean \"read\"?");
    error("scope of a threshold", 8, R"("thresholds": ["p99{endpont:a}<200ms"])", "/thresholds/0", 16,
          "Invalid threshold \"p99{endpont:a}<200ms\". There is no key \"endpont\". Did you mean "
          "\"endpoint\"?");
    error("endpoint of an objective", 8, R"("capacity": {"objectives": ["p99{endpoint:b}<2s"]})",
          "/capacity/objectives/0", 29, "No request or group has the name \"b\". Use one of: a.");
    error("server of an objective", 8, R"("capacity": {"objectives": ["p99{server:Sanic}<2s"]})",
          "/capacity/objectives/0", 29,
          "All servers are searched with the same objectives. Remove the server from the braces.");
    // Scenarios
    error("number without an end", 6, R"("variables": [{"name": "n", "kind": "random"}],)", "/variables/0",
          15, "The variable \"n\" has no upper bound. Add \"last\", for example \"last\": 3999.");
    error("column of no file", 6, R"("variables": [{"name": "n", "kind": "csv", "column": "c"}],)",
          "/variables/0", 15,
          "The variable \"n\" has no source of values. Add \"file\" and \"column\", for example "
          "\"file\": \"users.csv\", \"column\": \"n\".");
    warning("file of a number", 6, R"("variables": [{"name": "n", "last": 5, "file": "a.csv"}],)",
            "/variables/0/file", 48,
            "\"file\" does not apply to the kind \"counter\". Remove it, or set \"kind\" to \"csv\".");
    warning("bounds of a column", 6,
            R"("variables": [{"name": "n", "kind": "csv", "file": "a.csv", "column": "c", "last": 5}],)",
            "/variables/0/last", 84,
            "\"last\" does not apply to the kind \"csv\", which takes its values from the file. Remove it.");
    error("unknown kind of variable", 6, R"("variables": [{"name": "n", "kind": "sequense", "last": 5}],)",
          "/variables/0/kind", 37,
          "\"kind\" is \"sequense\"; it must be \"counter\", \"sequence\", \"random\" or \"csv\". Did you "
          "mean "
          "\"sequence\"?");
    warning("unknown variable in a header", 5,
            R"("requests": [{"name": "a", "path": "/{n}", "headers": {"X-Id": "{m}"}}],)",
            "/requests/0/headers/X-Id", 64,
            "The header X-Id contains {m}, but there is no such variable, so it is sent literally. Add the "
            "variable, or ignore this warning if that is intended.");
    error("two bodies", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "method": "POST", "body": "x", "body_file": "y"}],)",
          "/requests/0/body_file", 88,
          "\"body\" and \"body_file\" are mutually exclusive. Remove one of them.");
    warning(
        "body file of a GET", 5, R"("requests": [{"name": "a", "path": "/{n}", "body_file": "x"}],)",
        "/requests/0/body_file", 57,
        "GET requests rarely have a body, and many servers ignore it. Use \"method\": \"POST\", or remove "
        "the body.");
    error("expected header's name", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "expect": {"header": {"X:": "1"}}}],)",
          "/requests/0/expect/header/X:", 72,
          "\"X:\" cannot be the name of a header. Use letters, digits and - only.");
    error("header that is not expected", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "expect": {"header": {"X": false}}}],)",
          "/requests/0/expect/header/X", 71,
          "false is not a valid expectation of the header \"X\". Write true for any value, or the exact "
          "value as text.");
    error(
        "expected JSON of no pointer", 5,
        R"("requests": [{"name": "a", "path": "/{n}", "expect": {"json": {"user": 1}}}],)",
        "/requests/0/expect/json/user", 72,
        "\"user\" is not a JSON pointer. Begin each key with /, as in \"/user/name\" or \"/items/0\"; write "
        "~1 for "
        "/ and ~0 for ~ in a key.");
    error(
        "expected JSON of HEAD", 5,
        R"("requests": [{"name": "a", "path": "/{n}", "method": "HEAD", "expect": {"json": {"/a": 1}}}],)",
        "/requests/0/method", 54,
        "Responses to HEAD have no body, so all would fail. Use \"GET\", or expect status and headers only.");
    error("captured from nowhere", 5,
          R"("requests": [{"name": "a", "path": "/{n}{t}", "capture": [{"variable": "t"}]}],)",
          "/requests/0/capture/0", 59,
          "The capture of \"t\" names 0 sources. Give exactly one of \"header\", \"json\" and "
          "\"cookie\".");
    error(
        "captured twice", 5,
        R"("requests": [{"name": "a", "path": "/{n}{t}", "capture": [{"variable": "t", "json": "/t", "header": "T"}]}],)",
        "/requests/0/capture/0", 59,
        "The capture of \"t\" names 2 sources. Give exactly one of \"header\", \"json\" and "
        "\"cookie\".");
    error("captured over a variable", 5,
          R"("requests": [{"name": "a", "path": "/{n}", "capture": [{"variable": "n", "cookie": "t"}]}],)",
          "/requests/0/capture/0/variable", 69,
          "\"n\" is a variable of /variables already, so it cannot be captured. Rename one of them.");
    warning("captured for nobody", 8,
            R"("scenario": {"login": {"path": "/in", "capture": [{"variable": "t", "json": "/t"}]}})",
            "/scenario/login/capture/0", 51,
            "No request uses the captured variable \"t\". Use {t} in a header, path or body, or remove the "
            "capture.");
    warning("weight in a sequence", 5,
            R"("requests": [{"name": "a", "path": "/{n}", "weight": 2}], "scenario": {"order": "sequence"},)",
            "/requests/0/weight", 54,
            "A weight does not apply when users send the requests in sequence. Remove it, or set "
            "\"order\" of "
            "/scenario to \"mix\".");
    error("space in the login's path", 8, R"("scenario": {"login": {"path": "/log in"}})",
          "/scenario/login/path", 32,
          "The path contains \" \", which cannot be sent. Percent-encode it: %20.");
    error("login with a weight", 8, R"("scenario": {"login": {"path": "/in", "weight": 2}})",
          "/scenario/login/weight", 39,
          "Unknown key \"weight\" in /scenario/login. Remove it, or use one of: body, body_file, capture, "
          "expect, headers, method, name, path.");
    warning("root's port", 8, R"("port": 80)", "/port", 9,
            "Port 80 requires root. Use a port from 1024 on, or 0 for a free one.");
}

void TestProfileProblems::reportsOneProblem()
{
    QFETCH(const int, line);
    QFETCH(const QByteArray, text);
    QFETCH(const int, severity);
    QFETCH(const int, column);
    const ProfileReading reading = readProfile(textWith(line, text), u"t"_s);
    QVERIFY2(reading.problems.size() == 1, qPrintable(listed(reading.problems)));
    const ProfileProblem &problem = reading.problems.first();
    QTEST(problem.message, "message");
    QTEST(problem.pointer, "pointer");
    QCOMPARE(static_cast<int>(problem.severity), severity);
    if (column > 0 && !text.isEmpty()) // otherwise the position is on another line
        QCOMPARE(problem.at->line, line);
    if (column > 0)
        QCOMPARE(problem.at->column, column);
    QCOMPARE(reading.profile.has_value(), problem.severity != ProfileProblem::Severity::Error);
    QVERIFY(reading.draft);
}

void TestProfileProblems::translatesEachProblem()
{
    QFETCH(const int, line);
    QFETCH(const QByteArray, text);
    test::Brackets brackets;
    QCoreApplication::installTranslator(&brackets);
    const ProfileReading reading = readProfile(textWith(line, text), u"t"_s);
    QCOMPARE(reading.problems.size(), 1);
    const QString message = reading.problems.first().message;
    QVERIFY2(message.startsWith(u'⟦') && message.endsWith(u'⟧'), qPrintable(message));
}

// The warm-up begins when the last user has started, so all of them are measured at any rate.
void TestProfileProblems::slowSpawningIsNoProblem()
{
    const QByteArray load = R"("load": {"users": 20, "duration_s": 1, "spawn_rate_per_s": 2},)";
    const ProfileReading reading = readProfile(textWith(7, load), u"t"_s);
    QVERIFY(reading.profile);
    QVERIFY2(reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
}

LOADSTONE_TEST(TestProfileProblems, QCoreApplication)
#include "tst_profileproblems.moc"
