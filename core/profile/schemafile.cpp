// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/schemafile.h"

#include "core/base/newfile.h"
#include "core/base/regularfile.h"
#include "core/profile/reader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ProfileSchema
{
    Q_DECLARE_TR_FUNCTIONS(ProfileSchema)
};

QByteArray readContent(const QString &path)
{
    const Result<QByteArray> content = readRegularFile(path, longestJson);
    return content ? *content : QByteArray();
}

} // namespace

QString profileSchemaReference() { return u"../resources/schemas/profile.schema.json"_s; }

Status placeProfileSchema(const QString &profilesFolder)
{
    // Cleaned, because the profiles' folder may not exist yet.
    const QString path = QDir::cleanPath(profilesFolder + u'/' + profileSchemaReference());
    const QByteArray schema = readContent(profileSchemaFile());
    if (readContent(path) == schema)
        return success();
    Status placed = makeFolder(QFileInfo(path).path());
    if (placed)
        placed = replaceFile(path, [&schema](QIODevice &device) {
            device.write(schema); // an error stays with the device
            return success();
        });
    if (placed)
        return placed;
    return Error{
        placed.error().code,
        ProfileSchema::tr("%1 It is the schema of profiles, without which editors cannot help with them.")
            .arg(placed.error().text()),
        {}};
}

} // namespace loadstone
