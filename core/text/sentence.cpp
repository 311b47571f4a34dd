// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentence.h"

#include <QCoreApplication>

#include <utility>

namespace loadstone
{

Sentence::Sentence(const char *context, const char *source, QStringList arguments, QList<Sentence> parts)
    : m_context(context), m_source(source), m_arguments(std::move(arguments)), m_parts(std::move(parts))
{
}

QString Sentence::english() const { return filled(QString::fromUtf8(m_source), &Sentence::english); }

QString Sentence::translated() const
{
    return filled(QCoreApplication::translate(m_context, m_source), &Sentence::translated);
}

/// In one pass, because an argument may contain a percent sign and a digit of its own.
QString Sentence::filled(const QString &pattern, QString (Sentence::*toText)() const) const
{
    QStringList values = m_arguments;
    for (const Sentence &part : m_parts)
        values.append((part.*toText)());
    QString text;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const int number = pattern[i] == u'%' && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : -1;
        if (number >= 1 && number <= values.size()) {
            text += values[number - 1];
            ++i;
        } else {
            text += pattern[i];
        }
    }
    return text;
}

} // namespace loadstone
