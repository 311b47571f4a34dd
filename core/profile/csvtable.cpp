// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/csvtable.h"

#include "core/base/nearest.h"

#include <QByteArrayView>
#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class CsvTable
{
    Q_DECLARE_TR_FUNCTIONS(CsvTable)
};

/// Iterates over the records of a CSV text.
class CsvReader
{
public:
    explicit CsvReader(const QByteArray &text) : m_text(text)
    {
        if (m_text.startsWith("\xef\xbb\xbf"))
            m_at = 3;
    }

    /// The next non-empty record; false at the end or on an error.
    bool next(QByteArrayList &values)
    {
        while (m_problem.isEmpty() && m_at < m_text.size()) {
            m_recordLine = m_line;
            values.clear();
            bool isLast = false;
            while (!isLast && m_problem.isEmpty())
                values.append(value(isLast));
            const bool isEmptyLine = values.size() == 1 && values.first().isEmpty();
            if (!isEmptyLine)
                return m_problem.isEmpty();
        }
        return false;
    }

    /// Line of the record; the first is 1.
    int line() const { return m_recordLine; }
    const QString &problem() const { return m_problem; }

private:
    QByteArray value(bool &isLast)
    {
        const int beganAt = m_line;
        const bool isQuoted = m_at < m_text.size() && m_text[m_at] == '"';
        QByteArray value = isQuoted ? quotedValue(beganAt) : plainValue();
        if (!QByteArrayView(value).isValidUtf8())
            fail(beganAt, CsvTable::tr("Line %1 is not UTF-8. Save the file in that encoding."));
        isLast = true;
        if (m_at >= m_text.size() || !m_problem.isEmpty())
            return value;
        const bool isCrLf = m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n';
        if (m_text[m_at] == ',') {
            isLast = false;
            ++m_at;
        } else if (m_text[m_at] == '\n' || isCrLf) {
            m_at += isCrLf ? 2 : 1;
            ++m_line;
        } else {
            fail(m_line,
                 CsvTable::tr(
                     "Line %1 continues after a closing quotation mark. Double quotation marks inside a "
                     "quoted value."));
        }
        return value;
    }

    QByteArray plainValue()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n')
            ++m_at;
        const bool hasCr =
            m_at > begin && m_text[m_at - 1] == '\r' && (m_at == m_text.size() || m_text[m_at] == '\n');
        if (hasCr && m_at < m_text.size())
            --m_at; // part of the line ending
        return m_text.mid(begin, m_at - begin - (hasCr && m_at == m_text.size() ? 1 : 0));
    }

    QByteArray quotedValue(int beganAt)
    {
        QByteArray value;
        ++m_at;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"') {
                if (m_at >= m_text.size() || m_text[m_at] != '"')
                    return value;
                ++m_at;
            }
            m_line += c == '\n' ? 1 : 0;
            value += c;
        }
        fail(beganAt,
             CsvTable::tr(
                 "Line %1 has an unclosed quotation mark. Close it, or double it inside a quoted value."));
        return value;
    }

    /// @param sentence with %1 for the line
    void fail(int line, const QString &sentence)
    {
        if (m_problem.isEmpty())
            m_problem = sentence.arg(line);
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_recordLine = 1;
    QString m_problem;
};

Error wrong(const QString &message) { return {ErrorCode::Usage, message, {}}; }

Error missingColumn(const QString &wanted, const QByteArrayList &names)
{
    QStringList known;
    for (const QByteArray &name : names)
        known.append(QString::fromUtf8(name));
    const QString near = nearestName(wanted, known);
    return wrong(CsvTable::tr("Line 1 has no column \"%1\". %2")
                     .arg(wanted,
                          near.isEmpty() ? CsvTable::tr("It names %1.").arg(known.join(u", "_s).left(200))
                                         : CsvTable::tr("Did you mean \"%1\"?").arg(near)));
}

} // namespace

Result<CsvColumns> readCsv(const QByteArray &text, const QStringList &wanted)
{
    CsvReader reader(text);
    QByteArrayList names;
    if (!reader.next(names))
        return wrong(reader.problem().isEmpty()
                         ? CsvTable::tr("Line 1 is missing. Add a header line that names the columns.")
                         : reader.problem());
    QList<std::pair<qsizetype, QByteArrayList>> columns;
    for (const QString &name : wanted) {
        const qsizetype index = names.indexOf(name.toUtf8());
        if (index < 0)
            return missingColumn(name, names);
        columns.append(std::pair(index, QByteArrayList()));
    }
    QByteArrayList values;
    qsizetype rows = 0;
    while (reader.next(values)) {
        if (values.size() != names.size())
            return wrong(CsvTable::tr("Line %1 has %2 values, but line 1 has %3 columns. Quote values that "
                                      "contain a comma, or add the missing ones.")
                             .arg(reader.line())
                             .arg(values.size())
                             .arg(names.size()));
        if (++rows > mostCsvRows)
            return wrong(CsvTable::tr("Line %1 exceeds the limit of 1,000,000 rows. Shorten the file.")
                             .arg(reader.line()));
        for (auto &[index, column] : columns)
            column.append(values.at(index));
    }
    if (!reader.problem().isEmpty())
        return wrong(reader.problem());
    if (rows == 0)
        return wrong(
            CsvTable::tr("Line 2 is missing. Add at least one row of values below the column names."));
    CsvColumns result;
    for (qsizetype i = 0; i < columns.size(); ++i)
        result.insert(wanted.at(i), columns.at(i).second);
    return result;
}

} // namespace loadstone
