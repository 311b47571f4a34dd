// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class JsonText
{
    Q_DECLARE_TR_FUNCTIONS(JsonText)
};

constexpr int deepestNesting = 64;
constexpr qsizetype mostValues = 1'000'000;
constexpr qsizetype partBytes = 1024;
constexpr char byteOrderMark[] = "\xEF\xBB\xBF";

QString syntaxSentence(rapidjson::ParseErrorCode code, char next)
{
    if (next == '/' || next == '#')
        return JsonText::tr("JSON has no comments. Remove this one; \"description\" can hold text.");
    if (next == '\'')
        return JsonText::tr("JSON strings use double quotes: replace ' with \".");
    switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
        return JsonText::tr("The file is empty. Write a JSON object, from { to }.");
    case rapidjson::kParseErrorDocumentRootNotSingular:
        return JsonText::tr("There is text after the end of the JSON value. Remove it, or the bracket that "
                            "closes too early.");
    case rapidjson::kParseErrorObjectMissName:
        return JsonText::tr("A key in double quotes is expected here. Write one, or remove the comma "
                            "before it.");
    case rapidjson::kParseErrorObjectMissColon:
        return JsonText::tr("A colon is expected between a key and its value. Add it.");
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
        return JsonText::tr("A comma or } is expected here. Add the one that is missing.");
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
        return JsonText::tr("A comma or ] is expected here. Add the one that is missing.");
    case rapidjson::kParseErrorStringMissQuotationMark:
        return JsonText::tr("Unterminated string. Add the closing quote; write line breaks as \\n.");
    case rapidjson::kParseErrorStringEscapeInvalid:
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
        return JsonText::tr("Invalid escape sequence. Write a backslash as \\\\.");
    case rapidjson::kParseErrorStringInvalidEncoding:
        return JsonText::tr("Invalid UTF-8, or a control character in a string. Save the file as UTF-8 and "
                            "write line breaks as \\n.");
    case rapidjson::kParseErrorNumberTooBig:
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
        return JsonText::tr("Incomplete number. Write it like 12, 0.5 or 1e3.");
    default:
        return JsonText::tr("A value is expected here: a string in double quotes, a number, true, false, "
                            "null, { or [. Write one, or remove the comma before it.");
    }
}

qsizetype charactersBetween(const QByteArray &text, qsizetype begin, qsizetype end)
{
    return std::count_if(text.begin() + begin, text.begin() + std::min(end, text.size()),
                         [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; });
}

// Without this RapidJSON writes numbers that were parsed as text as strings.
class VerbatimWriter : public rapidjson::Writer<rapidjson::StringBuffer>
{
public:
    using Writer::Writer;
    bool RawNumber(const char *text, rapidjson::SizeType length, bool)
    {
        return RawValue(text, length, rapidjson::kNumberType);
    }
};

} // namespace

// Receives RapidJSON's events. They arrive at the end of a token, so the start of each token is found by
// skipping white space and separators after the previous one.
class JsonDocumentBuilder
{
public:
    JsonDocumentBuilder(JsonDocument &document, const rapidjson::MemoryStream &stream, qsizetype start)
        : m_document(document), m_stream(stream), m_textStart(start), m_previousEnd(start)
    {
    }

