// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace loadstone
{

/// A random number stream that is identical on every machine for the same seed (SplitMix64 of Steele, Lea and
/// Flood, 2014). One per virtual user and purpose, so that a user's draws do not depend on the scheduling of
/// other users' threads.
class RandomStream
{
public:
    /// @param stream distinguishes streams of the same seed
    RandomStream(quint64 seed, quint64 stream) : m_state(mix(seed) ^ mix(~stream)) { }

    quint64 next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        return mix(m_state);
    }
    /// Uniform in [0, 1), in steps of 2⁻⁵³.
    double nextUnit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    static quint64 mix(quint64 value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
        return value ^ (value >> 31);
    }

    quint64 m_state;
};

} // namespace loadstone
