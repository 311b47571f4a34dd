// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/medianinterval.h"
#include "core/analysis/statistics/precision.h"
#include "core/analysis/statistics/rankcorrelation.h"
#include "core/analysis/statistics/ranksum.h"
#include "core/analysis/statistics/signedrank.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// The golden cases, or those of the file that scipycheck.py has just made.
QString casesPath()
{
    return qEnvironmentVariable("LOADSTONE_SCIPY_CASES", QStringLiteral(TEST_SOURCE_DIR "/scipycases.json"));
}

QList<double> numbers(const QJsonObject &object, QStringView key)
{
    QList<double> values;
    for (const QJsonValue value : object[key].toArray())
        values.append(value.toDouble());
    return values;
}

/// What differs from the values of the case: empty if nothing does.
QString difference(const QJsonObject &expected, QStringView key, std::optional<double> value)
{
    if (!expected.contains(key))
        return {};
    const double wanted = expected[key].toDouble();
    if (value && std::abs(*value - wanted) <= 1e-9 * std::max(1.0, std::abs(wanted)))
        return {};
    return u"%1 is %2, scipy has %3; "_s.arg(key, value ? QString::number(*value, 'g', 15) : u"nothing"_s)
        .arg(wanted, 0, 'g', 15);
}

QString difference(const QJsonObject &expected, const std::optional<Estimate> &estimate)
{
    if (!estimate)
        return u"no estimate; "_s;
    return difference(expected, u"estimate", estimate->value)
        + difference(expected, u"low", estimate->interval.low)
        + difference(expected, u"high", estimate->interval.high)
        + difference(expected, u"level", estimate->interval.level);
}

QString compareCase(const QJsonObject &expected)
{
    const QString kind = expected[u"kind"].toString();
    const QList<double> baseline = numbers(expected, u"baseline");
    const QList<double> other = numbers(expected, u"other");
    const QList<double> differences = numbers(expected, u"differences");
    const QList<double> values = numbers(expected, u"values");
    if (kind == u"two-sample")
        return difference(expected, u"p", rankSumP(baseline, other))
            + difference(expected, hodgesLehmannDifference(baseline, other));
    if (kind == u"paired")
        return difference(expected, u"p", signedRankP(differences))
            + difference(expected, walshEstimate(differences));
    if (kind == u"median")
        return difference(expected, medianWithInterval(values));
    if (kind == u"correlation") {
        const std::optional<RankCorrelation> correlation = rankCorrelation(baseline, other);
        return difference(expected, u"estimate",
                          correlation ? std::optional(correlation->value) : std::nullopt);
    }
    if (kind == u"precision") {
        const std::optional<PrecisionPlan> plan = planPrecision(values, expected[u"half_width"].toDouble());
        return difference(expected, u"rounds", plan ? std::optional(double(plan->rounds)) : std::nullopt);
    }
    return u"unknown kind "_s + kind;
}

} // namespace

class TestScipyCases : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithScipy()
    {
        QFile file(casesPath());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
        const QJsonArray cases = document[u"cases"].toArray();
        QVERIFY(cases.size() >= 300);
        QStringList wrong;
        QMap<QString, int> kinds;
        for (const QJsonValue item : cases) {
            const QJsonObject expected = item.toObject();
            ++kinds[expected[u"kind"].toString()];
            const QString found = compareCase(expected);
            if (!found.isEmpty())
                wrong.append(found
                             + QString::fromUtf8(QJsonDocument(expected).toJson(QJsonDocument::Compact)));
        }
        QCOMPARE(kinds.size(), 5);
        QVERIFY2(wrong.isEmpty(),
                 qPrintable(u"%1 of %2 cases differ:\n"_s.arg(wrong.size()).arg(cases.size())
                            + wrong.mid(0, 5).join(u'\n')));
    }
};

LOADSTONE_TEST(TestScipyCases, NoApplication)
#include "tst_scipycases.moc"
