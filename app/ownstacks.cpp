// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ownstacks.h"

#include "core/stack/stackreader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace loadstone
{

namespace
{

Status checkName(const QString &name)
{
    static const QRegularExpression allowed(QStringLiteral("^[a-z0-9][a-z0-9.-]*$"));
    if (allowed.match(name).hasMatch())
        return success();
    return Error{ErrorCode::Usage,
                 QStringLiteral("The folder name is the stack id, and \"%1\" is not a valid one. Rename it "
                                "to lower-case letters, digits and hyphens.")
                     .arg(name),
                 {}};
}

Status checkIsNew(const QString &name, const QString &source, const Catalogue &catalogue)
{
    const Stack *known = catalogue.find(name);
    if (known == nullptr)
        return success();
    if (QFileInfo(known->folder).canonicalFilePath() == source)
        return Error{ErrorCode::Usage, QStringLiteral("\"%1\" is already added.").arg(name), {}};
    return Error{
        ErrorCode::Usage,
        QStringLiteral("A stack \"%1\" already exists in %2. Rename the folder.").arg(name, known->folder),
        {}};
}

} // namespace

Result<Stack> addOwnStack(const QString &folder, const QString &ownFolder, const Catalogue &catalogue)
{
    const QString source = QFileInfo(folder).canonicalFilePath();
    const QString file = source + QStringLiteral("/stack.json");
    if (source.isEmpty() || !QFileInfo::exists(file))
        return Error{ErrorCode::NotFound,
                     QStringLiteral("No stack.json in %1. Create one; see docs/stacks.md.")
                         .arg(source.isEmpty() ? folder : source),
                     {}};
    const QString name = QFileInfo(source).fileName();
    if (const Status named = checkName(name); !named)
        return named.error();
    if (const Status isNew = checkIsNew(name, source, catalogue); !isNew)
        return isNew.error();
    if (const Result<Stack> stack = readStack(file); !stack)
        return stack.error();
    const QString link = ownFolder + u'/' + name;
    if (QFileInfo(link).isSymLink()) // to a folder that is gone, or it would be in the catalogue
        QFile::remove(link);
    if (!QDir().mkpath(ownFolder) || !QFile::link(source, link))
        return Error{ErrorCode::Io,
                     QStringLiteral("Cannot create %1. Check the permissions of its folder.").arg(link),
                     {}};
    return readStack(link + QStringLiteral("/stack.json"));
}

Status removeOwnStack(const QString &id, const QString &ownFolder)
{
    const QFileInfo link(ownFolder + u'/' + id);
    if (!link.isSymLink())
        return Error{
            ErrorCode::Usage,
            link.exists()
                ? QStringLiteral("%1 is not a link. Remove the folder yourself.").arg(link.filePath())
                : QStringLiteral("No stack \"%1\" was added; `loadstone stacks` lists all.").arg(id),
            {}};
    if (!QFile::remove(link.filePath()))
        return Error{
            ErrorCode::Io,
            QStringLiteral("Cannot remove %1. Check the permissions of its folder.").arg(link.filePath()),
            {}};
    return success();
}

} // namespace loadstone
