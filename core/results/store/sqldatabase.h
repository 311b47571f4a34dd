// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QVariant>

#include <functional>
#include <memory>

class QSqlQuery;

namespace loadstone
{

/// Why SQLite refused, as far as it matters to what is done next.
enum class SqlFault {
    None,
    Damaged, ///< not a database, or its pages contradict each other
    Full,    ///< the disk, or a quota
    Busy,    ///< another program kept it locked for too long
    Other,
};

/// A connection to a database file, for the thread that opened it. Errors are one sentence with the file's name;
/// fault() distinguishes them. Needs Qt's SQLite driver and a QCoreApplication.
class SqlDatabase
{
public:
    /// Opens or creates the file with write-ahead logging, so that readers and a writer do not wait for each other.
    /// What was committed survives a crash of the program; a power cut may take the last seconds, never the file.
    /// @param fault set when it fails
    static Result<std::unique_ptr<SqlDatabase>> open(const QString &file, SqlFault *fault = nullptr);
    ~SqlDatabase();
    SqlDatabase(const SqlDatabase &) = delete;
    SqlDatabase &operator=(const SqlDatabase &) = delete;

    /// @param sql one statement, with a ? for each of the values
    Status run(const QString &sql, const QVariantList &values = {});
    /// All rows of a query.
    Result<QList<QVariantList>> rows(const QString &sql, const QVariantList &values = {});
    /// Calls `row` for each one, without keeping them.
    Status each(const QString &sql, const QVariantList &values,
                const std::function<Status(const QSqlQuery &row)> &row);
    /// All or nothing: what `work` did is undone when it fails.
    Status inTransaction(const std::function<Status()> &work);

    SqlFault fault() const { return m_fault; } ///< of the last failure
    QString file() const { return m_file; }

private:
    SqlDatabase(QString file, QString connection);
    Status configure();
    Result<QSqlQuery *> execute(const QString &sql, const QVariantList &values);
    Error failure(const QSqlQuery &query);

    QString m_file;
    QString m_connection;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_statements; ///< prepared, by their text
    SqlFault m_fault = SqlFault::None;
};

} // namespace loadstone
