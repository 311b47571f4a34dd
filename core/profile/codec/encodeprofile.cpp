// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/codec/encodeprofile.h"

#include "core/base/json.h"
#include "core/profile/codec/profilefields.h"

#include <QJsonArray>
#include <QJsonValue>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

namespace loadstone
{

namespace
{

using Tree = rapidjson::Value;
using Allocator = rapidjson::Document::AllocatorType;

rapidjson::SizeType toSize(const QByteArray &text) { return static_cast<rapidjson::SizeType>(text.size()); }

// Builds one object key by key.
class ObjectBuilder
{
public:
    explicit ObjectBuilder(Allocator &allocator)
        : m_allocator(allocator), m_object(rapidjson::kObjectType) { }

    void add(const QByteArray &key, Tree value)
    {
        Tree name(key.constData(), toSize(key), m_allocator);
        m_object.AddMember(name, value, m_allocator);
    }
    void add(const QByteArray &key, const QByteArray &text) { add(key, textTree(text)); }
    void add(const QByteArray &key, const QString &text) { add(key, text.toUtf8()); }
    void add(const QByteArray &key, bool value) { add(key, Tree(value)); }
    void add(const QByteArray &key, int value) { add(key, Tree(value)); }
    void add(const QByteArray &key, qint64 value) { add(key, Tree(static_cast<int64_t>(value))); }
    void add(const QByteArray &key, quint64 value) { add(key, Tree(static_cast<uint64_t>(value))); }
    void add(const QByteArray &key, double value) { add(key, numberTree(value)); }
    void add(const QByteArray &key, Milliseconds time)
    {
        const bool isWhole = time.count() % 1000 == 0;
        add(key,
            isWhole ? Tree(static_cast<int64_t>(time.count() / 1000))
                    : Tree(static_cast<double>(time.count()) / 1000));
    }
    template<typename T>
    void add(const QByteArray &key, const std::optional<T> &value)
    {
        if (value)
            add(key, *value);
    }

    Tree textTree(const QByteArray &text) { return Tree(text.constData(), toSize(text), m_allocator); }
    // 15, not 15.0.
    static Tree numberTree(double value)
    {
        constexpr double exactlyWhole = 9007199254740992.0;
        if (std::floor(value) == value && std::abs(value) < exactlyWhole)
            return Tree(static_cast<int64_t>(value));
        return Tree(value);
    }
    Allocator &allocator() { return m_allocator; }
    Tree take() { return std::move(m_object); }

private:
    Allocator &m_allocator;
    Tree m_object;
};

Tree valueTree(const QJsonValue &value, ObjectBuilder &builder)
{
    if (value.isBool())
        return Tree(value.toBool());
    if (value.isString())
        return builder.textTree(value.toString().toUtf8());
    if (value.isNull() || value.isUndefined())
        return Tree(rapidjson::kNullType);
    if (value.isArray()) {
        Tree list(rapidjson::kArrayType);
        for (const QJsonValue item : value.toArray())
            list.PushBack(valueTree(item, builder), builder.allocator());
        return list;
    }
    if (value.isObject()) {
        ObjectBuilder object(builder.allocator());
        const QJsonObject members = value.toObject();
        for (auto member = members.begin(); member != members.end(); ++member)
            object.add(member.key().toUtf8(), valueTree(member.value(), builder));
        return object.take();
    }
    return value.toInteger(0) == value.toInteger(1) ? Tree(static_cast<int64_t>(value.toInteger()))
                                                    : ObjectBuilder::numberTree(value.toDouble());
}

// A body as the JSON value that encodes to exactly these bytes; as text if there is none.
Tree contentTree(const QByteArray &content, ObjectBuilder &builder)
{
    const bool looksLikeJson = content.startsWith('{') || content.startsWith('[');
    if (looksLikeJson) {
        // Wrapped to its final depth in the profile, so that the nesting limit applies.
        const JsonDocument wrapped = JsonDocument::parse("[[[[" + content + "]]]]");
        rapidjson::Document parsed(&builder.allocator());
        parsed.Parse<rapidjson::kParseFullPrecisionFlag>(content.constData(),
                                                         static_cast<size_t>(content.size()));
        if (!wrapped.syntaxError() && wrapped.duplicates().isEmpty() && !parsed.HasParseError()) {
            rapidjson::StringBuffer buffer;
            rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
            parsed.Accept(writer);
            if (content == QByteArrayView(buffer.GetString(), static_cast<qsizetype>(buffer.GetSize())))
                return Tree(parsed, builder.allocator());
        }
    }
    return builder.textTree(content);
}

Tree headersTree(const QList<Header> &headers, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    QByteArrayList written;
    for (const Header &header : headers) {
        if (written.contains(header.name))
            continue;
        written.append(header.name);
        Tree values(rapidjson::kArrayType);
        for (const Header &same : headers) {
            if (same.name == header.name)
                values.PushBack(builder.textTree(same.value), allocator);
        }
        if (values.Size() == 1)
            builder.add(header.name, header.value);
        else
            builder.add(header.name, std::move(values));
    }
    return builder.take();
}

/// Writes one object of a profile with every applicable field, defaults included.
class FieldEncoder
{
public:
    explicit FieldEncoder(Allocator &allocator) : m_builder(allocator) { }

    void external(const char *) { }
    void constant(const char *key, int value) { m_builder.add(key, value); }

