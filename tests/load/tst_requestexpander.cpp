// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/requestexpander.h"

#include <QTest>

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

} // namespace

class TestRequestExpander : public QObject
{
    Q_OBJECT
private slots:
    void eachUserWalksByItself()
    {
        const QList<RequestTemplate> requests{request("/file?chunk={chunk}")};
        const RequestExpander expander(requests, {{QStringLiteral("chunk"), 3, 5}});
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
        const RequestExpander expander(requests, {{QStringLiteral("n"), 1, 9}});
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
        const RequestExpander expander(requests, {{QStringLiteral("n"), 7, 7}});
        UserVariables counters = expander.startOfUser(1, 0);
        QCOMPARE(expander.prepare(0, counters).body, expanded);
        QCOMPARE(expander.prepare(0, counters).body, expanded);
    }
};

QTEST_GUILESS_MAIN(TestRequestExpander)
#include "tst_requestexpander.moc"
