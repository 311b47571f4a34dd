// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/stack/environmentstore.h"
#include "core/stack/interpreter.h"

#include <optional>

namespace loadstone
{

/// What the `.complete` marker of a built environment says.
struct BuiltEnvironment {
    QString folder;
    QString lockHash;
    Interpreter interpreter;
};

/// The longest list of packages that is read, in bytes; that of all stacks together has 250 kB.
inline constexpr qint64 longestLock = 4LL << 20;

/// Fingerprint of the lock's content; empty when it cannot be read.
QString lockHash(const EnvironmentSpec &spec);
/// The list of what has to be installed before the packages: pip itself and what compiles others.
/// There may be none.
QString toolsLock(const EnvironmentSpec &spec);
/// Where the environment of this lock and interpreter belongs.
QString environmentFolder(const QString &cache, const QString &id, const QString &lockHash,
                          const Interpreter &interpreter);
/// The complete environment of this id and lock, whose interpreter is still there, in itself, too.
std::optional<BuiltEnvironment> findBuilt(const QString &cache, const EnvironmentSpec &spec);
/// Declares the folder complete; written in one piece.
Status writeMarker(const BuiltEnvironment &built);
/// Takes the folder out of use at once and deletes it in the background.
void discardFolder(const QString &folder);
/// Discards other environments of this id, and what interrupted deletions left.
void discardOthers(const QString &cache, const QString &id, const QString &keep);
/// A package as its metadata in site-packages tells of it.
struct InstalledPackage {
    QString name;
    QString version;
    QStringList needs; ///< names of what it depends on here, without what only its extras need
};
QList<InstalledPackage> installedPackages(const QString &folder);

} // namespace loadstone
