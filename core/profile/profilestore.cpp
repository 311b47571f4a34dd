// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilestore.h"

#include "core/base/nearest.h"
#include "core/profile/problemtext.h"
#include "core/profile/profilefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ProfileStoreText
{
    Q_DECLARE_TR_FUNCTIONS(ProfileStoreText)
};

const QString suffix = u".json"_s;

QFileInfoList filesIn(const QStringList &folders)
{
    QFileInfoList files;
    for (const QString &folder : folders)
        files += QDir(folder).entryInfoList({u'*' + suffix}, QDir::Files | QDir::Readable, QDir::Name);
    return files;
}

ProfileEntry makeEntry(const QFileInfo &info, bool isBuiltIn)
{
    ProfileEntry entry;
    entry.id = makeProfileId(info.fileName());
    entry.file = info.absoluteFilePath();
    entry.name = entry.id;
    entry.isBuiltIn = isBuiltIn;
    const Result<ProfileFile> file = ProfileFile::open(entry.file);
    if (!file) {
        entry.errors = 1;
        return entry;
    }
    const ProfileReading &reading = file->reading();
    entry.errors = int(countProblems(reading.problems, ProfileProblem::Severity::Error));
    entry.warnings = int(countProblems(reading.problems, ProfileProblem::Severity::Warning));
    if (reading.draft) {
        entry.description = reading.draft->description;
        if (!reading.draft->name.isEmpty())
            entry.name = reading.draft->name;
    }
    return entry;
}

} // namespace

ProfileStore::ProfileStore(const QStringList &builtInFolders, const QStringList &userFolders)
    : m_builtInFolders(builtInFolders), m_userFolders(userFolders)
{
}

QList<ProfileEntry> ProfileStore::list() const
{
    QList<ProfileEntry> entries;
    for (const QFileInfo &file : filesIn(m_userFolders))
        entries.append(makeEntry(file, false));
    for (const QFileInfo &file : filesIn(m_builtInFolders))
        entries.append(makeEntry(file, true));
    return entries;
}

Result<QString> ProfileStore::find(const QString &idOrPath) const
{
    const bool isPath = idOrPath.contains(u'/') || idOrPath.endsWith(suffix, Qt::CaseInsensitive);
    if (isPath && QFileInfo::exists(idOrPath))
        return QFileInfo(idOrPath).absoluteFilePath();
    for (const QFileInfo &file : filesIn(m_userFolders + m_builtInFolders)) {
        if (makeProfileId(file.fileName()) == makeProfileId(idOrPath) && !idOrPath.contains(u'/'))
            return file.absoluteFilePath();
    }
    const QString near = nearest(makeProfileId(idOrPath));
    const QString remedy = near.isEmpty()
        ? ProfileStoreText::tr("`loadstone profiles` lists the profiles; the path of a file works, too.")
        : ProfileStoreText::tr("Did you mean \"%1\"?").arg(near);
    return Error{ErrorCode::NotFound,
                 ProfileStoreText::tr("There is no profile \"%1\". %2").arg(idOrPath, remedy),
                 {}};
}

QString ProfileStore::nearest(const QString &id) const
{
    QStringList ids;
    for (const QFileInfo &file : filesIn(m_userFolders + m_builtInFolders))
        ids.append(makeProfileId(file.fileName()));
    return nearestName(id, ids);
}

} // namespace loadstone
