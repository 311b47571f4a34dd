// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/hdrlog.h"
#include "tests/support/goldensamples.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QFile>
#include <QTest>
#include <QtEndian>

#include <zlib.h>

#include <functional>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

using Buckets = std::vector<std::array<qint64, 3>>;

Buckets makeBuckets(const Histogram &histogram)
{
    Buckets buckets;
    for (const Histogram::Bucket &bucket : histogram.buckets())
        buckets.push_back({bucket.lowestUs, bucket.highestUs, bucket.count});
    return buckets;
}

QByteArray unpacked(const QByteArray &bytes)
{
    QByteArray out(1 << 20, '\0');
    uLongf size = uLongf(out.size());
    if (uncompress(reinterpret_cast<Bytef *>(out.data()), &size,
                   reinterpret_cast<const Bytef *>(bytes.constData() + 8), uLong(bytes.size() - 8))
        != Z_OK)
        return {};
    return out.left(qsizetype(size));
}

QByteArray packed(const QByteArray &encoded)
{
    QByteArray out(qsizetype(compressBound(uLong(encoded.size()))), '\0');
    uLongf size = uLongf(out.size());
    compress(reinterpret_cast<Bytef *>(out.data()), &size,
             reinterpret_cast<const Bytef *>(encoded.constData()), uLong(encoded.size()));
    QByteArray header(8, '\0');
    qToBigEndian<quint32>(0x1c849314, header.data());
    qToBigEndian<quint32>(quint32(size), header.data() + 4);
    return header + out.left(qsizetype(size));
}

/// The counts of an encoded histogram, with runs of zeros expanded.
QList<qint64> decodeCounts(const QByteArray &bytes)
{
    QList<qint64> counts;
    for (qsizetype at = 40; at < bytes.size();) {
        quint64 number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            number |= quint64(quint8(bytes[at]) & 0x7f) << shift;
            if (quint8(bytes[at++]) < 0x80)
                break;
        }
        const bool isRun = number & 1;
        const auto value = qint64((number + 1) >> 1);
        counts += isRun ? QList<qint64>(value, 0) : QList<qint64>{value};
    }
    return counts;
}

/// An encoded histogram with arbitrary header fields, and these bytes as counts.
QByteArray encoded(qint32 digits, qint64 lowest, qint64 highest, const QByteArray &counts)
{
    QByteArray bytes(40, '\0');
    qToBigEndian<quint32>(0x1c849313, bytes.data());
    qToBigEndian<qint32>(qint32(counts.size()), bytes.data() + 4);
    qToBigEndian<qint32>(digits, bytes.data() + 12);
    qToBigEndian<qint64>(lowest, bytes.data() + 16);
    qToBigEndian<qint64>(highest, bytes.data() + 24);
    qToBigEndian<quint64>(0x3ff0000000000000, bytes.data() + 32);
    return bytes + counts;
}

