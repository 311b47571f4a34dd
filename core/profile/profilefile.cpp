// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profilefile.h"

#include "core/base/newfile.h"
#include "core/base/regularfile.h"
#include "core/profile/scenariofiles.h"
#include "core/profile/schemafile.h"
#include "core/profile/writer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ProfileFileText
{
    Q_DECLARE_TR_FUNCTIONS(ProfileFileText)
};

Error cannotSave(const QString &path, const QString &why)
{
    return {ErrorCode::Io,
            ProfileFileText::tr(
                "The profile could not be saved to %1: %2. Choose another folder, or make this one "
                "writable.")
                .arg(path, why),
            {}};
}

} // namespace

QString makeProfileId(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    return name.endsWith(u".json"_s, Qt::CaseInsensitive) ? name.chopped(5) : name;
}

Result<ProfileFile> ProfileFile::open(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{ErrorCode::NotFound,
                     ProfileFileText::tr(
                         "There is no file %1. Check the path; `loadstone profiles` lists the profiles.")
                         .arg(path),
                     {}};
    const Result<QByteArray> text = readRegularFile(path, longestJson);
    if (!text)
        return Error{ErrorCode::Usage,
                     ProfileFileText::tr(
                         "The profile %1 cannot be read: %2. Check that it is a file, and its permissions.")
                         .arg(path, text.error().text()),
                     {}};
    ProfileFile profileFile;
    profileFile.m_path = info.absoluteFilePath();
    profileFile.m_text = *text;
    profileFile.m_reading = readProfile(profileFile.m_text, makeProfileId(path));
    addScenarioFiles(profileFile.m_reading, info.absolutePath(), true);
    return profileFile;
}

QByteArray ProfileFile::textFor(const Profile &profile) const
{
    return m_text.isEmpty() ? writeProfile(profile) : rewriteProfile(profile, m_text);
}

QByteArray ProfileFile::firstText(const Profile &profile, const QString &folder)
{
    const bool isSchemaThere = QFileInfo::exists(QDir::cleanPath(folder + u'/' + profileSchemaReference()));
    return writeProfile(profile, isSchemaThere ? profileSchemaReference() : QString());
}

Status ProfileFile::save(const Profile &profile, const QString &path)
{
    const QString target = path.isEmpty() ? m_path : QFileInfo(path).absoluteFilePath();
    if (target.isEmpty())
        return Error{ErrorCode::Usage,
                     ProfileFileText::tr("This profile has no file yet. Choose where to save it."),
                     {}};
    const QString folder = QFileInfo(target).absolutePath();
    const QByteArray text = m_text.isEmpty() ? firstText(profile, folder) : textFor(profile);
    const bool isUpToDate = target == m_path && text == m_text && QFileInfo::exists(target);
    if (!isUpToDate) {
        if (!QDir().mkpath(folder))
            return cannotSave(target, ProfileFileText::tr("the folder cannot be created"));
        if (const QString problem = saveFile(target, text); !problem.isEmpty())
            return cannotSave(target, problem);
    }
    m_path = target;
    m_text = text;
    m_reading = readProfile(text, makeProfileId(target));
    addScenarioFiles(m_reading, folder, true);
    return success();
}

} // namespace loadstone
