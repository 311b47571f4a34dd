// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sentence.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Parts in parts multiply, and a record may come from anywhere.
constexpr qsizetype longestText = 64 << 10;

} // namespace

Sentence Sentence::joined(const QList<Sentence> &sentences)
{
    Sentence all("");
    for (const Sentence &sentence : sentences) {
        all.m_parts.append(sentence);
        all.m_source += (all.m_parts.size() > 1 ? u" %"_s : u"%"_s) + QString::number(all.m_parts.size());
    }
    return all;
}

Sentence Sentence::fromJson(const QJsonValue &json)
{
    if (!json.isObject())
        return json.toString();
    Sentence sentence("");
    sentence.m_source = json[u"source"_s].toString();
    for (const QJsonValue part : json[u"parts"_s].toArray())
        sentence.m_parts.append(fromJson(part));
    return sentence;
}

QJsonValue Sentence::toJson() const
{
    if (!m_isTranslatable)
        return m_source;
    QJsonArray parts;
    for (const Sentence &part : m_parts)
        parts.append(part.toJson());
    return QJsonObject{{u"source"_s, m_source}, {u"parts"_s, parts}};
}

bool Sentence::operator==(const Sentence &other) const
{
    return m_isTranslatable == other.m_isTranslatable && m_source == other.m_source
        && m_parts == other.m_parts;
}

QString Sentence::english() const
{
    return m_isTranslatable ? filled(m_source, &Sentence::english) : m_source;
}

QString Sentence::translated() const
{
    if (!m_isTranslatable)
        return m_source;
    return filled(QCoreApplication::translate("Sentence", m_source.toUtf8()), &Sentence::translated);
}

/// In one pass, because an argument may contain a percent sign and a digit of its own.
QString Sentence::filled(const QString &pattern, QString (Sentence::*toText)() const) const
{
    QStringList values;
    for (const Sentence &part : m_parts)
        values.append((part.*toText)());
    QString text;
    for (qsizetype i = 0; i < pattern.size() && text.size() <= longestText; ++i) {
        qsizetype end = i + 1;
        while (pattern[i] == u'%' && end < std::min(i + 3, pattern.size()) && pattern[end].isDigit())
            ++end;
        const int number = QStringView(pattern).sliced(i + 1, end - i - 1).toInt();
        if (number >= 1 && number <= values.size()) {
            text += values[number - 1];
            i = end - 1;
        } else {
            text += pattern[i];
        }
    }
    text.truncate(longestText);
    return text;
}

} // namespace loadstone
