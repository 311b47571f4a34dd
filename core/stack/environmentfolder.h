// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/stack/environmentstore.h"
#include "core/stack/interpreter.h"

#include <optional>

namespace loadstone
{

/// Content of the `.complete` marker of a built environment.
struct BuiltEnvironment {
    QString folder;
    QString lockHash;
    Interpreter interpreter;
};

/// Maximum size of a package list in bytes; the lock for all stacks has 250 kB.
inline constexpr qint64 longestLock = 4LL << 20;

/// Hash of the lock's content; empty if unreadable.
QString lockHash(const EnvironmentSpec &spec);
/// The optional list of packages to install first: pip itself and build tools.
QString toolsLock(const EnvironmentSpec &spec);
/// The folder for the environment of this lock and interpreter.
QString environmentFolder(const QString &cache, const QString &id, const QString &lockHash,
                          const Interpreter &interpreter);
/// The complete environment of this id and lock, if its interpreter still exists, inside and outside.
std::optional<BuiltEnvironment> findBuilt(const QString &cache, const EnvironmentSpec &spec);
/// Marks the folder as complete; atomic.
Status writeMarker(const BuiltEnvironment &built);
/// Renames the folder immediately and deletes it in the background.
void discardFolder(const QString &folder);
/// Discards other environments of this id, and leftovers of interrupted deletions.
void discardOthers(const QString &cache, const QString &id, const QString &keep);
/// A package according to its metadata in site-packages.
struct InstalledPackage {
    QString name;
    QString version;
    QStringList needs; ///< dependencies in this environment, without those of extras
};
QList<InstalledPackage> installedPackages(const QString &folder);

} // namespace loadstone
