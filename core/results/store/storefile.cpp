// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/storefile.h"

#include "core/base/newfile.h"
#include "core/results/store/storeschema.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Result<std::unique_ptr<SqlDatabase>> tryOpen(const QString &file, SqlFault &fault)
{
    Result<std::unique_ptr<SqlDatabase>> database = SqlDatabase::open(file, &fault);
    if (!database)
        return database;
    Status usable = migrate(**database);
    if (usable)
        usable = database.value()->run(u"SELECT max(started_ms) FROM runs"_s);
    if (usable)
        return database;
    fault = database.value()->fault();
    return usable.error();
}

/// With the journal, which belongs to it.
Result<QString> setAside(const QString &file)
{
    const QFileInfo info(file);
    const QString stem =
        u"%1/%2-damaged-%3"_s.arg(info.absolutePath(), info.completeBaseName(),
                                  QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s));
    QString aside = stem + u".sqlite"_s;
    for (int number = 2; QFile::exists(aside); ++number)
        aside = u"%1-%2.sqlite"_s.arg(stem).arg(number);
    for (const QString &part : {u""_s, u"-wal"_s, u"-shm"_s}) {
        QFile each(file + part);
        if (each.exists() && !each.rename(aside + part))
            return Error{ErrorCode::Io,
                         Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is damaged and cannot be renamed: %2."),
                                  file, each.errorString()),
                         {}};
    }
    return aside;
}

} // namespace

Result<StoreFile> openStoreFile(const QString &file)
{
    if (const Status made = makeFolder(QFileInfo(file).absolutePath()); !made)
        return made.error();
    SqlFault fault = SqlFault::None;
    Result<std::unique_ptr<SqlDatabase>> database = tryOpen(file, fault);
    if (database)
        return StoreFile{std::move(database).value(), {}};
    if (fault != SqlFault::Damaged)
        return database.error();
    const Error damage = database.error();
    const Result<QString> aside = setAside(file);
    if (!aside)
        return aside.error();
    Result<std::unique_ptr<SqlDatabase>> fresh = tryOpen(file, fault);
    if (!fresh)
        return fresh.error();
    return StoreFile{
        std::move(fresh).value(),
        Sentence(QT_TRANSLATE_NOOP("Sentence",
                                   "%1 It was renamed to %2, and a new file was begun: the runs in "
                                   "the old one are not listed."),
                 damage.message, *aside)};
}

} // namespace loadstone
