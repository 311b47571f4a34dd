// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/requestexpander.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

RequestTemplate request(const QByteArray &path, const QByteArray &body = {})
{
    RequestTemplate result;
    result.path = path;
    result.body = body;
    return result;
}

Variable column(const char *name, Variable::Rows rows)
{
    Variable variable{QString::fromLatin1(name)};
    variable.kind = Variable::Kind::Csv;
    variable.file = u"t.csv"_s;
    variable.column = variable.name;
    variable.rows = rows;
    return variable;
}

ScenarioFiles threeRows()
{
    ScenarioFiles files;
    CsvColumns &table = files.tables[u"t.csv"_s];
    table[u"letter"_s] = {"a", "b", "c"};
    table[u"number"_s] = {"0", "1", "2"};
    return files;
}

} // namespace

class TestRequestExpander : public QObject
{
    Q_OBJECT
private slots:
    void eachUserWalksByItself()
    {
        const QList<RequestTemplate> requests{request("/file?chunk={chunk}")};
        const RequestExpander expander(requests, {{u"chunk"_s, 3, 5}});
        UserVariables one = expander.startOfUser(1, 0);
        UserVariables other = expander.startOfUser(1, 1);
        QList<QByteArray> targets;
        for (int i = 0; i < 5; ++i)
            targets.append(expander.prepare(0, one).target);
        const QList<QByteArray> expected{"/file?chunk=3", "/file?chunk=4", "/file?chunk=5", "/file?chunk=3",
                                         "/file?chunk=4"};
        QCOMPARE(targets, expected);
        QCOMPARE(expander.prepare(0, other).target, QByteArray("/file?chunk=3"));
    }
    void onlyRequestsThatShowItAdvanceIt()
    {
        const QList<RequestTemplate> requests{request("/plain"), request("/{n}/{n}", "body {n}")};
        const RequestExpander expander(requests, {{u"n"_s, 1, 9}});
        UserVariables counters = expander.startOfUser(1, 0);
        QCOMPARE(expander.prepare(0, counters).target, QByteArray("/plain"));
        const PreparedRequest first = expander.prepare(1, counters);
        QCOMPARE(first.target, QByteArray("/1/1"));
        QCOMPARE(first.body, QByteArray("body 1"));
        QCOMPARE(expander.prepare(1, counters).target, QByteArray("/2/2"));
        QCOMPARE(first.source, &requests[1]);
    }
    void foreignBracesStay_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expanded");
        QTest::newRow("json") << QByteArray("{\"a\": {n}}") << QByteArray("{\"a\": 7}");
        QTest::newRow("unknown") << QByteArray("{m}{n}") << QByteArray("{m}7");
        QTest::newRow("open") << QByteArray("{n") << QByteArray("{n");
        QTest::newRow("nested") << QByteArray("{{n}}") << QByteArray("{7}");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("none") << QByteArray("}{") << QByteArray("}{");
    }
    void foreignBracesStay()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expanded);
        const QList<RequestTemplate> requests{request("/", text)};
        const RequestExpander expander(requests, {{u"n"_s, 7, 7}});
        UserVariables counters = expander.startOfUser(1, 0);
        QCOMPARE(expander.prepare(0, counters).body, expanded);
        QCOMPARE(expander.prepare(0, counters).body, expanded);
    }
    void sequencesAreSharedByAllThreads()
    {
        const QList<RequestTemplate> requests{request("/{n}")};
        Variable sequence{u"n"_s, 1, 1000};
        sequence.kind = Variable::Kind::Sequence;
        const auto sequences = std::make_shared<SequenceCounts>(1);
        constexpr int threads = 4;
        constexpr int each = 500;
        std::vector<QByteArrayList> shown(threads);
        std::vector<std::thread> running;
        running.reserve(threads);
        for (int i = 0; i < threads; ++i)
            running.emplace_back([&, &list = shown[static_cast<size_t>(i)], i] {
                const RequestExpander expander(requests, {sequence}, {}, {}, sequences);
                UserVariables user = expander.startOfUser(1, i);
                for (int k = 0; k < each; ++k)
                    list.append(expander.prepare(0, user).target);
            });
        for (std::thread &thread : running)
            thread.join();
        // 2,000 draws from 1,000 values in turn: each twice, by any user.
        QHash<QByteArray, int> counts;
        for (const QByteArrayList &list : shown) {
            for (const QByteArray &target : list)
                ++counts[target];
        }
        QCOMPARE(counts.size(), 1000);
        QVERIFY(counts.contains("/1") && counts.contains("/1000"));
        QVERIFY(std::all_of(counts.begin(), counts.end(), [](int count) { return count == 2; }));
    }
    void randomNumbersComeFromTheSeed()
    {
        const QList<RequestTemplate> requests{request("/{n}")};
        Variable dice{u"n"_s, -2, 3};
        dice.kind = Variable::Kind::Random;
        const auto draw = [&](quint64 seed, int index) {
            const RequestExpander expander(requests, {dice});
            UserVariables user = expander.startOfUser(seed, index);
            QByteArrayList targets;
            for (int i = 0; i < 6000; ++i)
                targets.append(expander.prepare(0, user).target);
            return targets;
        };
        const QByteArrayList targets = draw(7, 3);
        QCOMPARE(draw(7, 3), targets);
        QVERIFY(draw(8, 3) != targets);
        QVERIFY(draw(7, 4) != targets);
        for (const char *value : {"/-2", "/-1", "/0", "/1", "/2", "/3"}) {
            // 1,000 expected; the standard deviation is 29.
            const qsizetype count = targets.count(value);
            QVERIFY2(count > 850 && count < 1150, value);
        }
    }
    void widestRangeIsDrawnWhole()
    {
        constexpr qint64 limit = 9007199254740991;
        const QList<RequestTemplate> requests{request("/{n}")};
        Variable dice{u"n"_s, -limit, limit};
        dice.kind = Variable::Kind::Random;
        const RequestExpander expander(requests, {dice});
        UserVariables user = expander.startOfUser(1, 0);
        int negative = 0;
        for (int i = 0; i < 1000; ++i) {
            const qint64 value = expander.prepare(0, user).target.mid(1).toLongLong();
            QVERIFY(value >= -limit && value <= limit);
            negative += value < 0 ? 1 : 0;
        }
        QVERIFY(negative > 400 && negative < 600);
    }
    void columnsOfAFileGoTogether_data()
    {
        QTest::addColumn<Variable::Rows>("rows");
        QTest::addColumn<QByteArrayList>("first");
        QTest::addColumn<QByteArrayList>("second");
        QTest::newRow("per user") << Variable::Rows::PerUser << QByteArrayList{"/b1", "/b1", "/b1"}
                                  << QByteArrayList{"/a0", "/a0", "/a0"};
        QTest::newRow("next") << Variable::Rows::Next << QByteArrayList{"/a0", "/b1", "/c2"}
                              << QByteArrayList{"/a0", "/b1", "/c2"};
        QTest::newRow("random") << Variable::Rows::Random << QByteArrayList() << QByteArrayList();
    }
    void columnsOfAFileGoTogether()
    {
        QFETCH(Variable::Rows, rows);
        QFETCH(QByteArrayList, first);
        QFETCH(QByteArrayList, second);
        const QList<RequestTemplate> requests{request("/{letter}{number}")};
        const ScenarioFiles files = threeRows();
        const RequestExpander expander(requests, {column("letter", rows), column("number", rows)}, {}, files);
        UserVariables one = expander.startOfUser(1, 4);
        UserVariables other = expander.startOfUser(1, 3);
        QByteArrayList ofOne;
        QByteArrayList ofOther;
        for (int i = 0; i < 3; ++i)
            ofOne.append(expander.prepare(0, one).target);
        for (int i = 0; i < 3; ++i)
            ofOther.append(expander.prepare(0, other).target);
        if (rows == Variable::Rows::Random) {
            for (const QByteArray &target : ofOne + ofOther)
                QVERIFY((QByteArrayList{"/a0", "/b1", "/c2"}.contains(target)));
            return;
        }
        QCOMPARE(ofOne, first);
        QCOMPARE(ofOther, second);
    }
    void textsAreWrittenAsTheirPlaceNeeds()
    {
        RequestTemplate json = request("/?q={text}", "{\"text\": \"{text}\"}");
        json.headers = {{"X-Plain", "1"}, {"X-Text", "<{text}>"}};
        const QList<RequestTemplate> requests{json, request("/", "text={text}")};
        ScenarioFiles files;
        files.tables[u"t.csv"_s][u"text"_s] = {"a \"b\\\r\nX: y/ü"};
        const RequestExpander expander(requests, {column("text", Variable::Rows::Next)}, {}, files);
        UserVariables user = expander.startOfUser(1, 0);
        const PreparedRequest first = expander.prepare(0, user);
        QCOMPARE(first.target, QByteArray("/?q=a%20%22b%5C%0D%0AX%3A%20y%2F%C3%BC"));
        QCOMPARE(first.body, QByteArray("{\"text\": \"a \\\"b\\\\\\u000d\\u000aX: y/ü\"}"));
        const QList<Header> headers{{"X-Plain", "1"}, {"X-Text", "<a \"b\\X: y/ü>"}};
        QVERIFY(first.headers() == headers);
        QCOMPARE(expander.prepare(1, user).body, QByteArray("text=a \"b\\\r\nX: y/ü"));
        QVERIFY(expander.prepare(1, user).ownHeaders.isEmpty());
    }
    void bodyFilesAreSentAsTheyAre()
    {
        RequestTemplate upload = request("/{n}");
        upload.bodyFile = u"b.bin"_s;
        const QList<RequestTemplate> requests{upload};
        ScenarioFiles files;
        files.bodies[u"b.bin"_s] = "{n} and {m}";
        const RequestExpander expander(requests, {{u"n"_s, 7, 7}}, {}, files);
        UserVariables user = expander.startOfUser(1, 0);
        const PreparedRequest prepared = expander.prepare(0, user);
        QCOMPARE(prepared.target, QByteArray("/7"));
        QCOMPARE(prepared.body, QByteArray("{n} and {m}"));
        // Shared by all users.
        QVERIFY(prepared.body.constData() == expander.prepare(0, user).body.constData());
    }
};

LOADSTONE_TEST(TestRequestExpander, QCoreApplication)
#include "tst_requestexpander.moc"
