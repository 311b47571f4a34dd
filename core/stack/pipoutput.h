// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

/// Number of packages that a lock names.
int lockedPackages(const QString &lockText);

/// Turns what pip prints into progress.
class PipProgress
{
public:
    /// @param packages that pip is going to collect; 0 when unknown.
    explicit PipProgress(int packages) : m_packages(packages) { }

    /// @returns true when fraction() or text() changed.
    bool read(const QString &line);

    double fraction() const { return m_fraction; } ///< 0…1, never falls; -1 unknown
    const QString &text() const { return m_text; }

private:
    void advance(double fraction, const QString &text);

    int m_packages;
    int m_collected = 0;
    double m_fraction = 0;
    QString m_text;
};

/// Why pip failed and what to do, from everything it printed; that is the detail.
/// @param ownList file of packages that a person wrote: the sentence has pip's own words about it,
/// and nothing of an installation of Loadstone. Empty for a locked list, which comes with it.
Error pipFailure(const QString &output, int exitCode, const QString &ownList = {});

} // namespace loadstone
