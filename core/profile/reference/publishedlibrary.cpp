// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reference/publishedlibrary.h"

#include "core/base/json.h"
#include "core/base/regularfile.h"
#include "core/profile/reference/publishedreader.h"

#include <QDir>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QList<std::shared_ptr<const PublishedFigures>> readLibrary()
{
    QList<std::shared_ptr<const PublishedFigures>> all;
    const QFileInfoList files = QDir(u":/loadstone/reference"_s).entryInfoList(QDir::Files, QDir::Name);
    for (const QFileInfo &file : files) {
        const Result<QByteArray> text = readRegularFile(file.filePath(), longestJson);
        Q_ASSERT_X(text, "readLibrary", "a file compiled into the program cannot be read");
        const Result<PublishedFigures> figures =
            text ? readPublishedFigures(*text, file.completeBaseName()) : text.error();
        Q_ASSERT_X(figures, "readLibrary", "figures compiled into the program are invalid");
        if (figures)
            all << std::make_shared<const PublishedFigures>(*figures);
    }
    return all;
}

} // namespace

const QList<std::shared_ptr<const PublishedFigures>> &publishedLibrary()
{
    static const QList<std::shared_ptr<const PublishedFigures>> library = readLibrary();
    return library;
}

PublishedSelection findPublished(const QString &reference)
{
    const QString table = reference.section(u'/', 1);
    for (const std::shared_ptr<const PublishedFigures> &figures : publishedLibrary()) {
        if (figures->id != reference.section(u'/', 0, 0))
            continue;
        if (reference.contains(u'/') && figures->table(table) == nullptr)
            return {};
        return {figures, table};
    }
    return {};
}

QStringList publishedReferences()
{
    QStringList references;
    for (const std::shared_ptr<const PublishedFigures> &figures : publishedLibrary()) {
        references << figures->id;
        for (const PublishedTable &table : figures->tables)
            references << figures->id + u'/' + table.id;
    }
    return references;
}

} // namespace loadstone
