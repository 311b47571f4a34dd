// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// One available profile.
struct ProfileEntry {
    QString id;
    QString file; ///< absolute
    QString name; ///< the id if the file has no readable name
    QString description;
    bool isBuiltIn = false; ///< read-only
    int errors = 0;         ///< number of problems that prevent a run
    int warnings = 0;
    bool operator==(const ProfileEntry &) const = default;
};

/// Finds the profiles in folders: the installed ones, which are read-only, and the user's own. Nothing is
/// cached.
class ProfileStore
{
public:
    ProfileStore(const QStringList &builtInFolders, const QStringList &userFolders);

    /// Every `*.json` in the folders (not recursively), the user's first, then by name.
    QList<ProfileEntry> list() const;
    /// The file of a profile named by id or by path; the user's takes precedence over a built-in one.
    /// NotFound suggests the closest id.
    Result<QString> find(const QString &idOrPath) const;
    /// The id closest to a misspelt one; empty if none is close.
    QString nearest(const QString &id) const;

private:
    QStringList m_builtInFolders;
    QStringList m_userFolders;
};

} // namespace loadstone
