// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/hdrcodec.h"

#include <QCoreApplication>
#include <QtEndian>

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class HdrCodec
{
    Q_DECLARE_TR_FUNCTIONS(HdrCodec)
};

constexpr quint32 encodedCookie = 0x1c849303;
constexpr quint32 compressedCookie = 0x1c849304;
constexpr quint32 wordSize = 0x10; // in both cookies: counts of variable length
constexpr quint32 wordSizeMask = 0xf0;

constexpr qsizetype compressedHeader = 8;
constexpr qsizetype encodedHeader = 40;
/// A histogram of 5 significant digits over all 63 bits has 6 million counts, few of which are not 0.
constexpr qsizetype largestEncoded = 16 << 20;
constexpr int significantDigits = 3;

Error fault(const QString &sentence) { return {ErrorCode::Usage, sentence, {}}; }

template<typename T>
void append(QByteArray &bytes, T value)
{
    const T big = qToBigEndian(value);
    bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
}

template<typename T>
T take(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<T>(bytes.constData() + at);
}

/// ZigZag puts the sign into the lowest bit; of at most nine bytes the last one has all its eight.
void appendZigZag(QByteArray &bytes, qint64 value)
{
    quint64 left = (quint64(value) << 1) ^ quint64(value >> 63);
    for (int i = 0; i < 8; ++i) {
        if (left < 0x80) {
            bytes.append(char(left));
            return;
        }
        bytes.append(char((left & 0x7f) | 0x80));
        left >>= 7;
    }
    bytes.append(char(left));
}

/// Moves `at` behind the number; nothing when the bytes end within it.
std::optional<qint64> takeZigZag(const QByteArray &bytes, qsizetype &at)
{
    quint64 value = 0;
    for (int i = 0; i < 9; ++i) {
        if (at >= bytes.size())
            return {};
        const quint64 byte = quint8(bytes[at++]);
        const bool isLast = i == 8 || byte < 0x80;
        value |= (i == 8 ? byte : byte & 0x7f) << (7 * i);
        if (isLast)
            break;
    }
    return qint64(value >> 1) ^ -qint64(value & 1);
}

/// How the array of counts is laid out, from the header of an encoded histogram.
class Layout
{
public:
    Layout(qint64 lowest, qint64 highest, int digits)
    {
        double singleUnits = 2;
        for (int i = 0; i < digits; ++i)
            singleUnits *= 10;
        m_halfMagnitude = int(std::bit_width(quint64(singleUnits) - 1)) - 1;
        m_unitMagnitude = int(std::bit_width(quint64(lowest))) - 1;
        quint64 untrackable = quint64(2) << (m_halfMagnitude + m_unitMagnitude);
        int buckets = 1;
        for (; untrackable <= quint64(highest) && untrackable <= std::numeric_limits<quint64>::max() / 2;
             untrackable <<= 1)
            ++buckets;
        m_counts = qint64(buckets + 1) << m_halfMagnitude;
    }

    qint64 counts() const { return m_counts; }
    quint64 lowestIn(qint64 index) const
    {
        const qint64 bucket = bucketFor(index);
        return quint64(index - (bucket << m_halfMagnitude)) << (bucket + m_unitMagnitude);
    }
    quint64 highestIn(qint64 index) const
    {
        return lowestIn(index) + (quint64(1) << (bucketFor(index) + m_unitMagnitude)) - 1;
    }

private:
    qint64 bucketFor(qint64 index) const { return std::max<qint64>(0, (index >> m_halfMagnitude) - 1); }

    int m_halfMagnitude = 0;
    int m_unitMagnitude = 0;
    qint64 m_counts = 0;
};

qint64 toMicroseconds(quint64 value, HdrUnit unit)
{
    // More than can be kept, in any unit: clamped with the rest, and counted.
    const auto beyond = quint64(Histogram::highestTrackable) + 1;
    switch (unit) {
    case HdrUnit::Nano:
        return qint64(std::min(value / 1'000 + (value % 1'000 >= 500 ? 1 : 0), beyond));
    case HdrUnit::Milli:
        return qint64(value > beyond / 1'000 ? beyond : value * 1'000);
    case HdrUnit::Micro:
        break;
    }
    return qint64(std::min(value, beyond));
}

/// At most `largestEncoded` bytes: what they come from may claim and hold anything.
Result<QByteArray> inflated(const QByteArray &bytes, qsizetype from)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return Error{ErrorCode::Internal, HdrCodec::tr("zlib could not be started."), {}};
    // zlib only reads here, but its interface predates const.
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData() + from));
    stream.avail_in = uInt(bytes.size() - from);
    QByteArray out;
    int state = Z_OK;
    constexpr qsizetype step = 64 << 10;
    while (state == Z_OK && out.size() <= largestEncoded) {
        const qsizetype had = out.size();
        out.resize(had + step);
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + had);
        stream.avail_out = uInt(step);
        state = inflate(&stream, Z_NO_FLUSH);
        out.resize(had + step - qsizetype(stream.avail_out));
    }
    inflateEnd(&stream);
    if (out.size() > largestEncoded)
        return fault(HdrCodec::tr("The decompressed histogram exceeds the maximum size."));
    if (state != Z_STREAM_END)
        return fault(HdrCodec::tr("The histogram's compressed bytes are damaged or cut off."));
    return out;
}

