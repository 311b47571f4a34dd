// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/reader.h"

namespace loadstone
{

/// A profile on disk with its original text, so that saving changes edited parts only. Holds no open file.
class ProfileFile
{
public:
    /// A profile that has not been saved yet.
    ProfileFile() = default;
    /// Reads FOLDER/ID.json. Problems of the profile are in reading(); an error concerns the file (NotFound
    /// or Io).
    static Result<ProfileFile> open(const QString &path);

    const QString &path() const { return m_path; }
    const ProfileReading &reading() const { return m_reading; }

    /// The text that save() would write to an existing file: the original if `profile` has the same meaning.
    QByteArray textFor(const Profile &profile) const;
    /// Writes to the file it was read from, or to `path`, which becomes its file. The write is atomic; an
    /// unchanged file is not touched.
    Status save(const Profile &profile, const QString &path = {});

private:
    /// The initial text of a new profile; names the schema if it is installed.
    static QByteArray firstText(const Profile &profile, const QString &folder);

    QString m_path;
    QByteArray m_text;
    ProfileReading m_reading;
};

/// A profile's id: the name of its file without ".json".
QString makeProfileId(const QString &path);

} // namespace loadstone
