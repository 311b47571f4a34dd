// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// One profile that can be chosen.
struct ProfileEntry {
    QString id;
    QString file; ///< absolute
    QString name; ///< the id when the file has none that can be read
    QString description;
    bool isBuiltIn = false; ///< read-only
    int errors = 0;         ///< problems that keep it from being run
    int warnings = 0;
    bool operator==(const ProfileEntry &) const = default;
};

/// Finds the profiles in folders: the installed ones, which are read-only, and the user's own.
/// Looks at the disk on every call.
class ProfileStore
{
public:
    ProfileStore(const QStringList &builtInFolders, const QStringList &userFolders);

    /// Every `*.json` in the folders (not in folders inside them), the user's first, then by name.
    QList<ProfileEntry> list() const;
    /// The file of a profile named by id or by path; the user's wins over a built-in one. NotFound
    /// tells the nearest id.
    Result<QString> find(const QString &idOrPath) const;
    /// The id that a misspelt one most likely means; empty when none is near.
    QString nearest(const QString &id) const;

private:
    QStringList m_builtInFolders;
    QStringList m_userFolders;
};

} // namespace loadstone
