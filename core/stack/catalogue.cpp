// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/catalogue.h"

#include "core/base/nearest.h"
#include "core/stack/stackreader.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

// Folders with the prefix "_" contain files shared by stacks.
QStringList stackFiles(const QString &folder)
{
    QStringList files;
    const QDir directory(folder);
    for (const QString &name : directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString file = directory.absoluteFilePath(name + u"/stack.json"_s);
        if (!name.startsWith(u'_') && QFileInfo::exists(file))
            files.append(file);
    }
    return files;
}

// Links of added stacks whose target folders are gone, by the stack's name.
QMap<QString, Error> lostFolders(const QString &folder)
{
    QMap<QString, Error> problems;
    for (const QFileInfo &entry :
         QDir(folder).entryInfoList(QDir::System | QDir::NoDotAndDotDot, QDir::Name)) {
        if (entry.isSymLink() && !entry.exists())
            problems.insert(entry.fileName(),
                            {ErrorCode::NotFound,
                             Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                        "Skipped stack \"%1\": its folder %2 is missing. "
                                                        "Restore it, or run `loadstone stacks remove %1`."),
                                      entry.fileName(), entry.symLinkTarget()),
                             {}});
    }
    return problems;
}

QString firstSharedFolder(const QStringList &folders)
{
    for (const QString &folder : folders) {
        QString shared = QDir(folder).absoluteFilePath(u"_shared"_s);
        if (QFileInfo(shared).isDir())
            return shared;
    }
    return {};
}

} // namespace

Catalogue Catalogue::load(const QStringList &folders)
{
    Catalogue catalogue;
    const QString shared = firstSharedFolder(folders);
    for (const QString &folder : folders) {
        const QMap<QString, Error> lost = lostFolders(folder);
        catalogue.m_problems += lost.values();
        catalogue.m_broken.insert(lost);
        for (const QString &file : stackFiles(folder)) {
            Result<Stack> stack = readStack(file);
            if (!stack) {
                catalogue.m_problems.append(stack.error());
                catalogue.m_broken.insert(QFileInfo(QFileInfo(file).path()).fileName(), stack.error());
            } else if (const Stack *other = catalogue.find(stack->id)) {
                catalogue.m_problems.append(
                    {ErrorCode::Usage,
                     Sentence(
                         QT_TRANSLATE_NOOP(
                             "Sentence", "Skipped the stack in %1: %2 has the same name. Rename its folder."),
                         stack->folder, other->folder),
                     {}});
            } else {
                if (stack->sharedFolder.isEmpty())
                    stack.value().sharedFolder = shared;
                catalogue.m_stacks.append(*stack);
            }
        }
    }
    catalogue.sort();
    return catalogue;
}

Catalogue Catalogue::of(QList<Stack> stacks)
{
    Catalogue catalogue;
    catalogue.m_stacks = std::move(stacks);
    catalogue.sort();
    return catalogue;
}

void Catalogue::sort()
{
    std::sort(m_stacks.begin(), m_stacks.end(), [](const Stack &a, const Stack &b) { return a.id < b.id; });
}

const Stack *Catalogue::find(const QString &id) const
{
    const auto it = std::find_if(m_stacks.cbegin(), m_stacks.cend(),
                                 [&id](const Stack &stack) { return stack.id == id; });
    return it == m_stacks.cend() ? nullptr : &*it;
}

const Error *Catalogue::brokenStack(const QString &id) const
{
    const auto broken = m_broken.constFind(id);
    return broken == m_broken.cend() || find(id) != nullptr ? nullptr : &*broken;
}

Error Catalogue::unknown(const QString &id) const
{
    if (const Error *broken = brokenStack(id))
        return *broken;
    const QString guess = nearest(id);
    return {ErrorCode::NotFound,
            guess.isEmpty() ? Sentence(
                QT_TRANSLATE_NOOP("Sentence", "There is no stack \"%1\"; `loadstone stacks` lists them."), id)
                            : Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                         "There is no stack \"%1\". Did you mean \"%2\"?"),
                                       id, guess),
            {}};
}

QString Catalogue::nearest(const QString &id) const
{
    QStringList ids;
    for (const Stack &stack : m_stacks)
        ids.append(stack.id);
    return nearestName(id, ids);
}

} // namespace loadstone