    bool Null() { return scalar(QJsonValue(QJsonValue::Null)); }
    bool Bool(bool value) { return scalar(value); }
    bool Int(int value) { return scalar(value); }
    bool Uint(unsigned value) { return scalar(static_cast<qint64>(value)); }
    bool Int64(int64_t value) { return scalar(static_cast<qint64>(value)); }
    bool Uint64(uint64_t value)
    {
        const bool fits = value <= static_cast<uint64_t>(std::numeric_limits<qint64>::max());
        return scalar(fits ? QJsonValue(static_cast<qint64>(value)) : QJsonValue(static_cast<double>(value)));
    }
    bool Double(double value) { return scalar(value); }
    bool RawNumber(const char *, rapidjson::SizeType, bool) { return false; }
    bool String(const char *text, rapidjson::SizeType length, bool)
    {
        return scalar(QString::fromUtf8(text, static_cast<qsizetype>(length)));
    }
    bool Key(const char *text, rapidjson::SizeType length, bool)
    {
        Level &level = m_levels.last();
        level.key = QString::fromUtf8(text, static_cast<qsizetype>(length));
        const qsizetype begin = tokenBegin();
        const QString pointer = childPointer(level.pointer, level.key);
        if (level.keys.contains(level.key)) {
            if (m_document.m_duplicates.size() < mostJsonProblems)
                addDuplicate(pointer, begin);
        } else {
            level.keys.insert(level.key);
            m_document.m_order[level.pointer].append(level.key);
            m_document.m_keys.insert(pointer, begin);
        }
        m_previousEnd = end();
        return true;
    }
    bool StartObject() { return open(true); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool StartArray() { return open(false); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    /// Why parsing stopped in a text that is JSON so far; empty otherwise.
    const QString &refusal() const { return m_refusal; }

private:
    struct Level {
        bool isObject = false;
        QString pointer;
        QString key; // of the member being read
        QSet<QString> keys;
        QList<std::pair<QString, QJsonValue>> members;
        QJsonArray array;
    };

    /// QJsonObject sorts its members and shifts those behind a new one: inserting n members out of order
    /// takes O(n²) time.
    static QJsonObject toJsonObject(QList<std::pair<QString, QJsonValue>> members)
    {
        std::stable_sort(members.begin(), members.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        QJsonObject object;
        for (const auto &[key, value] : members)
            object.insert(key, value); // the last duplicate wins
        return object;
    }

    void addDuplicate(const QString &pointer, qsizetype begin)
    {
        const int first = m_document.positionAt(m_document.m_keys.value(pointer)).line;
        m_document.m_duplicates.append(
            {pointer, m_document.positionAt(begin),
             JsonText::tr("Duplicate key \"%1\", first in line %2. Remove one of them.")
                 .arg(m_levels.last().key.left(100), QString::number(first))});
    }

    qsizetype end() const { return m_textStart + static_cast<qsizetype>(m_stream.Tell()); }

    qsizetype tokenBegin() const
    {
        qsizetype at = m_previousEnd;
        while (at < m_document.m_text.size()
               && QByteArrayView(" \t\r\n,:").contains(m_document.m_text.at(at)))
            ++at;
        return at;
    }

    QString nextPointer() const
    {
        if (m_levels.isEmpty())
            return {};
        const Level &level = m_levels.last();
        return level.isObject ? childPointer(level.pointer, level.key)
                              : childPointer(level.pointer, level.array.size());
    }

    bool refuse(const QString &why)
    {
        m_refusal = why;
        return false;
    }

    bool count()
    {
        return ++m_values <= mostValues
            || refuse(JsonText::tr("The file has more than 1,000,000 values. Choose a file of Loadstone."));
    }

    bool scalar(const QJsonValue &value)
    {
        if (!count())
            return false;
        m_document.m_values.insert(nextPointer(), {tokenBegin(), end()});
        m_previousEnd = end();
        place(value);
        return true;
    }

    void place(const QJsonValue &value)
    {
        if (m_levels.isEmpty())
            m_document.m_root = value;
        else if (m_levels.last().isObject)
            m_levels.last().members.append({m_levels.last().key, value});
        else
            m_levels.last().array.append(value);
    }

    bool open(bool isObject)
    {
        if (m_levels.size() >= deepestNesting)
            return refuse(
                JsonText::tr("The nesting is deeper than %1 levels. Flatten it.").arg(deepestNesting));
        if (!count())
            return false;
        const QString pointer = nextPointer();
        m_document.m_values.insert(pointer, {tokenBegin(), end()});
        m_previousEnd = end();
        m_levels.append({isObject, pointer, {}, {}, {}, {}});
        return true;
    }

    bool close()
    {
        Level level = m_levels.takeLast();
        m_document.m_values[level.pointer].end = end();
        m_previousEnd = end();
        place(level.isObject ? QJsonValue(toJsonObject(std::move(level.members))) : QJsonValue(level.array));
        return true;
    }

    JsonDocument &m_document;
    const rapidjson::MemoryStream &m_stream;
    qsizetype m_textStart;
    qsizetype m_previousEnd;
    QList<Level> m_levels;
    qsizetype m_values = 0;
    QString m_refusal;
};

JsonDocument JsonDocument::parse(const QByteArray &text)
{
    JsonDocument document;
    if (text.size() > longestJson) {
        document.m_syntaxError = JsonProblem{
            {}, {}, JsonText::tr("The file is longer than 16 MiB. Choose a JSON file of Loadstone.")};
        return document;
    }
    document.m_text = text;
    const qsizetype start = text.startsWith(byteOrderMark) ? 3 : 0;
    document.m_lineStarts.append(start);
    for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        document.m_lineStarts.append(at + 1);

    qsizetype characters = 0;
    for (qsizetype at = 0; at <= text.size(); at += partBytes) {
        document.m_charactersBefore.append(characters);
        characters += charactersBetween(text, at, at + partBytes);
    }

    const auto fail = [&document](qsizetype offset, const QString &message) {
        document.m_syntaxError = JsonProblem{{}, document.positionAt(offset), message};
        document.m_root = QJsonValue(QJsonValue::Undefined);
    };
    // RapidJSON takes a zero byte for the end of the text and would accept what precedes it.
    if (const qsizetype zero = text.indexOf('\0'); zero >= 0) {
        fail(zero, JsonText::tr("The file contains a zero byte. Save it as UTF-8 text."));
        return document;
    }
    rapidjson::MemoryStream stream(text.constData() + start, static_cast<size_t>(text.size() - start));
    JsonDocumentBuilder builder(document, stream, start);
    rapidjson::Reader reader;
    constexpr unsigned flags = rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, builder);
    if (result.IsError()) {
        const qsizetype offset = std::min(start + static_cast<qsizetype>(result.Offset()), text.size());
        const char next = offset < text.size() ? text.at(offset) : '\0';
        fail(offset, builder.refusal().isEmpty() ? syntaxSentence(result.Code(), next) : builder.refusal());
    }
    return document;
}

JsonPosition JsonDocument::positionAt(qsizetype offset) const
{
    if (m_lineStarts.isEmpty())
        return {};
    const auto next = std::upper_bound(m_lineStarts.begin(), m_lineStarts.end(), offset);
    const auto line = next == m_lineStarts.begin() ? 0 : std::distance(m_lineStarts.begin(), next) - 1;
    const qsizetype begin = m_lineStarts.at(line);
    const qsizetype characters = charactersBefore(std::max(begin, offset)) - charactersBefore(begin);
    return {static_cast<int>(line) + 1, static_cast<int>(characters) + 1};
}

JsonPosition JsonDocument::valuePosition(const QString &pointer) const
{
    QString existing = pointer;
    while (!existing.isEmpty() && !m_values.contains(existing))
        existing = parentPointer(existing);
    const auto found = m_values.constFind(existing);
    return found == m_values.constEnd() ? JsonPosition{} : positionAt(found->begin);
}

qsizetype JsonDocument::charactersBefore(qsizetype offset) const
{
    const qsizetype part = offset / partBytes;
    return m_charactersBefore.at(part) + charactersBetween(m_text, part * partBytes, offset);
}

JsonPosition JsonDocument::keyPosition(const QString &pointer) const
{
    const auto found = m_keys.constFind(pointer);
    return found == m_keys.constEnd() ? valuePosition(pointer) : positionAt(*found);
}

QByteArray JsonDocument::valueText(const QString &pointer) const
{
    const Span span = m_values.value(pointer);
    return m_text.mid(span.begin, span.end - span.begin);
}

QStringList JsonDocument::keys(const QString &pointer) const { return m_order.value(pointer); }

QString childPointer(const QString &parent, const QString &key)
{
    QString escaped = key;
    escaped.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
    return parent + u'/' + escaped;
}

QString childPointer(const QString &parent, qsizetype index)
{
    return parent + u'/' + QString::number(index);
}

QString lastOfPointer(const QString &pointer)
{
    QString last = pointer.mid(pointer.lastIndexOf(u'/') + 1);
    return last.replace(u"~1"_s, u"/"_s).replace(u"~0"_s, u"~"_s);
}

QString parentPointer(const QString &pointer)
{
    return pointer.left(std::max<qsizetype>(0, pointer.lastIndexOf(u'/')));
}

QByteArray compactJson(const QByteArray &text)
{
    rapidjson::MemoryStream stream(text.constData(), static_cast<size_t>(text.size()));
    rapidjson::StringBuffer buffer;
    VerbatimWriter writer(buffer);
    rapidjson::Reader reader;
    // Iterative: the nesting depth of this text is not limited yet.
    constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
    if (reader.Parse<flags>(stream, writer).IsError())
        return {};
    return QByteArray(buffer.GetString(), static_cast<qsizetype>(buffer.GetSize()));
}

} // namespace loadstone
