// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>

class QIODevice;

namespace loadstone
{

// Safe creation of files and folders. Where others may write too (a shared output folder, /tmp), the name may
// already exist as a link to one of the user's files: nothing here follows a link at the name to be created.
// Errors contain the system's message, as in "FILE could not be written: No space left on device."

/// Writes the content of a new file to `device`; errors of the device itself need no message.
using FileWriter = std::function<Status(QIODevice &device)>;

/// Writes a file atomically: without a name first, or under a random one, then named. Replaces an existing file. If the
/// program is killed meanwhile, nothing is left, except a file `.loadstone-…` on file systems without nameless files.
Status replaceFile(const QString &path, const FileWriter &write);

/// The same without replacing: false if the name exists.
Result<bool> writeUnlessTaken(const QString &path, const FileWriter &write);

/// Saves a user's own file atomically, following the user's own link and preserving permissions. A
/// write-protected file is not replaced.
/// @returns the system's error message; empty on success
QString saveFile(const QString &path, const QByteArray &content);

/// Creates a folder and its parents; an existing folder is success.
Status makeFolder(const QString &folder);

/// Creates a new folder, readable by its owner only, and its parents as needed. It is named `name`, or
/// `name-2`, `name-3` … if that exists. Returns its name.
Result<QString> makeNewFolder(const QString &parent, const QString &name);

/// Whether result files can be created in an existing folder: creates a test file and checks the free space.
Status checkFolderTakesFiles(const QString &folder);

/// True if the path itself is a link created by neither this user nor root: somebody else chose its target.
bool isForeignLink(const QString &path);

/// The system's message for an errno.
QString systemErrorText(int error);

} // namespace loadstone
