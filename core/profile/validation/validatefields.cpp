// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatefields.h"

#include "core/base/schemasentences.h"
#include "core/profile/codec/profilefields.h"
#include "core/profile/validation/validation.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Source of examples and pattern messages.
const QJsonObject &profileSchema()
{
    static const QJsonObject schema = [] {
        QFile file(profileSchemaFile());
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }();
    return schema;
}

QJsonValue inFile(Milliseconds time) { return Seconds(time).count(); }
QJsonValue inFile(quint64 number) { return double(number); }
QJsonValue inFile(auto number) { return number; }

/// Validates one object of a profile.
class FieldValidator
{
public:
    FieldValidator(Validation &validation, const QString &pointer, const QJsonObject &schema)
        : m_validation(validation), m_pointer(pointer), m_schema(schema)
    {
    }

    void external(const char *) { }
    void constant(const char *, int) { }
    template<typename Enum>
    void word(const char *, Enum, FieldUse = {})
    {
    }
    void flag(const char *, bool) { }
    template<typename Bytes>
    void content(const char *, const Bytes &)
    {
    }
    void thresholds(const char *key, const QList<Threshold> &thresholds, const ListRule &rule)
    {
        validateLength(key, thresholds.size(), rule.length, listLengthSentence);
    }

    void text(const char *key, const QString &text, const TextRule &rule, FieldUse use = {})
    {
        if (!use.applies || (use.isOmittedIfEmpty && text.isEmpty()))
            return;
        validateLength(key, text.toUcs4().size(), rule.length, textLengthSentence);
        if (!matches(rule.pattern, text))
            m_validation.error(pointerTo(key),
                               patternSentence(displayName(pointerTo(key)), schemaFor(key), text));
        const bool isKnown = std::any_of(rule.words.begin(), rule.words.end(),
                                         [&text](const char *word) { return text == QLatin1String(word); });
        if (!rule.words.empty() && !isKnown)
            m_validation.error(pointerTo(key),
                               enumSentence(displayName(pointerTo(key)), schemaFor(key), text));
    }
    void text(const char *key, const QByteArray &bytes, const TextRule &rule, FieldUse use = {})
    {
        text(key, QString::fromUtf8(bytes), rule, use);
    }
    void hexadecimal(const char *key, const QByteArray &digits, const TextRule &rule, FieldUse use)
    {
        text(key, digits, rule, use);
    }
    template<typename Enum>
    void alternative(const char *key, Enum choice, Enum chosen, const QString &target, const TextRule &rule)
    {
        text(key, target, rule, {.applies = choice == chosen});
    }

    template<typename Number, typename Range>
    void number(const char *key, Number number, const Limits<Range> &range, FieldUse use = {})
    {
        if (use.applies)
            validateRange(pointerTo(key), number, range, schemaFor(key));
    }
    template<typename Number, typename Range>
    void number(const char *key, const std::optional<Number> &value, const Limits<Range> &range,
                FieldUse use = {})
    {
        if (value)
            number(key, *value, range, use);
    }
    void wholeNumber(const char *key, double value, const Limits<double> &range, FieldUse use)
    {
        if (use.applies && std::floor(value) != value)
            m_validation.error(pointerTo(key),
                               typeSentence(displayName(pointerTo(key)), schemaFor(key), value));
        else
            number(key, value, range, use);
    }
    void mebibytes(const char *key, qint64 bytes, const Limits<qint64> &range)
    {
        number(key, bytes >> 20, range);
    }

    void map(const char *key, const QJsonObject &parameters)
    {
        for (auto it = parameters.begin(); it != parameters.end(); ++it) {
            const bool isScalar = it->isString() || it->isDouble() || it->isBool();
            const QString pointer = childPointer(pointerTo(key), it.key());
            if (!isScalar)
                m_validation.error(
                    pointer, typeSentence(displayName(pointer), childSchema(schemaFor(key), it.key()), *it));
        }
    }
    void map(const char *, const QList<Header> &) { }
    void map(const char *key, const QList<ExpectedHeader> &headers)
    {
        refuseTwice(key, headers,
                    [](const ExpectedHeader &header) { return QString::fromUtf8(header.name); });
    }
    void map(const char *key, const QList<ExpectedJson> &values)
    {
        refuseTwice(key, values, [](const ExpectedJson &expected) { return expected.pointer; });
    }

