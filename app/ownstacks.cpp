// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ownstacks.h"

#include "core/stack/stackreader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Status checkName(const QString &name)
{
    static const QRegularExpression allowed(u"^[a-z0-9][a-z0-9.-]*$"_s);
    if (allowed.match(name).hasMatch())
        return success();
    return Error{ErrorCode::Usage,
                 u"The folder name is the stack id, and \"%1\" is not a valid one. Rename it "
                 "to lower-case letters, digits and hyphens."_s.arg(name),
                 {}};
}

Status checkIsNew(const QString &name, const QString &source, const Catalogue &catalogue)
{
    const Stack *known = catalogue.find(name);
    if (known == nullptr)
        return success();
    if (QFileInfo(known->folder).canonicalFilePath() == source)
        return Error{ErrorCode::Usage, u"\"%1\" is already added."_s.arg(name), {}};
    return Error{ErrorCode::Usage,
                 u"A stack \"%1\" already exists in %2. Rename the folder."_s.arg(name, known->folder),
                 {}};
}

} // namespace

Result<Stack> addOwnStack(const QString &folder, const QString &ownFolder, const Catalogue &catalogue)
{
    const QString source = QFileInfo(folder).canonicalFilePath();
    const QString file = source + u"/stack.json"_s;
    if (source.isEmpty() || !QFileInfo::exists(file))
        return Error{
            ErrorCode::NotFound,
            u"No stack.json in %1. Create one; see docs/stacks.md."_s.arg(source.isEmpty() ? folder : source),
            {}};
    const QString name = QFileInfo(source).fileName();
    if (const Status named = checkName(name); !named)
        return named.error();
    if (const Status isNew = checkIsNew(name, source, catalogue); !isNew)
        return isNew.error();
    if (const Result<Stack> stack = readStack(file); !stack)
        return stack.error();
    const QString link = ownFolder + u'/' + name;
    if (QFileInfo(link).isSymLink()) // a dangling link, or it would be in the catalogue
        QFile::remove(link);
    if (!QDir().mkpath(ownFolder) || !QFile::link(source, link))
        return Error{
            ErrorCode::Io, u"Cannot create %1. Check the permissions of its folder."_s.arg(link), {}};
    return readStack(link + u"/stack.json"_s);
}

Status removeOwnStack(const QString &id, const QString &ownFolder)
{
    const QFileInfo link(ownFolder + u'/' + id);
    if (!link.isSymLink())
        return Error{ErrorCode::Usage,
                     link.exists() ? u"%1 is not a link. Remove the folder yourself."_s.arg(link.filePath())
                                   : u"No stack \"%1\" was added; `loadstone stacks` lists all."_s.arg(id),
                     {}};
    if (!QFile::remove(link.filePath()))
        return Error{ErrorCode::Io,
                     u"Cannot remove %1. Check the permissions of its folder."_s.arg(link.filePath()),
                     {}};
    return success();
}

} // namespace loadstone
