// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/runreference.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

StoredRun run(const QString &id, const QString &name = {}, const QStringList &tags = {})
{
    StoredRun made;
    made.id = id;
    made.name = name;
    made.tags = tags;
    return made;
}

} // namespace

class TestRunReference : public QObject
{
    Q_OBJECT
private slots:
    void findsTheRunThatIsMeant_data()
    {
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("expected"); // an id, or a part of the error
        QTest::newRow("newest") << u"last"_s << u"20261122-c"_s;
        QTest::newRow("newest, counted") << u"last~0"_s << u"20261122-c"_s;
        QTest::newRow("second before") << u"last~2"_s << u"20261120-a"_s;
        QTest::newRow("too far") << u"last~3"_s << u"There is no “last~3”: the oldest run is last~2."_s;
        QTest::newRow("id") << u"20261121-b"_s << u"20261121-b"_s;
        QTest::newRow("id that begins another") << u"20261120-a"_s << u"20261120-a"_s;
        QTest::newRow("beginning") << u"20261121"_s << u"20261121-b"_s;
        QTest::newRow("beginning of several") << u"202611"_s << u"fits several runs"_s;
        QTest::newRow("name") << u"slow"_s << u"20261121-b"_s;
        QTest::newRow("tag") << u"release"_s << u"20261120-a"_s;
        QTest::newRow("tag of several") << u"nightly"_s << u"20261122-c, 20261121-b"_s;
        QTest::newRow("misspelt") << u"relaese"_s << u"Did you mean “release”?"_s;
        QTest::newRow("nothing") << QString() << u"There is no run “”"_s;
        QTest::newRow("sign") << u"last~"_s << u"There is no run"_s;
    }

    void findsTheRunThatIsMeant()
    {
        QFETCH(QString, reference);
        QFETCH(QString, expected);
        const QList<StoredRun> runs{run(u"20261122-c"_s, {}, {u"nightly"_s}),
                                    run(u"20261121-b"_s, u"slow"_s, {u"nightly"_s}),
                                    run(u"20261120-a"_s, {}, {u"release"_s})};
        const Result<StoredRun> found = findRun(runs, reference);
        const QString said = found ? found->id : found.error().text();
        QVERIFY2(found ? said == expected : said.contains(expected), qPrintable(said));
    }

    void withoutRunsItSaysHowToMakeOne()
    {
        for (const QString &reference : {u"last"_s, u"x"_s})
            QVERIFY(findRun({}, reference).error().text().contains(u"No run has been kept yet"_s));
    }

    void namesCannotBeMistaken()
    {
        for (const QString &name :
             {u"last"_s, u"last~4"_s, u""_s, u" x"_s, u"a:b"_s, u"a\nb"_s, QString(101, u'x')})
            QVERIFY2(!runLabelProblem(name).isEmpty(), qPrintable(name));
        for (const QString &name : {u"lasting"_s, u"4 workers"_s, u"ä"_s})
            QVERIFY2(runLabelProblem(name).isEmpty(), qPrintable(name));
    }
};

LOADSTONE_TEST(TestRunReference, QCoreApplication)
#include "tst_runreference.moc"
