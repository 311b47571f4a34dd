// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// A place in a text, both from 1; columns count characters, a tab is one.
struct JsonPosition {
    int line = 1;
    int column = 1;
    bool operator==(const JsonPosition &) const = default;
};

/// Something wrong at one place of a JSON text.
struct JsonProblem {
    QString pointer; ///< RFC 6901; "" is the whole document
    JsonPosition at;
    QString message; ///< a sentence for a person
    bool operator==(const JsonProblem &) const = default;
};

/// The longest text that is read, in bytes.
inline constexpr qsizetype longestJson = 16LL << 20;

/// The most problems of one kind that are listed; a person corrects a few and looks again.
inline constexpr qsizetype mostJsonProblems = 100;

/// A JSON text as a value that still knows where everything stood.
class JsonDocument
{
public:
    /// Reads UTF-8, with or without a byte order mark. At most 64 levels deep and `longestJson` long.
    /// Takes time in proportion to the text, whatever is in it.
    /// Whole numbers up to 64 bits with sign stay exact; larger ones become doubles.
    static JsonDocument parse(const QByteArray &text);

    /// What keeps the text from being JSON; root() is undefined then.
    const std::optional<JsonProblem> &syntaxError() const { return m_syntaxError; }
    /// Keys that an object has twice, each told at its second place, at most `mostJsonProblems` of
    /// them. The last value counts.
    const QList<JsonProblem> &duplicates() const { return m_duplicates; }
    const QJsonValue &root() const { return m_root; }

    /// Where a value begins; for a pointer that is not there, where its nearest parent begins.
    JsonPosition valuePosition(const QString &pointer) const;
    /// Where an object's key begins; falls back to valuePosition().
    JsonPosition keyPosition(const QString &pointer) const;
    /// The bytes of a value as written; empty when it is not there.
    QByteArray valueText(const QString &pointer) const;
    /// Keys of the object at `pointer` in the order of the text.
    QStringList keys(const QString &pointer) const;

private:
    friend class JsonDocumentBuilder;
    struct Span {
        qsizetype begin = 0;
        qsizetype end = 0;
    };
    JsonPosition positionAt(qsizetype offset) const;
    qsizetype charactersBefore(qsizetype offset) const;

    QByteArray m_text;
    QList<qsizetype> m_lineStarts;
    QList<qsizetype> m_charactersBefore; // each part of the text, so that a long line need not be walked
    QJsonValue m_root = QJsonValue(QJsonValue::Undefined);
    std::optional<JsonProblem> m_syntaxError;
    QList<JsonProblem> m_duplicates;
    QHash<QString, Span> m_values;       // pointer → bytes of the value
    QHash<QString, qsizetype> m_keys;    // pointer → first byte of the key
    QHash<QString, QStringList> m_order; // pointer of an object → its keys as written
};

/// The pointer of an object's member or an array's item.
QString childPointer(const QString &parent, const QString &key);
QString childPointer(const QString &parent, qsizetype index);
/// The last key or index of a pointer, unescaped.
QString lastOfPointer(const QString &pointer);
QString parentPointer(const QString &pointer);

/// A JSON text without white space; keys keep their order and numbers their spelling. Empty when
/// the text is not JSON.
QByteArray compactJson(const QByteArray &text);

} // namespace loadstone