QByteArray goldenLog()
{
    QFile file(QStringLiteral(TEST_SOURCE_DIR "/golden.hlog"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<HdrLogSum> sumWithCut(QByteArray text, HdrUnit unit = HdrUnit::Micro)
{
    QBuffer buffer(&text);
    buffer.open(QIODevice::ReadOnly);
    return sumHdrLog(buffer, unit);
}

Result<QList<HdrTagTotal>> sum(const QByteArray &text, HdrUnit unit = HdrUnit::Micro)
{
    const Result<HdrLogSum> whole = sumWithCut(text, unit);
    return whole ? Result<QList<HdrTagTotal>>(whole->tags) : whole.error();
}

QByteArray makeLine(const QByteArray &histogram) { return "0.5,1,0," + histogram.toBase64() + '\n'; }

} // namespace

class HdrLogTest : public QObject
{
    Q_OBJECT
private slots:
    void readsLogsOfTheReferenceLibrary();
    void matchesLogsOfTheReferenceLibrary();
    void preservesEveryBucket_data();
    void preservesEveryBucket();
    void preservesTagsTimesAndExactMaximum();
    void readsOtherPrecisionsAndUnits();
    void refusesWithTheLine_data();
    void refusesWithTheLine();
    void refusesDecompressionBombs();
    void countsCompleteLinesOfATruncatedLog();
    void survivesAnyDamage();
};

void HdrLogTest::readsLogsOfTheReferenceLibrary()
{
    const Result<QList<HdrTagTotal>> totals = sum(goldenLog());
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().text()));
    QCOMPARE(totals->size(), 2);
    const Histogram own[] = {goldenHistogram(10'000, 50'000), goldenHistogram(5'000, 900'000'000)};
    const QString tags[] = {u"small"_s, u"large"_s};
    for (int i = 0; i < 2; ++i) {
        const HdrTagTotal &total = totals->at(i);
        QCOMPARE(total.tag, tags[i]);
        QCOMPARE(total.intervals, 1);
        QCOMPARE(makeBuckets(total.histogram), makeBuckets(own[i]));
        for (const double percentile : {1.0, 50.0, 90.0, 99.0, 99.9})
            QCOMPARE(total.histogram.percentile(percentile), own[i].percentile(percentile));
        QVERIFY(std::abs(total.histogram.mean() / own[i].mean() - 1) < 1e-3);
    }
    QCOMPARE(totals->at(1).fromS, 1.5);
    QCOMPARE(totals->at(1).toS, 3.5);
}

void HdrLogTest::matchesLogsOfTheReferenceLibrary()
{
    // Compressed bytes depend on zlib's version, and a single zero may be encoded as a run of one.
    const QByteArray line = goldenLog().split('\n').at(2);
    const QByteArray theirs = QByteArray::fromBase64(line.mid(line.lastIndexOf(',') + 1));
    const QByteArray ours = encodeHdr(goldenHistogram(10'000, 50'000));
    QCOMPARE(ours.left(4), theirs.left(4));
    QVERIFY(!unpacked(theirs).isEmpty());
    QCOMPARE(unpacked(ours).left(4), unpacked(theirs).left(4));
    QCOMPARE(unpacked(ours).mid(8, 32), unpacked(theirs).mid(8, 32));
    QCOMPARE(decodeCounts(unpacked(ours)), decodeCounts(unpacked(theirs)));
}

void HdrLogTest::preservesEveryBucket_data()
{
    QTest::addColumn<QList<qint64>>("values");
    QTest::addColumn<qint64>("times");
    QTest::newRow("none") << QList<qint64>{} << qint64(1);
    QTest::newRow("one") << QList<qint64>{1} << qint64(1);
    QTest::newRow("borders of buckets")
        << QList<qint64>{1, 2'047, 2'048, 2'049, 4'095, 4'096, 4'099} << qint64(1);
    QTest::newRow("the longest") << QList<qint64>{Histogram::highestTrackable} << qint64(3);
    QTest::newRow("neighbours and gaps")
        << QList<qint64>{5, 6, 8, 11, 1'000, 1'001, 900'000'000} << qint64(64);
    QTest::newRow("very many") << QList<qint64>{7, 70'000} << (qint64(1) << 61);
}

void HdrLogTest::preservesEveryBucket()
{
    QFETCH(QList<qint64>, values);
    QFETCH(qint64, times);
    Histogram histogram;
    for (const qint64 value : values)
        histogram.record(value, times);
    const Result<Histogram> read = decodeHdr(encodeHdr(histogram));
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QCOMPARE(read->count(), histogram.count());
    QCOMPARE(makeBuckets(*read), makeBuckets(histogram));
    QCOMPARE(read->clamped(), 0);
    QVERIFY(read->min() <= histogram.min());
    QVERIFY(read->max() >= histogram.max());
}

void HdrLogTest::preservesTagsTimesAndExactMaximum()
{
    Histogram histogram;
    histogram.record(1'234'567);
    histogram.record(20);
    QByteArray text;
    QBuffer buffer(&text);
    buffer.open(QIODevice::ReadWrite);
    HdrLogWriter writer(buffer);
    QVERIFY(writer.writeHeader(QDateTime::fromMSecsSinceEpoch(1'700'000'000'250, Qt::UTC),
                               u"a title\n1,2,3,4"_s));
    QVERIFY(writer.writeInterval({u"GET /a, b%\n"_s, 12.5, 0.75, histogram}));
    QVERIFY(writer.writeComment(u"end"_s));
    QVERIFY(writer.writeInterval({{}, 13.25, 1, {}}));
    QVERIFY(text.contains("#[BaseTime: 1700000000.250 (seconds since epoch)]\n"));
    QVERIFY(text.contains("12.500,0.750,1234.567,HISTFAAA"));

    buffer.seek(0);
    HdrLogReader reader(buffer);
    const auto first = reader.next();
    QVERIFY(first && first->has_value());
    QCOMPARE((*first)->tag, u"GET /a, b%\n"_s);
    QCOMPARE((*first)->startS, 12.5);
    QCOMPARE((*first)->lengthS, 0.75);
    QCOMPARE((*first)->histogram.max(), 1'234'567);
    QCOMPARE((*first)->histogram.percentile(100), 1'234'567);
    const auto second = reader.next();
    QVERIFY(second && second->has_value());
    QCOMPARE((*second)->tag, QString());
    QVERIFY((*second)->histogram.isEmpty());
    const auto end = reader.next();
    QVERIFY(end && !end->has_value());
}

void HdrLogTest::readsOtherPrecisionsAndUnits()
{
    // Two digits: 128 values of one bucket each, then 64 per power of two. Index 128 is 128…129.
    QByteArray counts;
    counts.append(char(0xff)).append(char(0x01)); // 128 counts of zero
    counts.append(char(0x0a));                    // five
    const QByteArray two = packed(encoded(1, 1, 3'600'000'000, QByteArray("\x3f\x0a", 2)));
    const Result<Histogram> coarse = decodeHdr(two); // one digit: 32 zeros, then the bucket 32…33
    QVERIFY2(coarse, coarse ? "" : qPrintable(coarse.error().text()));
    QCOMPARE(coarse->count(), 5);
    QCOMPARE(coarse->min(), 32);
    QCOMPARE(coarse->max(), 33);
    QCOMPARE(coarse->percentile(50), 33);
    QCOMPARE(coarse->mean(), 32.5);

    // Three digits from 1,024 on in steps of 1,024: index 1 is 1,024…2,047.
    const Result<Histogram> stepped =
        decodeHdr(packed(encoded(3, 1'024, 3'600'000'000, QByteArray("\x00\x02", 2))));
    QVERIFY(stepped);
    QCOMPARE(stepped->min(), 1'024);
    QCOMPARE(stepped->max(), 2'047);

    Histogram nanoseconds;
    nanoseconds.record(1'500'000, 10);
    const Result<Histogram> read = decodeHdr(encodeHdr(nanoseconds), HdrUnit::Nano);
    QVERIFY(read);
    QVERIFY(std::abs(read->percentile(50) - 1'500) <= 2);
    const Result<Histogram> milliseconds = decodeHdr(encodeHdr(nanoseconds), HdrUnit::Milli);
    QVERIFY(milliseconds);
    QCOMPARE(milliseconds->percentile(50) / 10'000'000, 150);
    const Result<Histogram> tooLong =
        decodeHdr(packed(encoded(3, 1, 7'200'000'000, QByteArray("\x00\x02", 2))), HdrUnit::Milli);
    QVERIFY(tooLong);
    QCOMPARE(tooLong->clamped(), 0);
    // A value of zero, which is under 1 µs.
    const Result<Histogram> zero = decodeHdr(packed(encoded(3, 1, 3'600'000'000, QByteArray("\x04", 1))));
    QVERIFY(zero);
    QCOMPARE(zero->count(), 2);
    QCOMPARE(zero->clamped(), 2);
}

void HdrLogTest::refusesWithTheLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const QByteArray &line, const char *part) {
        QTest::newRow(name) << line << QString::fromLatin1(part);
    };
    Histogram one;
    one.record(70'000);
    const QByteArray sound = encodeHdr(one);
    const auto with = [](const QByteArray &bytes, qsizetype at, char byte) {
        QByteArray changed = bytes;
        changed[at] = byte;
        return changed;
    };
    row("too few fields", "0.5,1," + sound.toBase64(), "An interval has start");
    row("too many fields", "a,0.5,1,2," + sound.toBase64(), "An interval has start");
    row("no number", "x,1,2," + sound.toBase64(), "have to be numbers");
    row("endless", "inf,1,2," + sound.toBase64(), "have to be numbers");
    row("negative length", "0,-1,2," + sound.toBase64(), "have to be numbers");
    row("no Base64", "0,1,2,HISTF***", "not Base64");
    row("nothing", "0,1,2,", "Not a compressed V2 histogram");
    row("encoding V1", makeLine(with(sound, 3, 0x02)), "Not a compressed V2 histogram");
    row("cut off", makeLine(sound.chopped(3)), "not as long as its header says");
    row("damaged", makeLine(with(sound, 12, '\x55')), "damaged or cut off");
    const QByteArray plain = unpacked(sound);
    row("other cookie inside", makeLine(packed(with(plain, 3, 0x01))), "not of encoding V2");
    row("shorter than its header", makeLine(packed(plain.left(30))), "shorter than its own header");
    row("counts too short", makeLine(packed(plain.chopped(1))), "not as long as its header says");
    row("shifted", makeLine(packed(with(plain, 11, 1))), "floating-point");
    row("scaled", makeLine(packed(with(plain, 33, 1))), "floating-point");
    row("nine digits", makeLine(packed(with(plain, 15, 9))), "9 significant digits");
    row("range backwards", makeLine(packed(encoded(3, 5, 4, "\2"))), "impossible");
    row("range of nothing", makeLine(packed(encoded(3, 0, 4, "\2"))), "impossible");
    row("cut in a count", makeLine(packed(encoded(3, 1, 4'000, QByteArray("\xff\xff", 2)))), "cut off");
    row("too many zeros", makeLine(packed(encoded(3, 1, 4'000, QByteArray("\xff\xff\x7f", 3)))), "room for");
    row("too many counts", makeLine(packed(encoded(0, 1, 2, QByteArray(100, 2)))), "room for");
    const QByteArray most("\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 9);
    row("more than can be counted", makeLine(packed(encoded(3, 1, 4'000, most + most))), "can be counted");
}

void HdrLogTest::refusesWithTheLine()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, part);
    const Result<QList<HdrTagTotal>> totals =
        sum("#[a comment]\n\n" + line + (line.endsWith('\n') ? "" : "\n"));
    QVERIFY(!totals);
    const QString message = totals.error().text();
    QVERIFY2(message.startsWith(u"Line 3: "_s), qPrintable(message));
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(message.endsWith(QLatin1Char('.')) && !message.contains(QLatin1Char('\n')), qPrintable(message));
}

void HdrLogTest::refusesDecompressionBombs()
{
    // 40 MB of zeros compress to 40 kB.
    const QByteArray bomb = packed(encoded(3, 1, 4'000, QByteArray(40'000'000, '\0')));
    QVERIFY(bomb.size() < 50'000);
    const Result<Histogram> read = decodeHdr(bomb);
    QVERIFY(!read);
    QVERIFY(read.error().text().contains(u"exceeds the maximum size"_s));

    const Result<QList<HdrTagTotal>> longLine = sum(QByteArray(9 << 20, 'A'));
    QVERIFY(!longLine);
    QVERIFY(longLine.error().text().contains(u"exceeds the maximum length"_s));

    QByteArray tags;
    for (int i = 0; i < 1'001; ++i)
        tags += "Tag=" + QByteArray::number(i) + ',' + makeLine(encodeHdr({}));
    const Result<QList<HdrTagTotal>> many = sum(tags);
    QVERIFY(!many);
    QVERIFY(many.error().text().contains(u"more than 1000 tags"_s));
}

// Its writer was killed, or the disk was full: complete lines before any cut count.
void HdrLogTest::countsCompleteLinesOfATruncatedLog()
{
    Histogram three;
    three.record(70'000, 3);
    const QByteArray line = makeLine(encodeHdr(three));
    const QByteArray whole = "#[a comment]\n" + line + line;
    for (qsizetype size = whole.size() - line.size(); size <= whole.size(); ++size) {
        const Result<HdrLogSum> read = sumWithCut(whole.left(size));
        QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
        const bool isComplete = size >= whole.size() - 1; // but for the line end
        const bool isBetweenLines = size == whole.size() - line.size();
        QCOMPARE(read->tags.size(), 1);
        QCOMPARE(read->tags.constFirst().histogram.count(), isComplete ? 6 : 3);
        QCOMPARE(read->tags.constFirst().intervals, isComplete ? 2 : 1);
        QCOMPARE(read->cutLine,
                 isComplete || isBetweenLines ? std::optional<qint64>() : std::optional<qint64>(3));
    }
    // An error before the end is not a truncation.
    QVERIFY(!sum(line.chopped(5) + '\n' + line));
}

void HdrLogTest::survivesAnyDamage()
{
    // Any modified byte: no crash, and either an error or a consistent histogram.
    const QByteArray plain = unpacked(encodeHdr(goldenHistogram(50, 3'000'000'000)));
    int refused = 0;
    for (qsizetype at = 0; at < plain.size(); ++at) {
        for (const int change : {0x01, 0x10, 0x80, 0xff}) {
            QByteArray damaged = plain;
            damaged[at] = char(quint8(damaged[at]) ^ change);
            const Result<Histogram> read = decodeHdr(packed(damaged));
            if (!read) {
                ++refused;
                continue;
            }
            qint64 count = 0;
            for (const Histogram::Bucket &bucket : read->buckets())
                count += bucket.count;
            QCOMPARE(count, read->count());
            QVERIFY(read->max() <= Histogram::highestTrackable);
        }
    }
    QVERIFY(refused > 50);
}

LOADSTONE_TEST(HdrLogTest, QCoreApplication)
#include "tst_hdrlog.moc"
