// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace loadstone
{

/// Number of packages in a lock.
int lockedPackages(const QString &lockText);

/// Derives progress from pip's output.
class PipProgress
{
public:
    /// @param packages number of packages to collect; 0 if unknown.
    explicit PipProgress(int packages) : m_packages(packages) { }

    /// @returns true if fraction() or text() changed.
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

/// Why pip failed, with the remedy, from its complete output, which becomes the detail.
/// @param ownList a user's list of packages: the sentence quotes pip's own message about it instead of
/// suggesting a broken installation of Loadstone. Empty for a locked list, which is part of Loadstone.
Error pipFailure(const QString &output, int exitCode, const QString &ownList = {});

} // namespace loadstone
