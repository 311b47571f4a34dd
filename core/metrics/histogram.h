// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <bit>
#include <vector>

namespace loadstone
{

/// High-dynamic-range histogram of durations in whole microseconds, 1 µs to 1 h, 3 significant
/// digits: log-linear buckets as in HdrHistogram (lowest discernible value 1, highest trackable
/// 3,600,000,000, sub-bucket count 2,048), integer counts, lossless merge. Values outside the
/// range are clamped and counted. Minimum, maximum and sum are exact. Not thread-safe.
class Histogram
{
public:
    static constexpr qint64 highestTrackable = 3'600'000'000LL;

    /// Counts `valueUs` once.
    void record(qint64 valueUs)
    {
        const std::size_t index = indexOf(valueUs);
        if (valueUs < 1 || valueUs > highestTrackable || index >= m_counts.size()) {
            record(valueUs, 1);
            return;
        }
        ++m_counts[index];
        m_min = m_count > 0 ? std::min(m_min, valueUs) : valueUs;
        m_max = std::max(m_max, valueUs);
        ++m_count;
        m_wholeSum += valueUs;
    }
    /// Counts `times` occurrences of `valueUs`.
    void record(qint64 valueUs, qint64 times);
    void merge(const Histogram &other);
    void clear();

    qint64 count() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    /// Values that lay outside 1 µs … 1 h and were clamped.
    qint64 clamped() const { return m_clamped; }
    qint64 min() const { return m_count ? m_min : 0; } ///< exact
    qint64 max() const { return m_count ? m_max : 0; } ///< exact
    double mean() const;                               ///< exact (from the exact sum)
    double stddev() const;                             ///< from bucket mid values

    /// The value at rank ⌈percentile/100 · n⌉, as the highest value equivalent to its bucket, but
    /// never above max() nor below min(). 0 gives the exact minimum, 100 the exact maximum.
    /// @param percentile 0 … 100
    qint64 percentile(double percentile) const;

    /// A bucket with at least one value: [lowestUs, highestUs] are equivalent at this precision.
    struct Bucket {
        qint64 lowestUs;
        qint64 highestUs;
        qint64 count;
    };
    std::vector<Bucket> buckets() const;

    /// The place of the value's bucket in HdrHistogram's array of counts.
    /// @param valueUs 0 … highestTrackable
    static qint64 bucketIndex(qint64 valueUs);
    /// Counts what a file keeps that knows buckets only, of this layout or another one: all at the
    /// highest value. Minimum and sum become as exact as the bucket is.
    void recordBucket(const Bucket &bucket);
    /// Sharpens the maximum to one that is known exactly, when it lies in the highest bucket.
    void sharpenMax(qint64 exactUs);
    /// What a file of buckets keeps beside them. False, and nothing is changed, when it contradicts the
    /// buckets: a minimum or maximum that lies in another one, a sum below count × minimum.
    struct Exact {
        qint64 minUs = 0;
        qint64 maxUs = 0;
        double sumUs = 0;
        qint64 clamped = 0;
    };
    bool restore(const Exact &exact);
    double sumUs() const { return double(sum()); }

    bool operator==(const Histogram &) const;

private:
    // The layout of HdrHistogram for 3 significant digits and unit 1: the first 2,048 values have a
    // bucket each; every further power of two is divided into 1,024 buckets, twice as wide as those
    // before. So no bucket is wider than 1/1,024 of its lowest value.
    static constexpr int halfMagnitude = 10;
    static constexpr quint64 subBucketMask = (quint64(1) << (halfMagnitude + 1)) - 1;

    static std::size_t indexOf(qint64 value)
    {
        const int magnitude = int(std::bit_width(quint64(value) | subBucketMask)) - (halfMagnitude + 1);
        return std::size_t((qint64(magnitude) << halfMagnitude) + (value >> magnitude));
    }
    static Bucket bucketAt(std::size_t index, qint64 count);
    long double sum() const { return m_sum + static_cast<long double>(m_wholeSum); }

    std::vector<qint64> m_counts; // grown to the highest index used
    qint64 m_count = 0;
    qint64 m_clamped = 0;
    qint64 m_min = 0;
    qint64 m_max = 0;
    qint64 m_wholeSum = 0; ///< of values counted one by one: 2.5 thousand million hours fit
    long double m_sum = 0; ///< of the others
};

} // namespace loadstone
