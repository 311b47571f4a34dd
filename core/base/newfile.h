// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>

class QIODevice;

namespace loadstone
{

// Files and folders that are new for certain. Where others may write too (a shared output folder,
// /tmp), somebody could have made the name beforehand as a link to a file of ours: nothing here
// goes through a link that has the name of what is to be made. Errors have the system's words, as
// "FILE could not be written: No space left on device."

/// Puts the content of a new file into `device`; an error of the device itself needs no sentence.
using FileWriter = std::function<Status(QIODevice &device)>;

/// Writes a file that is there completely or not at all: under a random name first, then renamed.
/// What had the name before is replaced.
Status replaceFile(const QString &path, const FileWriter &write);

/// The same, but leaves alone what has the name already: false then.
Result<bool> writeUnlessTaken(const QString &path, const FileWriter &write);

/// Saves a person's own file where they want it, completely or not at all: through their own link,
/// and with the permissions that it has. One that is write-protected stays.
/// @returns why not, in the system's words; empty when it is saved
QString saveFile(const QString &path, const QByteArray &content);

/// Makes a folder with all above it; being there already is success.
Status makeFolder(const QString &folder);

/// Makes a folder that was not there, which only its owner may read; those above it are made as
/// needed. It is called `name`, or `name-2`, `name-3` … when that is taken. Returns its name.
Result<QString> makeNewFolder(const QString &parent, const QString &name);

/// Whether files with results can be made in a folder that exists: tried by making one, and room is
/// looked for.
Status checkFolderTakesFiles(const QString &folder);

/// True when the path itself is a link that neither this user nor root has made: what it leads to
/// is somebody else's choice.
bool isForeignLink(const QString &path);

/// The system's words for an errno.
QString systemWords(int error);

} // namespace loadstone
