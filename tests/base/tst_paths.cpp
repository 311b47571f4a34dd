// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestPaths : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"})
            qunsetenv(name);
    }

    void preservesHome()
    {
        qputenv("HOME", "/somewhere");
        QVERIFY(provideHome());
        QCOMPARE(qgetenv("HOME"), "/somewhere");
        QCOMPARE(findPaths(u"/nowhere"_s).cache, u"/somewhere/.cache/loadstone"_s);
    }

    void readsHomeFromPasswordDatabase_data()
    {
        QTest::addColumn<bool>("isEmpty");
        QTest::newRow("not set") << false;
        QTest::newRow("empty") << true;
    }
    void readsHomeFromPasswordDatabase()
    {
        QFETCH(bool, isEmpty);
        if (isEmpty)
            qputenv("HOME", "");
        const passwd *user = ::getpwuid(::getuid());
        QVERIFY(user != nullptr);
        QVERIFY(provideHome());
        QCOMPARE(qgetenv("HOME"), user->pw_dir);
        QCOMPARE(findPaths(u"/nowhere"_s).cache,
                 QString::fromLocal8Bit(user->pw_dir) + u"/.cache/loadstone"_s);
    }
};

LOADSTONE_TEST(TestPaths, QCoreApplication)
#include "tst_paths.moc"
