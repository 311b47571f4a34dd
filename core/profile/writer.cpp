// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/writer.h"

#include "core/profile/codec/encodeprofile.h"
#include "core/profile/codec/fieldlist.h"
#include "core/profile/codec/printjson.h"
#include "core/profile/reader.h"

#include <QSet>

namespace loadstone
{

namespace
{

using Tree = rapidjson::Value;
using Allocator = rapidjson::Document::AllocatorType;

bool isEssential(const QByteArray &place)
{
    const ProfileField *field = profileField(place);
    return field && field->isEssential;
}

QByteArray encodeName(const Tree &name)
{
    return {name.GetString(), static_cast<qsizetype>(name.GetStringLength())};
}

const Tree *findMember(const Tree &object, const Tree &name)
{
    if (!object.IsObject())
        return nullptr;
    const auto found = object.FindMember(name);
    return found == object.MemberEnd() ? nullptr : &found->value;
}

// Of duplicate keys the reader takes the last.
const Tree &lastMember(const Tree &object, const Tree &name)
{
    auto last = object.MemberEnd();
    for (auto member = object.MemberBegin(); member != object.MemberEnd(); ++member) {
        if (member->name == name)
            last = member;
    }
    return last->value;
}

// Unlike RapidJSON's comparison this one is sensitive to key order: headers are sent in that order.
bool isSame(const Tree &a, const Tree &b)
{
    if (a.IsArray() && b.IsArray())
        return std::equal(a.Begin(), a.End(), b.Begin(), b.End(), isSame);
    if (!a.IsObject() || !b.IsObject())
        return a == b;
    return std::equal(
        a.MemberBegin(), a.MemberEnd(), b.MemberBegin(), b.MemberEnd(),
        [](const auto &x, const auto &y) { return x.name == y.name && isSame(x.value, y.value); });
}

// A three-way merge: `written` is the text in the file, `before` its meaning with all defaults, `after` the
// intended meaning.
class Merge
{
public:
    explicit Merge(Allocator &allocator) : m_allocator(allocator) { }

    /// @param place of the object, as in ProfileField
    Tree object(const QByteArray &place, const Tree &written, const Tree &before, const Tree &after)
    {
        Tree merged(rapidjson::kObjectType);
        QSet<QByteArray> done;
        for (const auto &member : written.GetObject()) {
            const QByteArray key = encodeName(member.name);
            if (done.contains(key))
                continue;
            done.insert(key);
            const Tree &lastWritten = lastMember(written, member.name);
            const Tree *was = findMember(before, member.name);
            const Tree *is = findMember(after, member.name);
            if (was && !is)
                continue; // removed
            const bool isUnknown = !was && !is;
            if (isUnknown)
                append(merged, member.name, copy(lastWritten));
            else
                append(merged, member.name, value(place + '/' + key, &lastWritten, was, *is));
        }
        for (const auto &member : after.GetObject()) {
            const QByteArray key = encodeName(member.name);
            const Tree *was = findMember(before, member.name);
            const bool isDefault = was && isSame(*was, member.value);
            if (!done.contains(key) && (!isDefault || isEssential(place + '/' + key)))
                append(merged, member.name, value(place + '/' + key, nullptr, was, member.value));
        }
        return merged;
    }

private:
    Tree value(const QByteArray &place, const Tree *written, const Tree *before, const Tree &after)
    {
        if (written && before && isSame(*before, after))
            return copy(*written);
        static const Tree nothing(rapidjson::kObjectType);
        const ProfileField *field = profileField(place);
        if (field && field->kind == ProfileField::Kind::Object) {
            const Tree &defaults = place == "/scenario/login" ? defaultTree(place) : nothing;
            return object(place, written && written->IsObject() ? *written : nothing,
                          before ? *before : defaults, after);
        }
        if (field && field->kind == ProfileField::Kind::List)
            return list(place, written, before, after);
        // Keys of maps are free: there are no defaults to omit, and their order is significant.
        return copy(after);
    }

    // Items have no id: an unchanged one keeps its text at any new position, any other is treated as a change
    // of the item at the same position.
    Tree list(const QByteArray &place, const Tree *written, const Tree *before, const Tree &after)
    {
        static const Tree nothing(rapidjson::kObjectType);
        const QByteArray items = place + "/*";
        const bool isUsable =
            written && before && written->IsArray() && before->IsArray() && written->Size() == before->Size();
        Tree merged(rapidjson::kArrayType);
        for (rapidjson::SizeType i = 0; i < after.Size(); ++i) {
            const Tree &item = after[i];
            const auto unchanged = isUsable ? indexOf(*before, item) : std::optional<rapidjson::SizeType>();
            if (unchanged)
                merged.PushBack(copy((*written)[*unchanged]), m_allocator);
            else if (isUsable && i < before->Size() && (*written)[i].IsObject())
                merged.PushBack(object(items, (*written)[i], (*before)[i], item), m_allocator);
            else
                merged.PushBack(object(items, nothing, defaultTree(items), item), m_allocator);
        }
        return merged;
    }

    static std::optional<rapidjson::SizeType> indexOf(const Tree &list, const Tree &item)
    {
        for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
            if (isSame(list[i], item))
                return i;
        }
        return {};
    }

    Tree copy(const Tree &tree) { return Tree(tree, m_allocator); }
    void append(Tree &object, const Tree &name, Tree value)
    {
        Tree ownName = copy(name);
        object.AddMember(ownName, value, m_allocator);
    }

    Allocator &m_allocator;
};

} // namespace

QByteArray writeProfile(const Profile &profile, const QString &schema)
{
    rapidjson::Document written(rapidjson::kObjectType);
    const QByteArray reference = schema.toUtf8();
    if (!reference.isEmpty())
        written.AddMember("$schema", rapidjson::StringRef(reference.constData()), written.GetAllocator());
    Merge merge(written.GetAllocator());
    return printJson(merge.object({}, written, encodeProfile({}), encodeProfile(profile)));
}

QByteArray rewriteProfile(const Profile &profile, const QByteArray &original)
{
    const ProfileReading reading = readProfile(original, profile.id);
    if (!reading.draft)
        return writeProfile(profile);
    const rapidjson::Document before = encodeProfile(*reading.draft);
    const rapidjson::Document after = encodeProfile(profile);
    if (isSame(before, after))
        return original;
    rapidjson::Document written;
    const QByteArray text = reading.document.valueText({});
    written.Parse<rapidjson::kParseFullPrecisionFlag>(text.constData(), static_cast<size_t>(text.size()));
    Merge merge(written.GetAllocator());
    return printJson(merge.object({}, written, before, after));
}

} // namespace loadstone
