// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/requestmix.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace loadstone;

class TestRequestMix : public QObject
{
    Q_OBJECT
private slots:
    void proportionsHoldAtEveryMoment_data()
    {
        QTest::addColumn<std::vector<double>>("weights");
        QTest::newRow("one") << std::vector<double>{3};
        QTest::newRow("published mix") << std::vector<double>{1, 1, 4};
        QTest::newRow("fractions") << std::vector<double>{0.1, 0.7, 2.35};
        QTest::newRow("a rare one") << std::vector<double>{1, 999};
        QTest::newRow("many") << std::vector<double>(40, 1.0);
    }
    void proportionsHoldAtEveryMoment()
    {
        QFETCH(std::vector<double>, weights);
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        const std::vector<double> shares = mixShares(weights);
        RequestMix mix(shares, 1, 0);
        std::vector<int> counts(weights.size());
        for (int n = 1; n <= 20'000; ++n) {
            const int chosen = mix.next();
            QVERIFY(chosen >= 0 && chosen < static_cast<int>(weights.size()));
            ++counts[static_cast<size_t>(chosen)];
            for (size_t i = 0; i < weights.size(); ++i) {
                const double due = n * weights[i] / sum;
                QVERIFY(std::abs(counts[i] - due) < static_cast<double>(weights.size()) + 1e-6);
            }
        }
    }
    void orderIsRandomButRepeatable()
    {
        const auto draw = [](quint64 seed, int user) {
            const std::vector<double> shares = mixShares({1, 1, 4});
            RequestMix mix(shares, seed, user);
            std::vector<int> order(200);
            std::generate(order.begin(), order.end(), [&mix] { return mix.next(); });
            return order;
        };
        QCOMPARE(draw(5, 2), draw(5, 2));
        QVERIFY(draw(5, 2) != draw(6, 2));
        QVERIFY(draw(5, 2) != draw(5, 3));
        // Not a fixed cycle of six.
        const std::vector<int> order = draw(5, 2);
        QVERIFY(!std::equal(order.begin() + 6, order.end(), order.begin()));
    }
};

LOADSTONE_TEST(TestRequestMix, QCoreApplication)
#include "tst_requestmix.moc"
