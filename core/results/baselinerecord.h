// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// A metric of one server or endpoint, of each of its trials that came to their end.
struct BaselineValues {
    QString metric; ///< its id
    QList<double> values;
    bool operator==(const BaselineValues &) const = default;
};

/// The metrics of one endpoint, or of a group.
struct BaselineEndpoint {
    QString name;
    QList<BaselineValues> metrics;
    bool operator==(const BaselineEndpoint &) const = default;
};

struct BaselineServer {
    QString name; ///< as in its run
    QString stack;
    QList<BaselineValues> metrics;
    QList<BaselineEndpoint> endpoints; ///< those that thresholds of the later run name; none in older records
    bool operator==(const BaselineServer &) const = default;
};

/// What a run is compared with by its thresholds: kept in its own record, so that it says the same when the other run
/// is gone.
struct BaselineRecord {
    QString run; ///< id
    QList<BaselineServer> servers;
    bool operator==(const BaselineRecord &) const = default;
};

} // namespace loadstone
