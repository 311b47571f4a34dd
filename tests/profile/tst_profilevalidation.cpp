// SPDX-License-Identifier: GPL-3.0-or-later
// Validating a value gives the same problems and messages as reading the same profile from a text.
#include "core/profile/codec/fieldlist.h"
#include "core/profile/reader.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/writer.h"
#include "tests/profile/fullprofile.h"
#include "tests/profile/profilemaker.h"
#include "tests/profile/soundprofile.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <functional>

using namespace loadstone;
using namespace Qt::StringLiterals;

using Change = std::function<void(Profile &)>;

namespace
{

QStringList sentences(const QList<ProfileProblem> &problems)
{
    QStringList lines;
    for (const ProfileProblem &problem : problems)
        lines << u"%1 %2: %3"_s.arg(severityName(problem.severity), problem.pointer, problem.message);
    lines.sort();
    return lines;
}

QStringList foundInText(const Profile &profile)
{
    return sentences(readProfile(writeProfile(profile), profile.id).problems);
}

/// Values just outside of the valid range.
QJsonArray wrongValues(const ProfileField &field)
{
    const bool isList = field.kind == ProfileField::Kind::Values;
    QJsonArray wrong;
    const auto add = [&](const QJsonValue &value) { wrong.append(isList ? QJsonArray{value} : value); };
    if (field.most && *field.most < 9e15) {
        add(*field.most + 1);
        add(field.isLeastExcluded ? *field.least : *field.least - 1);
    }
    if (field.longest && field.kind == ProfileField::Kind::Text)
        add(QString(*field.longest + 1, u'/'));
    if (field.longest && isList) {
        QJsonArray tooMany;
        while (tooMany.size() <= *field.longest) {
            const int number = int(tooMany.size());
            tooMany.append(!field.most && !field.isSet ? QJsonValue(u"rps>1"_s)
                               : field.isSet           ? number
                                                       : 200 + number % 300);
        }
        wrong.append(tooMany);
    }
    if (field.isSet)
        wrong.append(QJsonArray{1, 1});
    if (field.shortest > 0 && field.kind == ProfileField::Kind::Text)
        add(u""_s);
    if (!field.pattern.isEmpty())
        add(u"1 no"_s);
    return wrong;
}

} // namespace

