// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/profile/reader.h"
#include "core/profile/sweep.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/writer.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

Sweep makeSweep(Sweep::Mode mode = Sweep::Mode::Grid)
{
    return {mode, {{u"workers"_s, {1, 2}}, {u"load/users"_s, {10, 20, 30}}}};
}

QStringList cellTexts(const Sweep &sweep)
{
    QStringList texts;
    for (const SweepCell &cell : sweepCells(sweep)) {
        QStringList parts;
        for (const SweepValue &value : cell)
            parts << sweepText(value);
        texts << parts.join(u", "_s);
    }
    return texts;
}

/// The valid profile with a sweep and, after it, further keys.
QByteArray textWithSweep(const QByteArray &sweep, const QByteArray &load = {})
{
    QByteArray text = textWith(load.isEmpty() ? 0 : 7, load);
    return text.replace("\"measurement\"", "\"sweep\": " + sweep + ",\n\"measurement\"");
}

} // namespace

class TestSweep : public QObject
{
    Q_OBJECT
private slots:
    void aGridHasEveryCombination()
    {
        QCOMPARE(cellTexts(makeSweep()),
                 (QStringList{u"workers 1, users 10"_s, u"workers 1, users 20"_s, u"workers 1, users 30"_s,
                              u"workers 2, users 10"_s, u"workers 2, users 20"_s, u"workers 2, users 30"_s}));
        QCOMPARE(countCells(makeSweep()), 6);
    }

    void oneAtATimeHasEachValueOnce()
    {
        const Sweep sweep = makeSweep(Sweep::Mode::OneAtATime);
        QCOMPARE(cellTexts(sweep),
                 (QStringList{u"workers 1"_s, u"workers 2"_s, u"users 10"_s, u"users 20"_s, u"users 30"_s}));
        QCOMPARE(countCells(sweep), 5);
    }

    void withoutDimensionsThereIsOneEmptyCell()
    {
        for (const Sweep::Mode mode : {Sweep::Mode::Grid, Sweep::Mode::OneAtATime}) {
            QCOMPARE(sweepCells(Sweep{mode, {}}), QList<SweepCell>{SweepCell()});
            QCOMPARE(countCells(Sweep{mode, {}}), 1);
        }
    }

    void countsWithoutOverflow()
    {
        QJsonArray hundred;
        while (hundred.size() < 100)
            hundred.append(hundred.size());
        Sweep sweep;
        for (int i = 0; i < 20; ++i)
            sweep.dimensions.append({QString::number(i), hundred});
        QVERIFY(countCells(sweep) > 1'000'000);
    }

