// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/format.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr qint64 highest = std::numeric_limits<qint64>::max();

template<typename Value>
struct Case {
    Value value;
    QString text;
};

template<typename Value>
void addCases(std::initializer_list<Case<Value>> cases)
{
    QTest::addColumn<Value>("value");
    QTest::addColumn<QString>("text");
    for (const Case<Value> &one : cases)
        QTest::newRow(QByteArray::number(one.value).constData()) << one.value << one.text;
}

} // namespace

class FormatTest : public QObject
{
    Q_OBJECT
private slots:
    void writesMicroseconds_data();
    void writesMicroseconds();
    void writesMillisecondColumns_data();
    void writesMillisecondColumns();
    void writesRates_data();
    void writesRates();
    void writesPercents_data();
    void writesPercents();
    void writesBytes_data();
    void writesBytes();
    void writesCounts_data();
    void writesCounts();
    void sanitisesServerOutput();
    void oneIsSingular();
    void writesLengthsOfTime_data();
    void writesLengthsOfTime();
    void writesPositionsInTime_data();
    void writesPositionsInTime();
    void marksNaN();
    void neverShowsFourDigitsBelowTheNextUnit();
    void readsDurations_data();
    void readsDurations();
    void refusesInvalidDurations_data();
    void refusesInvalidDurations();
    void writesDurations_data();
    void writesDurations();
    void readsBackWhatItWrites();
};

