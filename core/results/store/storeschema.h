// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/store/sqldatabase.h"

#include <QList>
#include <QStringList>

namespace loadstone
{

/// What makes version n + 1 of the schema from version n; the first one makes it from an empty file.
struct SchemaStep {
    QStringList statements;
};
const QList<SchemaStep> &schemaSteps();

/// Brings the file to the newest version, in one transaction, after a copy FILE-vN.sqlite where it had an older one.
/// A file of a newer version is refused with a sentence and not touched. Safe when two programs do it at once.
Status migrate(SqlDatabase &database, const QList<SchemaStep> &steps = schemaSteps());

} // namespace loadstone