    void aCellChangesOnlyItsSettings()
    {
        Profile profile = *readProfile(textWith(0, {}), u"t"_s).profile;
        profile.requests[0].headers = {{"B", "1"}, {"A", "2"}};
        profile.sweep = makeSweep();
        Profile expected = profile;
        expected.sweep = {};
        QCOMPARE(applyCell(profile, SweepCell{{u"workers"_s, 2}}), expected);
        expected.load.users = 30;
        expected.connection.engine = nativeEngine();
        expected.connection.timeout = Milliseconds(1'500);
        QCOMPARE(applyCell(profile,
                           {{u"workers"_s, 2},
                            {u"load/users"_s, 30},
                            {u"connection/engine"_s, nativeEngine()},
                            {u"connection/timeout_s"_s, 1.5}}),
                 expected);
    }

    void aCellChangesThePresetAndParametersOfAServer()
    {
        ServerEntry server;
        server.parameters = {{u"workers"_s, 1}, {u"backlog"_s, 5}};
        const ServerEntry applied =
            applyCell(server, {{u"preset"_s, u"as-published"_s}, {u"workers"_s, 4}, {u"load/users"_s, 30}});
        QCOMPARE(applied.preset, u"as-published"_s);
        QCOMPARE(applied.parameters, (QJsonObject{{u"workers"_s, 4}, {u"backlog"_s, 5}}));
    }

    void namesSettingsWithTheirUnit()
    {
        QCOMPARE(sweepText({u"load/rate_per_s"_s, 200}), u"rate 200 per s"_s);
        QCOMPARE(sweepText({u"upstream/delay_s"_s, 0.25}), u"delay 0.25 s"_s);
        QCOMPARE(sweepText({u"load/think_time/mean_s"_s, 1}), u"think time mean 1 s"_s);
        QCOMPARE(sweepText({u"tls"_s, true}), u"tls true"_s);
        QCOMPARE(sweepText({u"connection/engine"_s, nativeEngine()}), u"engine native"_s);
        QCOMPARE(sweepSettingTitle(u"load/rate_per_s"_s), u"rate, per s"_s);
    }

    void staysTheSameInAFile()
    {
        Profile profile = *readProfile(textWith(0, {}), u"t"_s).profile;
        profile.sweep = makeSweep(Sweep::Mode::OneAtATime);
        profile.sweep.dimensions.append({u"tls"_s, {true, false}});
        profile.sweep.dimensions.append({u"loop"_s, {u"uvloop"_s}});
        const ProfileReading reading = readProfile(writeProfile(profile), u"t"_s);
        QVERIFY2(reading.profile, qPrintable(listed(reading.problems)));
        QCOMPARE(*reading.profile, profile);
    }

    void staysAsWrittenWhenAnotherSettingChanges()
    {
        const QByteArray sweep =
            R"({"mode": "one-at-a-time", "dimensions": [{"values": [1.0, "a", true], "setting": "x"}]})";
        const QByteArray text = textWithSweep(sweep);
        Profile profile = *readProfile(text, u"t"_s).draft;
        profile.load.users = 7;
        const QByteArray rewritten = rewriteProfile(profile, text);
        QCOMPARE(readProfile(rewritten, u"t"_s).draft, profile);
        QVERIFY2(compactJson(rewritten).contains("\"sweep\":" + compactJson(sweep)), rewritten.constData());
        profile.sweep.dimensions[0].values = {2};
        QCOMPARE(readProfile(rewriteProfile(profile, text), u"t"_s).draft, profile);
        profile.sweep = {};
        QCOMPARE(readProfile(rewriteProfile(profile, text), u"t"_s).draft, profile);
    }

    void reportsProblems_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const QByteArray &dimensions, const char *pointer,
                            const char *message, const QByteArray &load = {}) {
            QTest::newRow(name) << textWithSweep("{\"dimensions\": [" + dimensions + "]}", load)
                                << QString::fromUtf8(pointer) << QString::fromUtf8(message);
        };
        row("unknown setting", R"({"setting": "load/user", "values": [1]})", "/sweep/dimensions/0/setting",
            "A sweep cannot vary \"load/user\". Did you mean \"load/users\"?");
        row("a setting of the whole run", R"({"setting": "measurement/seed", "values": [1]})",
            "/sweep/dimensions/0/setting", "A sweep cannot vary \"measurement/seed\". Use one of: ");
        row("wrong type", R"({"setting": "load/users", "values": [1, "x"]})", "/sweep/dimensions/0/values/1",
            "\"users\" must be an integer, not \"x\".");
        row("out of range", R"({"setting": "load/users", "values": [1, 200000]})",
            "/sweep/dimensions/0/values/1", "\"users\" is 200000; it must be from 1 to 100,000.");
        row("unknown engine", R"({"setting": "connection/engine", "values": ["nativ"]})",
            "/sweep/dimensions/0/values/0", "\"engine\" is \"nativ\"; it must be");
        row("users of an open load", R"({"setting": "load/users", "values": [5]})",
            "/sweep/dimensions/0/values/0",
            "\"load/users\" has no effect with the other settings of this profile.",
            R"("load": {"model": "open", "rate_per_s": 5, "duration_s": 1},)");
        row("think time of a load without", R"({"setting": "load/think_time/mean_s", "values": [5]})",
            "/sweep/dimensions/0/values/0",
            "\"load/think_time/mean_s\" has no effect with the other settings of this profile.");
        row("duration of stages", R"({"setting": "load/duration_s", "values": [5]})",
            "/sweep/dimensions/0/values/0", "The stages define the duration.",
            R"("load": {"users": 2, "stages": [{"users": 3, "duration_s": 1}]},)");
        row("users of a capacity search", R"({"setting": "load/users", "values": [5]})",
            "/sweep/dimensions/0/values/0", "A capacity search sets the level",
            R"("load": {"users": 2, "duration_s": 1}, "capacity": {},)");
        row("contradiction with another setting", R"({"setting": "connection/pipelining", "values": [1, 4]})",
            "/sweep/dimensions/0/values/1", "");
        row("contradiction within a cell",
            R"({"setting": "connection/engine", "values": ["qnam", "native"]},
               {"setting": "connection/requests_per_connection", "values": [0, 5]})",
            "/sweep/dimensions/1/values/1", "");
        row("twice", R"({"setting": "a", "values": [1]}, {"setting": "a", "values": [2]})",
            "/sweep/dimensions/1/setting", "The sweep varies \"a\" twice. Put all values in one dimension.");
        row("no values", R"({"setting": "a", "values": []})", "/sweep/dimensions/0/values", "");
        row("a value twice", R"({"setting": "a", "values": [1, 1]})", "/sweep/dimensions/0/values", "");
        row("a list as value", R"({"setting": "a", "values": [[1]]})", "/sweep/dimensions/0/values/0", "");
        row("too many cells",
            R"({"setting": "a", "values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]},
               {"setting": "b", "values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]})",
            "/sweep/dimensions", "The sweep has 210 cells; at most 200 are possible.");
    }
    void reportsProblems()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, pointer);
        QFETCH(const QString, message);
        const ProfileReading reading = readProfile(text, u"t"_s);
        QVERIFY(!reading.profile);
        QCOMPARE(reading.problems.size(), 1);
        QCOMPARE(reading.problems.first().pointer, pointer);
        QVERIFY2(reading.problems.first().message.startsWith(message),
                 qPrintable(reading.problems.first().message));
    }

    void reportsValuesThatContradictEachOther()
    {
        Profile profile = *readProfile(textWith(0, {}), u"t"_s).profile;
        profile.connection.engine = nativeEngine();
        profile.sweep = {Sweep::Mode::Grid,
                         {{u"connection/reuse"_s, {true, false}}, {u"connection/pipelining"_s, {1, 4}}}};
        const QList<ProfileProblem> problems = validate(profile);
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().pointer, u"/sweep"_s);
        QVERIFY2(problems.first().message.startsWith(u"The cell reuse false, pipelining 4 is invalid: "_s),
                 qPrintable(problems.first().message));
        profile.sweep.mode = Sweep::Mode::OneAtATime;
        QVERIFY(validate(profile).isEmpty());
    }

    void everySweepableSettingIsAKeyOfProfiles()
    {
        QVERIFY(sweepableSettings().contains(u"load/users"_s));
        QVERIFY(sweepableSettings().contains(u"connection/engine"_s));
        QVERIFY(sweepableSettings().contains(u"upstream/delay_s"_s));
        QVERIFY(!sweepableSettings().contains(u"load/model"_s));
        QVERIFY(!sweepableSettings().contains(u"upstream/port"_s));
    }
};

LOADSTONE_TEST(TestSweep, QCoreApplication)
#include "tst_sweep.moc"
