// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/sqldatabase.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>

#include <atomic>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int busyTimeoutMs = 10'000;

// https://www.sqlite.org/rescode.html: the low byte of an extended code is the primary one.
SqlFault faultOf(const QSqlError &error)
{
    constexpr int busy = 5;
    constexpr int locked = 6;
    constexpr int corrupt = 11;
    constexpr int full = 13;
    constexpr int notADatabase = 26;
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case busy:
    case locked:
        return SqlFault::Busy;
    case corrupt:
    case notADatabase:
        return SqlFault::Damaged;
    case full:
        return SqlFault::Full;
    default:
        return SqlFault::Other;
    }
}

Sentence sqlSentence(const QString &file, const QSqlError &error)
{
    switch (faultOf(error)) {
    case SqlFault::Damaged:
        return {QT_TRANSLATE_NOOP("Sentence", "%1 is damaged: %2."), file, error.databaseText()};
    case SqlFault::Full:
        return {QT_TRANSLATE_NOOP("Sentence", "%1 cannot grow: the disk is full. Free space on it."), file};
    case SqlFault::Busy:
        return {QT_TRANSLATE_NOOP("Sentence",
                                  "%1 is locked by another program. Try again when that has finished."),
                file};
    case SqlFault::None:
    case SqlFault::Other:
        break;
    }
    const QString said = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return {QT_TRANSLATE_NOOP("Sentence", "%1 cannot be used: %2."), file, said};
}

QString newConnectionName()
{
    static std::atomic<int> last = 0;
    return u"loadstone-%1"_s.arg(++last);
}

} // namespace

Result<std::unique_ptr<SqlDatabase>> SqlDatabase::open(const QString &file, SqlFault *fault)
{
    if (!QSqlDatabase::isDriverAvailable(u"QSQLITE"_s))
        return Error{
            ErrorCode::Unavailable,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "Qt's SQLite driver is missing, so runs cannot be kept. Install "
                                       "it (Debian: libqt6sql6-sqlite).")),
            {}};
    const QString connection = newConnectionName();
    std::unique_ptr<SqlDatabase> made(new SqlDatabase(file, connection));
    Status opened = success();
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
        database.setDatabaseName(file);
        database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeoutMs));
        if (!database.open()) {
            made->m_fault = faultOf(database.lastError());
            opened = Error{ErrorCode::Io, sqlSentence(file, database.lastError()), {}};
        }
    }
    if (opened)
        opened = made->configure();
    if (fault)
        *fault = opened ? SqlFault::None : made->m_fault;
    if (!opened)
        return opened.error();
    return made;
}

SqlDatabase::SqlDatabase(QString file, QString connection)
    : m_file(std::move(file)), m_connection(std::move(connection))
{
}

SqlDatabase::~SqlDatabase()
{
    m_statements.clear();
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

Status SqlDatabase::configure()
{
    for (const QString &pragma :
         {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = NORMAL"_s, u"PRAGMA foreign_keys = ON"_s,
          u"PRAGMA trusted_schema = OFF"_s, u"PRAGMA cell_size_check = ON"_s}) {
        if (Status set = run(pragma); !set)
            return set;
    }
    return success();
}

Error SqlDatabase::failure(const QSqlQuery &query)
{
    m_fault = faultOf(query.lastError());
    return {ErrorCode::Io, sqlSentence(m_file, query.lastError()), query.lastQuery()};
}

Result<QSqlQuery *> SqlDatabase::execute(const QString &sql, const QVariantList &values)
{
    std::shared_ptr<QSqlQuery> &query = m_statements[sql];
    if (!query) {
        query = std::make_shared<QSqlQuery>(QSqlDatabase::database(m_connection, false));
        query->setForwardOnly(true);
        if (!query->prepare(sql)) {
            const Error error = failure(*query);
            m_statements.remove(sql);
            return error;
        }
    }
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(int(i), values[i]);
    if (!query->exec()) {
        const Error error = failure(*query);
        query->finish();
        return error;
    }
    return query.get();
}

Status SqlDatabase::run(const QString &sql, const QVariantList &values)
{
    const Result<QSqlQuery *> query = execute(sql, values);
    if (!query)
        return query.error();
    (*query)->finish();
    return success();
}

Status SqlDatabase::each(const QString &sql, const QVariantList &values,
                         const std::function<Status(const QSqlQuery &row)> &row)
{
    const Result<QSqlQuery *> query = execute(sql, values);
    if (!query)
        return query.error();
    Status done = success();
    while (done && (*query)->next())
        done = row(**query);
    if (done && (*query)->lastError().isValid())
        done = failure(**query);
    (*query)->finish();
    return done;
}

Result<QList<QVariantList>> SqlDatabase::rows(const QString &sql, const QVariantList &values)
{
    const Result<QSqlQuery *> query = execute(sql, values);
    if (!query)
        return query.error();
    QList<QVariantList> rows;
    while ((*query)->next()) {
        QVariantList row;
        for (int column = 0; column < (*query)->record().count(); ++column)
            row << (*query)->value(column);
        rows << row;
    }
    if ((*query)->lastError().isValid())
        return failure(**query);
    (*query)->finish();
    return rows;
}

Status SqlDatabase::inTransaction(const std::function<Status()> &work)
{
    // At once for writing: a transaction that begins to read cannot wait for another writer.
    if (Status begun = run(u"BEGIN IMMEDIATE"_s); !begun)
        return begun;
    Status done = work();
    if (done)
        done = run(u"COMMIT"_s);
    if (!done) {
        const SqlFault cause = m_fault;
        // SQLite itself may have rolled back, as when the disk is full: then there is nothing left to undo.
        const Status undone = run(u"ROLLBACK"_s);
        Q_UNUSED(undone)
        m_fault = cause;
    }
    return done;
}

} // namespace loadstone
