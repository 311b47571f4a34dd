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

/// A position in a text; line and column start at 1, columns count characters, a tab is one.
struct JsonPosition {
    int line = 1;
    int column = 1;
    bool operator==(const JsonPosition &) const = default;
};

/// A problem at one position of a JSON text.
struct JsonProblem {
    QString pointer; ///< RFC 6901; "" is the whole document
    JsonPosition at;
    QString message; ///< a sentence for a person
    bool operator==(const JsonProblem &) const = default;
};

/// Maximum size of a JSON text, in bytes.
inline constexpr qsizetype longestJson = 16LL << 20;

/// Maximum number of problems reported per kind; people correct a few and check again.
inline constexpr qsizetype mostJsonProblems = 100;

/// A JSON text as a value with the source position of each part.
class JsonDocument
{
public:
    /// Parses UTF-8, with or without a byte order mark, up to 64 levels deep and `longestJson` bytes long, in
    /// linear time for any input. Integers up to 64 bits with sign stay exact; larger ones become doubles.
    static JsonDocument parse(const QByteArray &text);

    /// The syntax error, if any; root() is undefined then.
    const std::optional<JsonProblem> &syntaxError() const { return m_syntaxError; }
    /// Duplicate keys of objects, each at the position of its second occurrence, at most `mostJsonProblems`.
    /// The last value wins.
    const QList<JsonProblem> &duplicates() const { return m_duplicates; }
    const QJsonValue &root() const { return m_root; }

    /// Position of a value; for an unknown pointer, that of its nearest existing parent.
    JsonPosition valuePosition(const QString &pointer) const;
    /// Position of an object's key; falls back to valuePosition().
    JsonPosition keyPosition(const QString &pointer) const;
    /// The bytes of a value as written; empty for an unknown pointer.
    QByteArray valueText(const QString &pointer) const;
    /// Keys of the object at `pointer`, in document order.
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
    QList<qsizetype> m_charactersBefore; // per block of text: columns of long lines in constant time
    QJsonValue m_root = QJsonValue(QJsonValue::Undefined);
    std::optional<JsonProblem> m_syntaxError;
    QList<JsonProblem> m_duplicates;
    QHash<QString, Span> m_values;       // pointer → bytes of the value
    QHash<QString, qsizetype> m_keys;    // pointer → first byte of the key
    QHash<QString, QStringList> m_order; // pointer of an object → its keys in document order
};

/// The pointer of an object's member or an array's item.
QString childPointer(const QString &parent, const QString &key);
QString childPointer(const QString &parent, qsizetype index);
/// The last key or index of a pointer, unescaped.
QString lastOfPointer(const QString &pointer);
QString parentPointer(const QString &pointer);

/// A JSON text without white space; preserves the order of keys and the spelling of numbers. Empty for
/// invalid JSON.
QByteArray compactJson(const QByteArray &text);

} // namespace loadstone
