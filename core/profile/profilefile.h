// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/reader.h"

namespace loadstone
{

/// A profile on disk: keeps the text it was read from, so that saving changes only what was
/// edited. Holds no open file.
class ProfileFile
{
public:
    /// A profile that is in no file yet.
    ProfileFile() = default;
    /// Reads FOLDER/ID.json. Problems of the profile are in reading(); an error is one of the file
    /// (NotFound or Io).
    static Result<ProfileFile> open(const QString &path);

    const QString &path() const { return m_path; }
    const ProfileReading &reading() const { return m_reading; }

    /// What save() writes once there is a file: the text as it was when `profile` means the same.
    QByteArray textFor(const Profile &profile) const;
    /// Writes to the file it was read from, or to `path`, which is the file from then on. The file
    /// is replaced in one step or stays as it was; it is not touched when its text is the same.
    Status save(const Profile &profile, const QString &path = {});

private:
    /// What a profile that was in no file yet begins with; names the schema if it is there.
    static QByteArray firstText(const Profile &profile, const QString &folder);

    QString m_path;
    QByteArray m_text;
    ProfileReading m_reading;
};

/// A profile's id: the file's name without ".json".
QString makeProfileId(const QString &path);

} // namespace loadstone