QByteArray encodedCounts(const Histogram &histogram)
{
    QByteArray bytes;
    qint64 next = 0;
    for (const Histogram::Bucket &bucket : histogram.buckets()) {
        const qint64 index = Histogram::bucketIndex(bucket.lowestUs);
        const qint64 zeros = index - next;
        if (zeros > 0)
            appendZigZag(bytes, zeros > 1 ? -zeros : 0);
        appendZigZag(bytes, bucket.count);
        next = index + 1;
    }
    if (bytes.isEmpty())
        appendZigZag(bytes, 0);
    return bytes;
}

Result<Layout> readLayout(const QByteArray &bytes)
{
    if (bytes.size() < encodedHeader)
        return fault(HdrCodec::tr("The histogram is shorter than its own header."));
    if ((take<quint32>(bytes, 0) & ~wordSizeMask) != encodedCookie)
        return fault(
            HdrCodec::tr("The histogram inside is not of encoding V2; write it with HdrHistogram 2.1.4 "
                         "or newer."));
    if (take<qint32>(bytes, 4) != bytes.size() - encodedHeader)
        return fault(HdrCodec::tr("The histogram's counts are not as long as its header says."));
    if (take<qint32>(bytes, 8) != 0 || qFromBigEndian<quint64>(bytes.constData() + 32) != 0x3ff0000000000000)
        return fault(HdrCodec::tr("The histogram has a shifted or scaled range, as those of floating-point "
                                  "values have; only integers are supported."));
    const auto digits = take<qint32>(bytes, 12);
    const auto lowest = take<qint64>(bytes, 16);
    const auto highest = take<qint64>(bytes, 24);
    if (digits < 0 || digits > 5)
        return fault(
            HdrCodec::tr("The histogram has %1 significant digits; 0 to 5 are supported.").arg(digits));
    if (lowest < 1 || lowest > highest / 2 || lowest > qint64(1) << 40)
        return fault(
            HdrCodec::tr("The histogram's range from %1 to %2 is impossible.").arg(lowest).arg(highest));
    return Layout(lowest, highest, digits);
}

} // namespace

QByteArray encodeHdr(const Histogram &histogram)
{
    const QByteArray counts = encodedCounts(histogram);
    QByteArray encoded;
    append(encoded, encodedCookie | wordSize);
    append(encoded, qint32(counts.size()));
    append(encoded, qint32(0)); // normalizing index offset
    append(encoded, qint32(significantDigits));
    append(encoded, qint64(1)); // lowest discernible value
    append(encoded, Histogram::highestTrackable);
    append(encoded, std::bit_cast<quint64>(1.0)); // ratio of integers to doubles
    encoded += counts;

    uLongf size = compressBound(uLong(encoded.size()));
    QByteArray packed(qsizetype(size), Qt::Uninitialized);
    // Fails only for want of memory or room, and there is enough room.
    if (compress(reinterpret_cast<Bytef *>(packed.data()), &size,
                 reinterpret_cast<const Bytef *>(encoded.constData()), uLong(encoded.size()))
        != Z_OK)
        qBadAlloc();
    QByteArray bytes;
    append(bytes, compressedCookie | wordSize);
    append(bytes, qint32(size));
    return bytes + packed.left(qsizetype(size));
}

Result<Histogram> decodeHdr(const QByteArray &bytes, HdrUnit unit)
{
    if (bytes.size() < compressedHeader || (take<quint32>(bytes, 0) & ~wordSizeMask) != compressedCookie)
        return fault(HdrCodec::tr("Not a compressed V2 histogram, which begins with HISTFAAA."));
    if (take<qint32>(bytes, 4) != bytes.size() - compressedHeader)
        return fault(HdrCodec::tr("The histogram is not as long as its header says."));
    const Result<QByteArray> encoded = inflated(bytes, compressedHeader);
    if (!encoded)
        return encoded.error();
    const Result<Layout> layout = readLayout(*encoded);
    if (!layout)
        return layout.error();

    Histogram histogram;
    qint64 index = 0;
    qsizetype at = encodedHeader;
    while (at < encoded->size()) {
        const std::optional<qint64> number = takeZigZag(*encoded, at);
        if (!number)
            return fault(HdrCodec::tr("The histogram's last count is cut off."));
        if (*number < 0 ? *number < index - layout->counts() : index >= layout->counts())
            return fault(HdrCodec::tr("The histogram has more counts than its range has room for."));
        if (*number < 0) {
            index -= *number;
            continue;
        }
        if (*number > std::numeric_limits<qint64>::max() - histogram.count())
            return fault(HdrCodec::tr("The histogram's counts sum up to more than can be counted."));
        histogram.recordBucket({toMicroseconds(layout->lowestIn(index), unit),
                                toMicroseconds(layout->highestIn(index), unit), *number});
        ++index;
    }
    return histogram;
}

} // namespace loadstone
