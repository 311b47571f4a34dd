// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reader.h"
#include "core/profile/writer.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

/// Scenarios in files that are edited elsewhere.
class TestScenarioWriting : public QObject
{
    Q_OBJECT
private slots:
    void editsLeaveScenariosAlone();
};

// As a form without scenario fields does.
void TestScenarioWriting::editsLeaveScenariosAlone()
{
    const QByteArray original = R"({
  "loadstone_profile": 1,
  "name": "Small",
  "servers": [
    {"stack": "sanic", "preset": "tuned"}
  ],
  "requests": [
    {
      "name": "a",
      "method": "PUT",
      "path": "/a?n={n}",
      "headers": {"X-Token": "{token}", "X-Row": "{row}"},
      "body_file": "body.bin",
      "expect": {"header": {"B": "1", "A": true}, "json": {"/b": {"z": 1.0, "a": [null]}, "/a": 1}},
      "capture": [
        {"variable": "next", "cookie": "c"}
      ],
      "group": "write"
    },
    {"name": "b", "method": "GET", "path": "/b?next={next}"}
  ],
  "variables": [
    {"name": "row", "kind": "csv", "file": "rows.csv", "column": "r", "rows": "next"},
    {"name": "n", "kind": "sequence", "first": 1, "last": 9}
  ],
  "scenario": {
    "order": "sequence",
    "login": {"path": "/login", "capture": [{"variable": "token", "json": "/token"}]}
  },
  "load": {
    "users": 1,
    "duration_s": 1
  }
}
)";
    const ProfileReading reading = readProfile(original, u"t"_s);
    QVERIFY2(reading.profile && reading.problems.isEmpty(), qPrintable(listed(reading.problems)));
    Profile changed = *reading.profile;
    changed.load.users = 7;
    QByteArray expected = original;
    expected.replace("\"users\": 1", "\"users\": 7");
    QCOMPARE(rewriteProfile(changed, original), expected);
    changed.requests.last().path = "/c?next={next}";
    changed.variables.last().last = 10;
    changed.scenario.login->path = "/enter";
    expected.replace("/b?next", "/c?next").replace("\"last\": 9", "\"last\": 10").replace("/login", "/enter");
    QCOMPARE(rewriteProfile(changed, original), expected);
    changed.scenario.login.reset();
    const ProfileReading without = readProfile(rewriteProfile(changed, original), u"t"_s);
    QVERIFY(without.profile && *without.profile == changed);
}

LOADSTONE_TEST(TestScenarioWriting, QCoreApplication)
#include "tst_scenariowriting.moc"
