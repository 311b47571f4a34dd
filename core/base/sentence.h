// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>

#include <concepts>

namespace loadstone
{

/// A sentence, or a part of one, that is kept apart from its language: records and machine formats have it in
/// English, the window and the reports in the reader's language.
class Sentence
{
public:
    Sentence() = default;
    /// A text that is the same in all languages: a name, a figure, a message of the system; or one that is
    /// translated already and not kept.
    Sentence(const QString &text) : m_source(text) { }
    /// @param source English, marked by QT_TRANSLATE_NOOP("Sentence", …)
    /// @param parts in place of %1, %2 …: texts, integers and sentences
    template<typename... Parts>
    Sentence(const char *source, const Parts &...parts)
        : m_isTranslatable(true), m_source(QString::fromUtf8(source)), m_parts{makePart(parts)...}
    {
    }
    /// Sentences one after the other, with a space between.
    static Sentence joined(const QList<Sentence> &sentences);

    /// As in a record: a text, or {"source", "parts"}.
    static Sentence fromJson(const QJsonValue &json);
    QJsonValue toJson() const;

    bool isEmpty() const { return m_source.isEmpty(); }
    QString english() const;
    QString translated() const;

    /// Not defaulted: QList compares its items only if they are known to be comparable.
    bool operator==(const Sentence &other) const;

private:
    static Sentence makePart(const Sentence &part) { return part; }
    static Sentence makePart(std::integral auto number) { return QString::number(number); }
    QString filled(const QString &pattern, QString (Sentence::*toText)() const) const;

    bool m_isTranslatable = false;
    QString m_source;
    QList<Sentence> m_parts;
};

} // namespace loadstone
