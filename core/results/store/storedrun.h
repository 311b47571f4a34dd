// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// What lists show of a kept run, without reading its record.
struct StoredRun {
    QString id;
    QString name; ///< that a person gave; may be empty
    QString note;
    QStringList tags; ///< sorted
    QString profileId;
    QString profileName;
    QDateTime startedAt;
    double lengthS = 0;
    RunState state = RunState::Idle;
    QStringList servers; ///< their names
    QStringList stacks;  ///< their ids, in the same order
    int trialsPlanned = 0;
    int trialsEnded = 0;
    QString machine; ///< CPU and number of cores
    qint64 bytes = 0;
    bool isBaseline = false;            ///< of its profile
    std::optional<QDateTime> deletedAt; ///< nothing: it is not deleted
};

/// Which runs to list; what is empty does not matter.
struct RunFilter {
    QString profileId;
    QString stackId;
    QString tag;
    QString text; ///< part of the id, the name, the note, the profile's name or a server's
    std::optional<RunState> state;
    QDateTime since;
    bool isDeleted = false;    ///< those that can be restored, instead of the others
    std::optional<int> atMost; ///< the newest ones
};

/// How many runs are kept. Baselines and tagged runs are exempt, and count in neither.
struct Retention {
    std::optional<int> runs;
    std::optional<qint64> bytes;
    bool operator==(const Retention &) const = default;
};

} // namespace loadstone