    template<typename Text>
    void text(const char *key, const Text &text, const TextRule &, FieldUse use = {})
    {
        if (use.applies && !(use.isOmittedIfEmpty && text.isEmpty()))
            m_builder.add(key, text);
    }
    void hexadecimal(const char *key, const QByteArray &digits, const TextRule &rule, FieldUse use)
    {
        text(key, digits, rule, use);
    }
    template<typename Enum>
    void word(const char *key, Enum value, FieldUse use = {})
    {
        if (use.applies)
            m_builder.add(key, enumId(value));
    }
    void flag(const char *key, bool value) { m_builder.add(key, value); }
    template<typename Number, typename Range>
    void number(const char *key, const Number &value, const Limits<Range> &, FieldUse use = {})
    {
        if (use.applies)
            m_builder.add(key, value);
    }
    void wholeNumber(const char *key, double value, const Limits<double> &range, FieldUse use)
    {
        number(key, value, range, use);
    }
    void mebibytes(const char *key, qint64 bytes, const Limits<qint64> &) { m_builder.add(key, bytes >> 20); }

    void content(const char *key, const QByteArray &bytes)
    {
        m_builder.add(key, contentTree(bytes, m_builder));
    }
    void content(const char *key, const std::optional<QByteArray> &bytes)
    {
        if (bytes)
            content(key, *bytes);
    }

    void map(const char *key, const QJsonObject &members)
    {
        m_builder.add(key, valueTree(members, m_builder));
    }
    void map(const char *key, const QList<Header> &headers)
    {
        m_builder.add(key, headersTree(headers, m_builder.allocator()));
    }
    void map(const char *key, const QList<ExpectedHeader> &headers)
    {
        ObjectBuilder members(m_builder.allocator());
        for (const ExpectedHeader &header : headers)
            members.add(header.name, header.value ? members.textTree(*header.value) : Tree(true));
        m_builder.add(key, members.take());
    }
    void map(const char *key, const QList<ExpectedJson> &values)
    {
        ObjectBuilder members(m_builder.allocator());
        for (const ExpectedJson &expected : values)
            members.add(expected.pointer.toUtf8(), valueTree(expected.value, members));
        m_builder.add(key, members.take());
    }

    void values(const char *key, const QList<int> &numbers, const Limits<qint64> &, const ListRule &)
    {
        Tree list(rapidjson::kArrayType);
        for (const int number : numbers)
            list.PushBack(number, m_builder.allocator());
        m_builder.add(key, std::move(list));
    }
    void scalars(const char *key, const QJsonArray &items, const ListRule &, FieldUse)
    {
        m_builder.add(key, valueTree(items, m_builder));
    }
    void thresholds(const char *key, const QList<Threshold> &thresholds, const ListRule &)
    {
        Tree list(rapidjson::kArrayType);
        for (const Threshold &threshold : thresholds)
            list.PushBack(m_builder.textTree(threshold.text.toUtf8()), m_builder.allocator());
        m_builder.add(key, std::move(list));
    }

    template<typename Value, typename Visit = VisitFields>
    void object(const char *key, const Value &value, Visit visit = {}, FieldUse use = {})
    {
        if (use.applies)
            m_builder.add(key, objectTree(value, visit));
    }
    template<typename Value, typename Visit>
    void object(const char *key, const std::optional<Value> &value, Visit visit, const Value &)
    {
        if (value)
            object(key, *value, visit);
    }
    template<typename Value, typename Visit = VisitFields>
    void list(const char *key, const QList<Value> &values, const ListRule &, Visit visit = {},
              FieldUse use = {})
    {
        if (use.isOmittedIfEmpty && values.isEmpty())
            return;
        Tree list(rapidjson::kArrayType);
        for (const Value &value : values)
            list.PushBack(objectTree(value, visit), m_builder.allocator());
        m_builder.add(key, std::move(list));
    }
    template<typename Enum>
    void alternative(const char *key, Enum choice, Enum chosen, const QString &text, const TextRule &)
    {
        if (choice == chosen)
            m_builder.add(key, text);
    }

    Tree take() { return m_builder.take(); }

private:
    template<typename Value, typename Visit>
    Tree objectTree(const Value &value, Visit visit)
    {
        FieldEncoder fields(m_builder.allocator());
        visit(fields, value);
        return fields.take();
    }

    ObjectBuilder m_builder;
};

/// A profile with one item in each list, all defaults, and these captures in each request.
Profile defaultsOfItems(const QList<Capture> &captures)
{
    Profile profile;
    profile.servers.append(ServerEntry());
    profile.requests.append(RequestTemplate());
    profile.requests.last().captures = captures;
    profile.variables.append(Variable());
    profile.scenario.login = defaultLogin();
    profile.scenario.login->captures = captures;
    profile.load.stages.append(Stage());
    profile.sweep.dimensions.append(SweepDimension());
    return profile;
}

} // namespace

rapidjson::Document encodeProfile(const Profile &profile)
{
    rapidjson::Document document;
    FieldEncoder fields(document.GetAllocator());
    visitFields(fields, profile);
    static_cast<Tree &>(document) = fields.take();
    return document;
}

const rapidjson::Value &defaultTree(const QByteArray &place)
{
    static const rapidjson::Document plain = encodeProfile(defaultsOfItems({}));
    static const rapidjson::Document withCaptures = encodeProfile(defaultsOfItems({Capture()}));
    const Tree *tree = place.contains("/capture/") ? &withCaptures : &plain;
    for (const QByteArray &step : place.mid(1).split('/'))
        tree = step == "*" ? &(*tree)[0] : &(*tree)[step.constData()];
    return *tree;
}

} // namespace loadstone
