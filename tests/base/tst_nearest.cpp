// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest.h"

#include <QTest>

using namespace loadstone;

class TestNearest : public QObject
{
    Q_OBJECT
private slots:
    void findsWhatWasMeant_data();
    void findsWhatWasMeant();
    void takesTheFirstOfEquallyNear();
    void isQuickOnHugeWords();
    void comparesNoLongerThanNeeded();
    void listsTheFirstNames();
};

void TestNearest::findsWhatWasMeant_data()
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

void TestNearest::findsWhatWasMeant()
{
    QFETCH(const QString, word);
    const QStringList names{QStringLiteral("users"),           QStringLiteral("duration_s"),
                            QStringLiteral("timeout_s"),       QStringLiteral("spawn_rate_per_s"),
                            QStringLiteral("fastapi-uvicorn"), QStringLiteral("bottle-gevent"),
                            QStringLiteral("bottle-wsgiref"),  QStringLiteral("p")};
    QTEST(nearestName(word, names), "expected");
}

void TestNearest::takesTheFirstOfEquallyNear()
{
    QCOMPARE(nearestName(QStringLiteral("bat"), {QStringLiteral("cat"), QStringLiteral("rat")}),
             QStringLiteral("cat"));
    QCOMPARE(nearestName(QStringLiteral("rats"), {QStringLiteral("cat"), QStringLiteral("rat")}),
             QStringLiteral("rat"));
}

void TestNearest::isQuickOnHugeWords()
{
    QCOMPARE(nearestName(QString(1'000'000, u'a'), {QString(1'000'000, u'b')}), QString());
}

void TestNearest::comparesNoLongerThanNeeded()
{
    // Names come from files that anybody wrote: a list of words, or one of 64 MB.
    QStringList many;
    for (int i = 0; i < 1'000'000; ++i)
        many << QStringLiteral("key%1").arg(i);
    QCOMPARE(nearestName(QStringLiteral("key99"), many), QStringLiteral("key99"));
    QCOMPARE(nearestName(QStringLiteral("user"), {QString(64'000'000, u'u'), QStringLiteral("users")}),
             QStringLiteral("users"));
}

void TestNearest::listsTheFirstNames()
{
    QCOMPARE(listedNames({}), QString());
    QCOMPARE(listedNames({QStringLiteral("a"), QStringLiteral("b")}), QStringLiteral("a, b"));
    QCOMPARE(listedNames(QStringList(20, QStringLiteral("x"))).count(u'x'), 20);
    QVERIFY(listedNames(QStringList(21, QStringLiteral("x"))).endsWith(QStringLiteral(", x and 1 more")));
    QVERIFY(listedNames(QStringList(200'000, QStringLiteral("x")))
                .endsWith(QStringLiteral(", x and 199980 more")));
}

QTEST_GUILESS_MAIN(TestNearest)
#include "tst_nearest.moc"
