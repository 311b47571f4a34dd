// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestNearest : public QObject
{
    Q_OBJECT
private slots:
    void findsIntendedName_data();
    void findsIntendedName();
    void takesTheFirstOfEquallyNear();
    void isFastForHugeWords();
    void comparesNoLongerThanNeeded();
    void listsTheFirstNames();
};

void TestNearest::findsIntendedName_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *word, const char *expected) {
        QTest::newRow(word) << QString::fromUtf8(word) << QString::fromUtf8(expected);
    };
    row("user", "users");
    row("USERS", "users");
    row("suers", "users");
    row("duration", "duration_s");
    row("timeout_ms", "timeout_s");
    row("spawn", "spawn_rate_per_s");
    row("fastapi", "fastapi-uvicorn");
    row("bottle", "");
    row("xylophone", "");
    row("q", "");
    row("", "");
}

void TestNearest::findsIntendedName()
{
    QFETCH(const QString, word);
    const QStringList names{
        u"users"_s,           u"duration_s"_s,    u"timeout_s"_s,      u"spawn_rate_per_s"_s,
        u"fastapi-uvicorn"_s, u"bottle-gevent"_s, u"bottle-wsgiref"_s, u"p"_s};
    QTEST(nearestName(word, names), "expected");
}

void TestNearest::takesTheFirstOfEquallyNear()
{
    QCOMPARE(nearestName(u"bat"_s, {u"cat"_s, u"rat"_s}), u"cat"_s);
    QCOMPARE(nearestName(u"rats"_s, {u"cat"_s, u"rat"_s}), u"rat"_s);
}

void TestNearest::isFastForHugeWords()
{
    QCOMPARE(nearestName(QString(1'000'000, u'a'), {QString(1'000'000, u'b')}), QString());
}

void TestNearest::comparesNoLongerThanNeeded()
{
    // Names come from untrusted files: a list of words, or one word of 64 MB.
    QStringList many;
    for (int i = 0; i < 1'000'000; ++i)
        many << u"key%1"_s.arg(i);
    QCOMPARE(nearestName(u"key99"_s, many), u"key99"_s);
    QCOMPARE(nearestName(u"user"_s, {QString(64'000'000, u'u'), u"users"_s}), u"users"_s);
}

void TestNearest::listsTheFirstNames()
{
    QCOMPARE(listedNames({}), QString());
    QCOMPARE(listedNames({u"a"_s, u"b"_s}), u"a, b"_s);
    QCOMPARE(listedNames(QStringList(20, u"x"_s)).count(u'x'), 20);
    QVERIFY(listedNames(QStringList(21, u"x"_s)).endsWith(u", x and 1 more"_s));
    QVERIFY(listedNames(QStringList(200'000, u"x"_s)).endsWith(u", x and 199980 more"_s));
}

LOADSTONE_TEST(TestNearest, QCoreApplication)
#include "tst_nearest.moc"
