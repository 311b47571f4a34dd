// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/export/replayedrun.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

// replay/before.json and before.text are what Loadstone made of replay/outcomes.csv at commit 299b9a9, before
// records, analysis and reports were restructured. To make them anew: check that commit out, copy replay.* and
// replayedrun.* into its tests/export as they are in the commit that added this test, apply replay/before.patch,
// build makereplay and run `makereplay outcomes.csv FOLDER`. Do not replace them by what Loadstone makes today.

class TestReplay : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void outcomesMakeTheFiguresThatTheyMadeBefore();
    void tablesHaveTheNumbersThatTheyHadBefore();
    void outcomesHaveWhatIsRare();
    void aChangedFigureIsFound();

private:
    QString m_outcomes;
    QJsonObject m_before;
    QJsonObject m_now;
};

namespace
{

/// Keys that were renamed, in any object, and why.
const QHash<QString, QString> &renamedKeys()
{
    static const QHash<QString, QString> keys{
        {u"variants"_s, u"servers"_s},                   // of a run: one name for an entry of a profile
        {u"variant"_s, u"server_index"_s},               // of a trial: likewise; "server" is its name
        {u"answered_in_time"_s, u"succeeded_in_time"_s}, // failures do not count
    };
    return keys;
}

/// Keys whose values are sentences, which were rewritten; their figures have keys of their own.
const QSet<QString> &wordyKeys()
{
    static const QSet<QString> keys{u"warnings"_s, u"reason"_s, u"title"_s};
    return keys;
}

/// Where the values differ, as lines "closed/trials/0/rps: 12 is 13 now".
class Comparison
{
public:
    const QStringList &differences() const { return m_differences; }
    qint64 numbers() const { return m_numbers; }

    void compare(const QString &place, const QJsonValue &before, const QJsonValue &now)
    {
        if (before.isObject() && now.isObject())
            compareObjects(place, before.toObject(), now.toObject());
        else if (before.isArray() && now.isArray())
            compareArrays(place, before.toArray(), now.toArray());
        else if (before.isDouble() && now.isDouble())
            compareNumbers(place, before.toDouble(), now.toDouble());
        else if (before != now)
            differ(place, before, now);
    }

private:
    // New keys may come, old ones must stay.
    void compareObjects(const QString &place, const QJsonObject &before, const QJsonObject &now)
    {
        for (auto it = before.begin(); it != before.end(); ++it) {
            if (wordyKeys().contains(it.key()))
                continue;
            const QString key = renamedKeys().value(it.key(), it.key());
            compare(place + u'/' + key, it.value(), now.value(key));
        }
    }

    void compareArrays(const QString &place, const QJsonArray &before, const QJsonArray &now)
    {
        if (before.size() != now.size()) {
            m_differences << u"%1: %2 items are %3 now"_s.arg(place).arg(before.size()).arg(now.size());
            return;
        }
        for (qsizetype i = 0; i < before.size(); ++i)
            compare(place + u'/' + QString::number(i), before[i], now[i]);
    }

    // Equal but for the last digits, in which compilers may differ.
    void compareNumbers(const QString &place, double before, double now)
    {
        ++m_numbers;
        if (std::abs(before - now) > 1e-12 * std::abs(before))
            differ(place, before, now);
    }

    void differ(const QString &place, const QJsonValue &before, const QJsonValue &now)
    {
        const auto text = [](const QJsonValue &value) {
            return value.isUndefined()
                ? u"nothing"_s
                : QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
        };
        m_differences << u"%1: %2 is %3 now"_s.arg(place, text(before), text(now));
    }

    QStringList m_differences;
    qint64 m_numbers = 0;
};

QByteArray read(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

/// The rows that begin with a server's name, each as its numbers alone: "178 20.5 23.4".
QStringList tableNumbers(const QString &report)
{
    QStringList rows;
    for (const QString &line : report.split(u'\n')) {
        if (!line.startsWith(u"Alpha ") && !line.startsWith(u"Beta "))
            continue;
        QStringList cells = line.split(u' ', Qt::SkipEmptyParts);
        cells.removeIf([](const QString &cell) { return !cell[0].isDigit() && cell != u"–"; });
        rows << cells.join(u' ');
    }
    return rows;
}

} // namespace

void TestReplay::initTestCase()
{
    m_outcomes = QFINDTESTDATA("replay/outcomes.csv");
    QVERIFY(!m_outcomes.isEmpty());
    m_before = QJsonDocument::fromJson(read(QFINDTESTDATA("replay/before.json"))).object();
    QVERIFY(!m_before.isEmpty());
    m_now = QJsonDocument::fromJson(test::replayedJson(m_outcomes)).object();
}

void TestReplay::outcomesMakeTheFiguresThatTheyMadeBefore()
{
    Comparison comparison;
    comparison.compare({}, m_before, m_now);
    QVERIFY2(comparison.differences().isEmpty(), qPrintable(u'\n' + comparison.differences().join(u'\n')));
    QVERIFY(comparison.numbers() > 5'000);
}

void TestReplay::tablesHaveTheNumbersThatTheyHadBefore()
{
    const QStringList before = tableNumbers(QString::fromUtf8(read(QFINDTESTDATA("replay/before.text"))));
    QCOMPARE(before.size(), 2 + 12 + 2 + 2 + 4); // comparison and endpoints of each run, and a schedule
    QCOMPARE(before[0].count(u' '), 14);
    QCOMPARE(tableNumbers(test::replayedText(m_outcomes)), before);
}

void TestReplay::outcomesHaveWhatIsRare()
{
    QSet<QString> classes;
    qint64 cutOff = 0;
    for (const auto &trial : m_now[u"closed"][u"trials"].toArray()) {
        const QStringList found = trial[u"failures_by_class"].toObject().keys();
        classes.unite(QSet<QString>(found.begin(), found.end()));
        cutOff += trial[u"cancelled"].toInteger();
        QVERIFY(trial[u"warm_up_requests"].toInteger() > 0);
        QVERIFY(trial[u"login"][u"ok"].toInteger() > 0);
        QCOMPARE(trial[u"groups"].toArray().size(), 1);
        QCOMPARE(trial[u"endpoints"][3][u"ok"].toInteger(-1), 0);
        QVERIFY(trial[u"client_cpu_us_per_request"].toDouble() > 0);
    }
    QCOMPARE(classes.size(), outcomeClassCount - 2); // all but "ok" and "cancelled"
    QVERIFY(cutOff > 0);
    const QJsonValue overloaded = m_now[u"open"][u"trials"][1];
    QVERIFY(overloaded[u"dropped"].toInteger() > 0);
    QVERIFY(overloaded[u"waited"].toInteger() > 0);
    QVERIFY(overloaded[u"target_missed"].toBool());
    QVERIFY(overloaded[u"service_p99_us"].toInteger() < overloaded[u"p99_us"].toInteger());
}

/// The comparison itself could be blind.
void TestReplay::aChangedFigureIsFound()
{
    QJsonArray trials = m_now[u"open"][u"trials"].toArray();
    QJsonObject trial = trials[1].toObject();
    trial[u"due"] = trial[u"due"].toInteger() + 1;
    trial.remove(u"waited"_s);
    trials[1] = trial;
    QJsonObject changed = m_now[u"open"].toObject();
    changed[u"trials"] = trials;
    Comparison comparison;
    comparison.compare(u"open"_s, m_before[u"open"], changed);
    QCOMPARE(comparison.differences().size(), 2);
    QVERIFY(comparison.differences()[0].startsWith(u"open/trials/1/due: "));
    QVERIFY(comparison.differences()[1].startsWith(u"open/trials/1/waited: "));
}

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
