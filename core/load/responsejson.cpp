// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/responsejson.h"

#include <QJsonArray>
#include <QStringList>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

using Value = rapidjson::Value;

const Value *findChild(const Value &parent, const QByteArray &key)
{
    if (parent.IsObject()) {
        const Value name(rapidjson::StringRef(key.constData(), static_cast<rapidjson::SizeType>(key.size())));
        const auto found = parent.FindMember(name);
        return found == parent.MemberEnd() ? nullptr : &found->value;
    }
    const bool isIndex = !key.isEmpty() && (key == "0" || key.front() != '0')
        && std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!parent.IsArray() || !isIndex)
        return nullptr;
    bool isNumber = false;
    const uint index = key.toUInt(&isNumber);
    return isNumber && index < parent.Size() ? &parent[index] : nullptr;
}

const Value *valueAt(const Value &root, const QString &pointer)
{
    const Value *value = &root;
    const QStringList steps = pointer.split(u'/').mid(1); // empty before the first /
    for (QString step : steps) {
        step.replace(u"~1"_s, u"/"_s).replace(u"~0"_s, u"~"_s);
        value = findChild(*value, step.toUtf8());
        if (!value)
            break;
    }
    return value;
}

bool isSameNumber(const Value &got, const QJsonValue &wanted)
{
    const bool isWholeNumber = wanted.toInteger(0) == wanted.toInteger(1);
    if (isWholeNumber && got.IsInt64())
        return got.GetInt64() == wanted.toInteger();
    return got.GetDouble() == wanted.toDouble();
}

// Recursion is limited by the depth of the expected value, not of the response.
bool isSame(const Value &got, const QJsonValue &wanted)
{
    switch (wanted.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return got.IsNull();
    case QJsonValue::Bool:
        return got.IsBool() && got.GetBool() == wanted.toBool();
    case QJsonValue::Double:
        return got.IsNumber() && isSameNumber(got, wanted);
    case QJsonValue::String:
        return got.IsString()
            && wanted.toString().toUtf8()
            == QByteArrayView(got.GetString(), qsizetype(got.GetStringLength()));
    case QJsonValue::Array: {
        const QJsonArray items = wanted.toArray();
        return got.IsArray() && qsizetype(got.Size()) == items.size()
            && std::equal(got.Begin(), got.End(), items.begin(), isSame);
    }
    case QJsonValue::Object: {
        const QJsonObject object = wanted.toObject();
        if (!got.IsObject() || qsizetype(got.MemberCount()) != object.size())
            return false;
        for (auto member = object.begin(); member != object.end(); ++member) {
            const Value *const child = findChild(got, member.key().toUtf8());
            if (!child || !isSame(*child, member.value()))
                return false;
        }
        return true;
    }
    }
    return false;
}

QByteArray textOfScalar(const Value &value)
{
    if (value.IsString())
        return {value.GetString(), qsizetype(value.GetStringLength())};
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), qsizetype(buffer.GetSize())};
}

// Short description of a value for a sentence.
QString described(const Value &value)
{
    if (value.IsObject())
        return u"an object"_s;
    if (value.IsArray())
        return u"a list"_s;
    const QString text = QString::fromUtf8(textOfScalar(value)).left(60);
    return value.IsString() ? u'"' + text + u'"' : text;
}

QString described(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Object:
        return u"the expected object"_s;
    case QJsonValue::Array:
        return u"the expected list"_s;
    case QJsonValue::String:
        return u'"' + value.toString().left(60) + u'"';
    default:
        return value.isNull() ? u"null"_s : value.toVariant().toString();
    }
}

QString describePlace(const QString &pointer)
{
    return pointer.isEmpty() ? u"the whole body"_s : pointer.left(60);
}

} // namespace

class ResponseJson::Tree
{
public:
    rapidjson::Document document;
};

ResponseJson::ResponseJson(const QByteArray &body) : m_tree(std::make_unique<Tree>())
{
    // Iterative: untrusted nesting could overflow the stack.
    constexpr auto flags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;
    m_tree->document.Parse<flags>(body.constData(), static_cast<size_t>(body.size()));
}

ResponseJson::~ResponseJson() = default;

QString ResponseJson::problem(const ExpectedJson &expected) const
{
    const rapidjson::Document &document = m_tree->document;
    if (document.HasParseError())
        return u"The body is not JSON, so there is no %1"_s.arg(describePlace(expected.pointer));
    const Value *const value = valueAt(document, expected.pointer);
    if (!value)
        return u"The body has no %1"_s.arg(describePlace(expected.pointer));
    if (isSame(*value, expected.value))
        return {};
    return u"%1 is %2 instead of %3"_s.arg(describePlace(expected.pointer), described(*value),
                                           described(expected.value));
}

std::optional<QByteArray> ResponseJson::scalar(const QString &pointer) const
{
    if (m_tree->document.HasParseError())
        return {};
    const Value *const value = valueAt(m_tree->document, pointer);
    if (!value || value->IsObject() || value->IsArray() || value->IsNull())
        return {};
    return textOfScalar(*value);
}

} // namespace loadstone
