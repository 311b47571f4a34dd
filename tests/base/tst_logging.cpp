// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/logging.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestLogging : public QObject
{
    Q_OBJECT
private slots:
    void cleanup() { QLoggingCategory::setFilterRules({}); }

    void everyCategoryIsOffByDefault()
    {
        for (const QLoggingCategory *category : all())
            QVERIFY2(!category->isDebugEnabled(), category->categoryName());
    }

    void namesAreThoseOfTheCategories()
    {
        const QStringList names = logCategoryNames();
        QCOMPARE(names.size(), all().size());
        QVERIFY(std::is_sorted(names.cbegin(), names.cend()));
        for (const QLoggingCategory *category : all())
            QVERIFY2(names.contains(QString::fromLatin1(category->categoryName()).section(u'.', 1)),
                     category->categoryName());
    }

    void enablesNamedCategories()
    {
        QVERIFY(enableLogging({u"server"_s, u"guard"_s}).isOk());
        QVERIFY(logServer().isDebugEnabled() && logGuard().isDebugEnabled());
        QVERIFY(!logReadiness().isDebugEnabled());
        QVERIFY(enableLogging({u"all"_s}).isOk());
        for (const QLoggingCategory *category : all())
            QVERIFY2(category->isDebugEnabled(), category->categoryName());
    }

    void refusesUnknownCategories()
    {
        const Status status = enableLogging({u"server"_s, u"sever"_s});
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Usage);
        QCOMPARE(
            status.error().text(),
            u"Unknown log category \"sever\". Choose from all, environment, guard, load, readiness, run, "
            "server."_s);
        QVERIFY(!logServer().isDebugEnabled());
    }

    void quotesForTheShell()
    {
        QCOMPARE(shellText({u"/usr/bin/python3"_s, u"-c"_s, u"print('a b')"_s, QString(), u"--port=80"_s}),
                 u"/usr/bin/python3 -c 'print('\\''a b'\\'')' '' --port=80"_s);
    }

private:
    static QList<const QLoggingCategory *> all()
    {
        return {&logEnvironment(), &logGuard(), &logLoad(), &logReadiness(), &logRun(), &logServer()};
    }
};

LOADSTONE_TEST(TestLogging, NoApplication)
#include "tst_logging.moc"
