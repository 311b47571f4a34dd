// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/histogram.h"

#include <cmath>

namespace loadstone
{

Histogram::Bucket Histogram::bucketAt(std::size_t index, qint64 count)
{
    const qint64 magnitude = std::max<qint64>(0, (qint64(index) >> halfMagnitude) - 1);
    const qint64 lowest = (qint64(index) - (magnitude << halfMagnitude)) << magnitude;
    return {lowest, lowest + (qint64{1} << magnitude) - 1, count};
}

void Histogram::record(qint64 valueUs, qint64 times)
{
    if (times <= 0)
        return;
    const qint64 value = std::clamp<qint64>(valueUs, 1, highestTrackable);
    if (value != valueUs)
        m_clamped += times;

    const std::size_t index = indexOf(value);
    if (index >= m_counts.size())
        m_counts.resize(index + 1);
    m_counts[index] += times;

    m_min = m_count ? std::min(m_min, value) : value;
    m_max = std::max(m_max, value);
    m_count += times;
    m_sum += static_cast<long double>(value) * static_cast<long double>(times);
}

void Histogram::merge(const Histogram &other)
{
    if (other.isEmpty())
        return;
    if (other.m_counts.size() > m_counts.size())
        m_counts.resize(other.m_counts.size());
    for (std::size_t i = 0; i < other.m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];

    m_min = m_count ? std::min(m_min, other.m_min) : other.m_min;
    m_max = std::max(m_max, other.m_max);
    m_count += other.m_count;
    m_clamped += other.m_clamped;
    m_wholeSum += other.m_wholeSum;
    m_sum += other.m_sum;
}

void Histogram::clear()
{
    m_counts.clear(); // keeps its memory: an interval's histogram is filled again at once
    m_count = 0;
    m_clamped = 0;
    m_min = 0;
    m_max = 0;
    m_wholeSum = 0;
    m_sum = 0;
}

double Histogram::mean() const { return m_count ? double(sum() / static_cast<long double>(m_count)) : 0; }

double Histogram::stddev() const
{
    if (m_count == 0)
        return 0;
    const double middle = mean();
    double squares = 0;
    for (const Bucket &bucket : buckets()) {
        // Within the exact limits, so that a constant has no deviation whatever its bucket's width.
        const double value =
            std::clamp(double(bucket.lowestUs + bucket.highestUs) / 2, double(m_min), double(m_max));
        squares += (value - middle) * (value - middle) * double(bucket.count);
    }
    return std::sqrt(squares / double(m_count));
}

qint64 Histogram::percentile(double percentile) const
{
    if (m_count == 0 || !(percentile > 0))
        return min();
    if (percentile >= 100)
        return m_max;

    // 99.9 is stored as slightly more than 99.9; without the step down, rank 999 of 1,000 would
    // become 1,000.
    const auto share = static_cast<long double>(std::nextafter(percentile, 0.0)) / 100.0L;
    const auto rank = qint64(std::ceil(share * static_cast<long double>(m_count)));
    qint64 seen = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        seen += m_counts[i];
        if (seen >= rank && m_counts[i] > 0)
            return std::clamp(bucketAt(i, m_counts[i]).highestUs, m_min, m_max);
    }
    return m_max;
}

std::vector<Histogram::Bucket> Histogram::buckets() const
{
    std::vector<Bucket> filled;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        if (m_counts[i] > 0)
            filled.push_back(bucketAt(i, m_counts[i]));
    }
    return filled;
}

qint64 Histogram::bucketIndex(qint64 valueUs) { return qint64(indexOf(valueUs)); }

void Histogram::recordBucket(const Bucket &bucket)
{
    if (bucket.count <= 0)
        return;
    const auto lowest = std::clamp<qint64>(bucket.lowestUs, 1, highestTrackable);
    const auto highest = std::clamp<qint64>(bucket.highestUs, lowest, highestTrackable);
    const qint64 minBefore = m_count ? m_min : lowest;
    record(highest, bucket.count);
    if (bucket.lowestUs > highestTrackable || bucket.highestUs < 1)
        m_clamped += bucket.count;
    m_min = std::min(minBefore, lowest);
    // record() took all for the highest value, on the mean they are half the bucket's width below.
    m_sum -= static_cast<long double>(highest - lowest) / 2 * static_cast<long double>(bucket.count);
}

void Histogram::sharpenMax(qint64 exactUs)
{
    if (m_count > 0 && exactUs >= 1 && exactUs <= m_max && indexOf(exactUs) == indexOf(m_max))
        m_max = std::max(exactUs, m_min);
}

bool Histogram::restore(const Exact &exact)
{
    if (m_count == 0)
        return exact.clamped == 0 && exact.sumUs == 0;
    const auto isInRange = [](qint64 us) { return us >= 1 && us <= highestTrackable; };
    const auto count = static_cast<double>(m_count);
    const bool fits = isInRange(exact.minUs) && isInRange(exact.maxUs) && exact.minUs <= exact.maxUs
        && indexOf(exact.minUs) == indexOf(m_min) && indexOf(exact.maxUs) == indexOf(m_max)
        && exact.sumUs >= count * static_cast<double>(exact.minUs)
        && exact.sumUs <= count * static_cast<double>(exact.maxUs) && exact.clamped >= 0
        && exact.clamped <= m_count;
    if (!fits)
        return false;
    m_min = exact.minUs;
    m_max = exact.maxUs;
    m_wholeSum = 0;
    m_sum = exact.sumUs;
    m_clamped = exact.clamped;
    return true;
}

bool Histogram::operator==(const Histogram &other) const
{
    return m_counts == other.m_counts && m_count == other.m_count && m_clamped == other.m_clamped
        && m_min == other.m_min && m_max == other.m_max && sum() == other.sum();
}

} // namespace loadstone
