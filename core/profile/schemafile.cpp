// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/schemafile.h"

#include "core/base/regularfile.h"
#include "core/profile/reader.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace loadstone
{

namespace
{

QByteArray contentOf(const QString &path)
{
    const Result<QByteArray> content = readRegularFile(path, longestJson);
    return content ? *content : QByteArray();
}

} // namespace

QString profileSchemaReference() { return QStringLiteral("../resources/schemas/profile.schema.json"); }

Status placeProfileSchema(const QString &profilesFolder)
{
    // Cleaned, because the profiles' folder itself need not exist yet.
    const QString path = QDir::cleanPath(profilesFolder + u'/' + profileSchemaReference());
    const QByteArray schema = contentOf(profileSchemaFile());
    if (contentOf(path) == schema)
        return success();
    QSaveFile file(path);
    if (QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(schema) == schema.size() && file.commit())
        return success();
    return Error{ErrorCode::Io,
                 QStringLiteral("The profile schema could not be written to %1 (%2), so editors cannot help "
                                "with your profiles. Make the folder writable.")
                     .arg(path, file.errorString()),
                 {}};
}

} // namespace loadstone