class TestProfileValidation : public QObject
{
    Q_OBJECT
private slots:
    void findsValuesBeyondTheirLimits_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const ProfileField &field : profileFields()) {
            int number = 0;
            for (const QJsonValue value : wrongValues(field)) {
                const QJsonValue whole = fullProfileWith(field.place, value);
                QTest::addRow("%s %d", field.place.constData(), ++number)
                    << QJsonDocument(whole.toObject()).toJson();
            }
        }
    }
    void findsValuesBeyondTheirLimits()
    {
        QFETCH(const QByteArray, text);
        const ProfileReading reading = readProfile(text, u"t"_s);
        QVERIFY(reading.draft && !reading.profile);
        QCOMPARE(sentences(validate(*reading.draft)), foundInText(*reading.draft));
    }

    void findsContradictions_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
        row("nothing", [](Profile &) {});
        row("no name", [](Profile &p) { p.name.clear(); });
        row("no servers", [](Profile &p) { p.servers.clear(); });
        row("all disabled", [](Profile &p) { p.servers[0].isEnabled = false; });
        row("same server", [](Profile &p) { p.servers << p.servers.first(); });
        row("empty preset", [](Profile &p) { p.servers[0].preset.clear(); });
        row("bad parameter", [](Profile &p) { p.servers[0].parameters[u"workers"_s] = QJsonArray{1}; });
        row("unknown engine", [](Profile &p) { p.connection.engine = u"curl"_s; });
        row("unknown method", [](Profile &p) { p.requests[0].method = "FETCH"; });
        row("path", [](Profile &p) { p.requests[0].path = "a b"; });
        row("path of a long name", [](Profile &p) { p.requests[0].path = "/{m}" + QByteArray(9000, 'a'); });
        row("header", [](Profile &p) { p.requests[0].headers << Header{"X Y", "{z}"}; });
        row("two expectations", [](Profile &p) {
            p.requests[0].expect.body = "a";
            p.requests[0].expect.bodyLength = 2;
            p.requests[0].expect.json << ExpectedJson{u"a"_s, 1};
        });
        row("capture", [](Profile &p) {
            p.requests[0].captures << Capture{u"1t"_s, Capture::From::Cookie, {}}
                                   << Capture{u"n"_s, Capture::From::Json, u"a"_s};
        });
        row("weights in sequence", [](Profile &p) {
            p.scenario.order = Scenario::Order::Sequence;
            p.requests[0].weight = 2;
        });
        row("login", [](Profile &p) { p.scenario.login = RequestTemplate(); });
        row("variable", [](Profile &p) { p.variables[0].first = 9; });
        row("column", [](Profile &p) { p.variables[0].kind = Variable::Kind::Csv; });
        row("endless", [](Profile &p) { p.load.duration.reset(); });
        row("users and threads", [](Profile &p) {
            p.load.users = 0;
            p.connection.threads = 300;
        });
        row("think time", [](Profile &p) {
            p.load.thinkTime = {ThinkTime::Kind::Uniform, Milliseconds(5), Milliseconds(1), {}};
            p.load.pacing = Milliseconds(1);
        });
        row("stages", [](Profile &p) { p.load.stages << Stage{2.5, Milliseconds(0), true}; });
        row("open load", [](Profile &p) {
            p.load.model = LoadModel::Open;
            p.load.rate = 0;
        });
        row("gRPC", [](Profile &p) {
            p.connection.engine = grpcEngine();
            p.connection.reuse = false;
        });
        row("channel", [](Profile &p) { p.connection.sharesChannel = false; });
        row("pipelining", [](Profile &p) { p.connection.pipelining = 4; });
        row("upstream", [](Profile &p) {
            p.upstream = {Upstream::Api::SlowApi, Milliseconds(60'000), 0, true, 80};
            p.port = 80;
        });
        row("thresholds", [](Profile &p) {
            Threshold unreadable;
            unreadable.text = u"soon"_s;
            p.thresholds << unreadable;
            p.capacity = Capacity();
            p.capacity->objectives << unreadable;
            p.capacity->lowest = 300'000;
            p.capacity->highest = 200'000;
        });
        row("cores", [](Profile &p) { p.affinity = {{0, 1}, {1, 1, 2000}}; });
        row("cold", [](Profile &p) { p.measurement.warmUp = Milliseconds(0); });
        row("seed", [](Profile &p) { p.measurement.repeats = 0; });
    }
    void findsContradictions()
    {
        QFETCH(const Change, change);
        Profile profile = *readProfile(textWith(0, {}), u"t"_s).profile;
        change(profile);
        QCOMPARE(sentences(validate(profile)), foundInText(profile));
    }

    void findsNoProblemInValidProfiles()
    {
        test::ProfileMaker maker(1);
        for (int i = 0; i < 300; ++i) {
            const Profile profile = maker.make();
            QCOMPARE(sentences(validate(profile)), foundInText(profile));
            QVERIFY(!hasErrors(validate(profile)));
        }
    }

    void isInTheOrderOfTheProfile()
    {
        Profile profile = *readProfile(textWith(0, {}), u"t"_s).profile;
        profile.port = -1;
        profile.servers[0].stackId.clear();
        profile.measurement.repeats = 0;
        profile.load.users = 0;
        QStringList pointers;
        for (const ProfileProblem &problem : validate(profile)) {
            pointers << problem.pointer;
            QVERIFY(!problem.at);
        }
        QCOMPARE(
            pointers,
            (QStringList{u"/servers/0/stack"_s, u"/load/users"_s, u"/measurement/repeats"_s, u"/port"_s}));
    }

    void refusesKeysThatAreThereTwice()
    {
        Profile profile = *readProfile(textWith(0, {}), u"t"_s).profile;
        profile.requests[0].expect.headers << ExpectedHeader{"X", {}} << ExpectedHeader{"X", "1"};
        const QList<ProfileProblem> problems = validate(profile);
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().pointer, u"/requests/0/expect/header/X"_s);
        QCOMPARE(problems.first().message, u"Duplicate key \"X\". Remove one of them."_s);
    }
};

LOADSTONE_TEST(TestProfileValidation, QCoreApplication)
#include "tst_profilevalidation.moc"
