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
    return Error{
        ErrorCode::Usage,
        QStringLiteral("The folder's name becomes the stack's, and \"%1\" cannot be one. Rename it with "
                       "small letters, digits and hyphens.")
            .arg(name),
        {}};
}

Status checkIsNew(const QString &name, const QString &source, const Catalogue &catalogue)
{
    const Stack *known = catalogue.find(name);
    if (known == nullptr)
        return success();
    if (QFileInfo(known->folder).canonicalFilePath() == source)
        return Error{ErrorCode::Usage, QStringLiteral("\"%1\" is known already.").arg(name), {}};
    return Error{
        ErrorCode::Usage,
        QStringLiteral("There is a stack \"%1\" already, in %2. Rename the folder.").arg(name, known->folder),
        {}};
}

} // namespace

Result<Stack> addOwnStack(const QString &folder, const QString &ownFolder, const Catalogue &catalogue)
{
    const QString source = QFileInfo(folder).canonicalFilePath();
    const QString file = source + QStringLiteral("/stack.json");
    if (source.isEmpty() || !QFileInfo::exists(file))
        return Error{ErrorCode::NotFound,
                     QStringLiteral("There is no stack.json in %1. Write one; docs/stacks.md tells how.")
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
                     QStringLiteral("%1 cannot be made. Check that its folder may be written.").arg(link),
                     {}};
    return readStack(link + QStringLiteral("/stack.json"));
}

Status removeOwnStack(const QString &id, const QString &ownFolder)
{
    const QFileInfo link(ownFolder + u'/' + id);
    if (!link.isSymLink())
        return Error{ErrorCode::Usage,
                     link.exists()
                         ? QStringLiteral("%1 is no link: remove that folder yourself.").arg(link.filePath())
                         : QStringLiteral("No stack \"%1\" was added; `loadstone stacks` lists all.").arg(id),
                     {}};
    if (!QFile::remove(link.filePath()))
        return Error{ErrorCode::Io,
                     QStringLiteral("%1 cannot be removed. Check that its folder may be written.")
                         .arg(link.filePath()),
                     {}};
    return success();
}

} // namespace loadstone