    void values(const char *key, const QList<int> &numbers, const Limits<qint64> &range, const ListRule &rule)
    {
        validateLength(key, numbers.size(), rule.length, listLengthSentence);
        if (rule.isSet && QSet<int>(numbers.begin(), numbers.end()).size() != numbers.size())
            m_validation.error(pointerTo(key), fallbackSentence(displayName(pointerTo(key)), schemaFor(key)));
        for (qsizetype i = 0; i < numbers.size(); ++i)
            validateRange(childPointer(pointerTo(key), i), numbers.at(i), range,
                          schemaFor(key).value(u"items").toObject());
    }

    void scalars(const char *key, const QJsonArray &items, const ListRule &rule, FieldUse)
    {
        validateLength(key, items.size(), rule.length, listLengthSentence);
        for (qsizetype i = 0; i < items.size(); ++i) {
            const QJsonValue item = items.at(i);
            const QString pointer = childPointer(pointerTo(key), i);
            if (!item.isDouble() && !item.isString() && !item.isBool())
                m_validation.error(
                    pointer,
                    typeSentence(displayName(pointer), schemaFor(key).value(u"items").toObject(), item));
        }
        QJsonArray earlier;
        for (const QJsonValue item : items) {
            if (earlier.contains(item))
                return m_validation.error(pointerTo(key),
                                          fallbackSentence(displayName(pointerTo(key)), schemaFor(key)));
            earlier.append(item);
        }
    }

    template<typename Value, typename Visit = VisitFields>
    void object(const char *key, const Value &value, Visit visit = {}, FieldUse use = {})
    {
        if (!use.applies)
            return;
        FieldValidator fields(m_validation, pointerTo(key), schemaFor(key));
        visit(fields, value);
    }
    template<typename Value, typename Visit>
    void object(const char *key, const std::optional<Value> &value, Visit visit, const Value &)
    {
        if (value)
            object(key, *value, visit);
    }
    template<typename Value, typename Visit = VisitFields>
    void list(const char *key, const QList<Value> &values, const ListRule &rule, Visit visit = {},
              FieldUse = {})
    {
        validateLength(key, values.size(), rule.length, listLengthSentence);
        for (qsizetype i = 0; i < values.size(); ++i) {
            FieldValidator fields(m_validation, childPointer(pointerTo(key), i),
                                  schemaFor(key).value(u"items").toObject());
            visit(fields, values.at(i));
        }
    }

private:
    QString pointerTo(const char *key) const { return childPointer(m_pointer, QString::fromLatin1(key)); }
    QJsonObject schemaFor(const char *key) const { return childSchema(m_schema, QString::fromLatin1(key)); }

    static bool matches(const char *pattern, const QString &text)
    {
        return !pattern || QRegularExpression(QString::fromLatin1(pattern)).match(text).hasMatch();
    }

    template<typename Sentence>
    void validateLength(const char *key, qsizetype length, const Limits<qsizetype> &allowed,
                        Sentence sentence)
    {
        if (!allowed.contains(length))
            m_validation.error(pointerTo(key), sentence(displayName(pointerTo(key)), schemaFor(key), length));
    }
    template<typename Number, typename Range>
    void validateRange(const QString &pointer, Number number, const Limits<Range> &range,
                       const QJsonObject &schema)
    {
        if (!range.contains(Range(number)))
            m_validation.error(pointer, rangeSentence(displayName(pointer), schema, inFile(number)));
    }
    /// Duplicate keys of a JSON object, of which only one would be read back.
    template<typename Value, typename Key>
    void refuseTwice(const char *key, const QList<Value> &values, Key makeKey)
    {
        QSet<QString> known;
        for (const Value &value : values) {
            const QString name = makeKey(value);
            if (known.contains(name))
                m_validation.error(
                    childPointer(pointerTo(key), name),
                    ProfileProblems::tr("Duplicate key \"%1\". Remove one of them.").arg(name.left(100)));
            known.insert(name);
        }
    }

    Validation &m_validation;
    QString m_pointer;
    QJsonObject m_schema;
};

} // namespace

void validateFields(Validation &validation)
{
    FieldValidator fields(validation, {}, profileSchema());
    visitFields(fields, validation.profile());
}

} // namespace loadstone