void FormatTest::writesMicroseconds_data()
{
    addCases<qint64>({
        {-1, u"–"_s},
        {0, u"0 µs"_s},
        {1, u"1 µs"_s},
        {873, u"873 µs"_s},
        {999, u"999 µs"_s},
        {1'000, u"1.00 ms"_s},
        {1'424, u"1.42 ms"_s},
        {9'994, u"9.99 ms"_s},
        {9'996, u"10.0 ms"_s},
        {12'700, u"12.7 ms"_s},
        {99'940, u"99.9 ms"_s},
        {99'960, u"100 ms"_s},
        {142'300, u"142 ms"_s},
        {999'499, u"999 ms"_s},
        {999'500, u"1.00 s"_s},
        {999'999, u"1.00 s"_s},
        {1'000'000, u"1.00 s"_s},
        {12'700'000, u"12.7 s"_s},
        {99'960'000, u"100 s"_s},
        {999'600'000, u"1,000 s"_s},
        {3'600'000'000, u"3,600 s"_s},
    });
}

void FormatTest::writesMicroseconds()
{
    QFETCH(qint64, value);
    QTEST(formatMicroseconds(value), "text");
}

void FormatTest::writesMillisecondColumns_data()
{
    addCases<qint64>({
        {-1, u"–"_s},
        {0, u"0"_s},
        {1, u"0.001"_s},
        {87, u"0.087"_s},
        {999, u"0.999"_s},
        {1'000, u"1.00"_s},
        {1'420, u"1.42"_s},
        {9'996, u"10.0"_s},
        {99'960, u"100"_s},
        {999'999, u"1,000"_s},
        {1'420'000, u"1,420"_s},
        {3'600'000'000, u"3,600,000"_s},
    });
}

void FormatTest::writesMillisecondColumns()
{
    QFETCH(qint64, value);
    QTEST(formatAsMilliseconds(value), "text");
}

void FormatTest::writesRates_data()
{
    addCases<double>({
        {-1, u"–"_s},
        {0, u"0"_s},
        {0.0001, u"<0.001"_s},
        {0.0512, u"0.051"_s},
        {0.512, u"0.512"_s},
        {0.9996, u"1.00"_s},
        {1, u"1.00"_s},
        {9.996, u"10.0"_s},
        {29.31, u"29.3"_s},
        {99.94, u"99.9"_s},
        {99.96, u"100"_s},
        {123.4, u"123"_s},
        {999.6, u"1,000"_s},
        {8'214.2, u"8,214"_s},
        {1'234'567.8, u"1,234,568"_s},
    });
}

void FormatTest::writesRates()
{
    QFETCH(double, value);
    QTEST(formatRate(value), "text");
}

void FormatTest::writesPercents_data()
{
    addCases<double>({
        {-1, u"–"_s},
        {0, u"0 %"_s},
        {0.0001, u"<0.01 %"_s},
        {0.09, u"0.09 %"_s},
        {0.5, u"0.5 %"_s},
        {1.239, u"1.24 %"_s},
        {9.996, u"10 %"_s},
        {12.34, u"12.3 %"_s},
        {50, u"50 %"_s},
        {99.96, u"100 %"_s},
        {100, u"100 %"_s},
        {187.4, u"187 %"_s},
        {1'600, u"1,600 %"_s},
    });
}

void FormatTest::writesPercents()
{
    QFETCH(double, value);
    QTEST(formatPercent(value), "text");
}

void FormatTest::writesBytes_data()
{
    addCases<qint64>({
        {-1, u"–"_s},
        {0, u"0 B"_s},
        {512, u"512 B"_s},
        {1'023, u"1,023 B"_s},
        {1'024, u"1 KiB"_s},
        {1'536, u"1.5 KiB"_s},
        {10'235, u"10 KiB"_s},
        {1'047'000, u"1,022 KiB"_s},
        {1'048'575, u"1 MiB"_s},
        {1'048'576, u"1 MiB"_s},
        {50'436'505, u"48.1 MiB"_s},
        {4'294'967'296, u"4 GiB"_s},
        {1'099'511'627'776, u"1 TiB"_s},
        {highest, u"8 EiB"_s},
    });
}

void FormatTest::writesBytes()
{
    QFETCH(qint64, value);
    QTEST(formatBytes(value), "text");
}

void FormatTest::writesCounts_data()
{
    addCases<qint64>({
        {-1, u"–"_s},
        {0, u"0"_s},
        {999, u"999"_s},
        {1'000, u"1,000"_s},
        {12'345, u"12,345"_s},
        {1'234'567, u"1,234,567"_s},
        {highest, u"9,223,372,036,854,775,807"_s},
    });
}

void FormatTest::writesCounts()
{
    QFETCH(qint64, value);
    QTEST(formatCount(value), "text");
}

void FormatTest::sanitisesServerOutput()
{
    QCOMPARE(plainLine(u"a\u001b[31mb\r\nc\u009bd\te é"_s), u"a [31mb  c d e é"_s);
    // What turns the direction of text shows "gpj.exe" for "exe.jpg"; letters of such scripts stay.
    QCOMPARE(plainLine(u"a\u202ab\u202ec\u2066d\u2069e\u200ef\u061cg\u2028h\u007fi"_s),
             u"a b c d e f g h i"_s);
    QCOMPARE(plainLine(u"שלום, مرحبا, 你好, 👍"_s), u"שלום, مرحبا, 你好, 👍"_s);
}

void FormatTest::oneIsSingular()
{
    QCOMPARE(formatCounted(1, u"processes"_s), u"1 process"_s);
    QCOMPARE(formatCounted(1, u"users"_s), u"1 user"_s);
    QCOMPARE(formatCounted(0, u"users"_s), u"0 users"_s);
    QCOMPARE(formatCounted(1'000, u"users"_s), u"1,000 users"_s);
    for (const auto &unit : {u"s"_s, u"ms"_s, u"MiB"_s})
        QCOMPARE(pluralUnit(1, unit), unit);
}

void FormatTest::writesLengthsOfTime_data()
{
    addCases<double>({
        {-1, u"–"_s},
        {0, u"0 s"_s},
        {0.004, u"<0.01 s"_s},
        {0.84, u"0.84 s"_s},
        {1.5, u"1.5 s"_s},
        {9.994, u"9.99 s"_s},
        {9.996, u"10 s"_s},
        {12.4, u"12 s"_s},
        {59.4, u"59 s"_s},
        {59.6, u"1 min"_s},
        {90, u"1 min 30 s"_s},
        {3'599.4, u"59 min 59 s"_s},
        {3'599.7, u"1 h"_s},
        {3'600, u"1 h"_s},
        {7'500, u"2 h 5 min"_s},
        {7'199, u"2 h"_s},
        {360'000, u"100 h"_s},
    });
}

void FormatTest::writesLengthsOfTime()
{
    QFETCH(double, value);
    QTEST(formatDuration(Seconds(value)), "text");
}

void FormatTest::writesPositionsInTime_data()
{
    addCases<double>({
        {-1, u"–"_s},
        {0, u"0:00"_s},
        {37.99999999, u"0:38"_s},
        {59.6, u"1:00"_s},
        {754, u"12:34"_s},
        {3'599.6, u"1:00:00"_s},
        {3'725, u"1:02:05"_s},
    });
}

void FormatTest::writesPositionsInTime()
{
    QFETCH(double, value);
    QTEST(formatClock(value), "text");
}

void FormatTest::marksNaN()
{
    for (const double value : {std::nan(""), infinity, -infinity}) {
        QCOMPARE(formatRate(value), u"–"_s);
        QCOMPARE(formatPercent(value), u"–"_s);
        QCOMPARE(formatDuration(Seconds(value)), u"–"_s);
        QCOMPARE(formatClock(value), u"–"_s);
    }
}

void FormatTest::neverShowsFourDigitsBelowTheNextUnit()
{
    for (qint64 value = 1; value < 2'000'000; value += 1 + value / 5'000) {
        const QString text = formatMicroseconds(value);
        QVERIFY2(!text.contains(u"1000"_s) && !text.contains(u','), qPrintable(text));
        QVERIFY2(text.section(u' ', 0, 0).remove(u'.').size() <= 3, qPrintable(text));
    }
}

void FormatTest::readsDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds");
    const auto row = [](const QString &text, qint64 milliseconds) {
        QTest::newRow(qPrintable(text)) << text << milliseconds;
    };
    row(u"90"_s, 90'000);
    row(u"90s"_s, 90'000);
    row(u"1m30s"_s, 90'000);
    row(u"1 min 30 s"_s, 90'000);
    row(u" 1m 30s "_s, 90'000);
    row(u"1min30s"_s, 90'000);
    row(u"250ms"_s, 250);
    row(u"250 ms"_s, 250);
    row(u"2h"_s, 7'200'000);
    row(u"1h1m1s1ms"_s, 3'661'001);
    row(u"1.5h"_s, 5'400'000);
    row(u"0.5"_s, 500);
    row(u"0.001"_s, 1);
    row(u"0.1s"_s, 100);
    row(u"2h5min"_s, 7'500'000);
    row(u"0"_s, 0);
    row(u"0s"_s, 0);
    row(u"007s"_s, 7'000);
    row(u"90m"_s, 5'400'000);
    row(u"0.000000000s"_s, 0);
    row(u"99999999999h"_s, 359'999'999'996'400'000);
}

void FormatTest::readsDurations()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    const std::optional<Milliseconds> duration = parseDuration(text);
    QVERIFY(duration.has_value());
    QCOMPARE(duration->count(), milliseconds);
}

void FormatTest::refusesInvalidDurations_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts{u""_s,      u" "_s,       u"s"_s,     u"h"_s,
                            u"-5"_s,    u"-5s"_s,     u"+5s"_s,   u"5 x"_s,
                            u"5d"_s,    u"1m30"_s,    u"30s1m"_s, u"1s1s"_s,
                            u"1,5s"_s,  u"1e3"_s,     u".5s"_s,   u"5.s"_s,
                            u"0x10"_s,  u"inf"_s,     u"nan"_s,   u"5ss"_s,
                            u"5 s s"_s, u"0.0005s"_s, u"1.5ms"_s, u"5s;"_s,
                            u"five"_s,  u"1.2.3s"_s,  u"1:30"_s,  u"٣s"_s,
                            u"5S"_s,    u"1 2s"_s,    u"5msec"_s, u"99999999999999999999h"_s};
    for (const QString &text : texts)
        QTest::newRow(qPrintable(text.isEmpty() ? u"empty"_s : text)) << text;
}

void FormatTest::refusesInvalidDurations()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text).has_value());
}

void FormatTest::writesDurations_data()
{
    addCases<qint64>({
        {0, u"0s"_s},
        {1, u"1ms"_s},
        {250, u"250ms"_s},
        {1'000, u"1s"_s},
        {1'500, u"1.5s"_s},
        {1'001, u"1.001s"_s},
        {30'000, u"30s"_s},
        {90'000, u"1m30s"_s},
        {60'500, u"1m0.5s"_s},
        {120'000, u"2m"_s},
        {3'600'000, u"1h"_s},
        {3'605'000, u"1h5s"_s},
        {7'500'000, u"2h5m"_s},
    });
}

void FormatTest::writesDurations()
{
    QFETCH(qint64, value);
    QTEST(writeDuration(Milliseconds(value)), "text");
}

void FormatTest::readsBackWhatItWrites()
{
    std::mt19937_64 random(3);
    for (int i = 0; i < 5'000; ++i) {
        const Milliseconds duration(qint64(random() >> (random() % 40 + 20)));
        const QString text = writeDuration(duration);
        QVERIFY2(parseDuration(text) == duration, qPrintable(text));
    }
}

LOADSTONE_TEST(FormatTest, QCoreApplication)
#include "tst_format.moc"
