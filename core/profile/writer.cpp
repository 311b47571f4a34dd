// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/writer.h"

#include "core/profile/jsontree.h"
#include "core/profile/reader.h"

#include <QSet>

namespace loadstone
{

namespace
{

using Tree = rapidjson::Value;
using Allocator = rapidjson::Document::AllocatorType;

// Written even at their default: a reader of the file should see them. Keys are PARENT/KEY.
bool isEssential(const QByteArray &parent, const QByteArray &key)
{
    static const QSet<QByteArray> essential{
        "/loadstone_profile", "/name",           "/servers",         "/requests",        "/load",
        "servers/stack",      "servers/preset",  "requests/name",    "requests/method",  "requests/path",
        "login/path",         "variables/name",  "variables/first",  "variables/last",   "load/users",
        "load/duration_s",    "load/requests",   "load/rate_per_s",  "stages/users",     "stages/rate_per_s",
        "stages/duration_s",  "think_time/kind", "think_time/min_s", "think_time/max_s", "think_time/mean_s",
    };
    return essential.contains(parent + '/' + key);
}

QByteArray nameOf(const Tree &name)
{
    return {name.GetString(), static_cast<qsizetype>(name.GetStringLength())};
}

const Tree *memberOf(const Tree &object, const Tree &name)
{
    if (!object.IsObject())
        return nullptr;
    const auto found = object.FindMember(name);
    return found == object.MemberEnd() ? nullptr : &found->value;
}

// Of a key that is there twice the reader takes the last value.
const Tree &lastOf(const Tree &object, const Tree &name)
{
    auto last = object.MemberEnd();
    for (auto member = object.MemberBegin(); member != object.MemberEnd(); ++member) {
        if (member->name == name)
            last = member;
    }
    return last->value;
}

// Unlike RapidJSON's comparison this one minds the order of keys: headers are sent in it.
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

// Three trees take part: `written` is what the file says, `before` what that means with every
// default filled in, `after` what it shall mean.
class Merge
{
public:
    explicit Merge(Allocator &allocator) : m_allocator(allocator) { }

    Tree object(const QByteArray &name, const Tree &written, const Tree &before, const Tree &after)
    {
        Tree merged(rapidjson::kObjectType);
        QSet<QByteArray> done;
        for (const auto &member : written.GetObject()) {
            const QByteArray key = nameOf(member.name);
            if (done.contains(key))
                continue;
            done.insert(key);
            const Tree &lastWritten = lastOf(written, member.name);
            const Tree *was = memberOf(before, member.name);
            const Tree *is = memberOf(after, member.name);
            if (was && !is)
                continue; // taken away
            const bool isUnknown = !was && !is;
            if (isUnknown)
                append(merged, member.name, copy(lastWritten));
            else
                append(merged, member.name, value(key, &lastWritten, was, *is));
        }
        for (const auto &member : after.GetObject()) {
            const QByteArray key = nameOf(member.name);
            const Tree *was = memberOf(before, member.name);
            const bool isDefault = was && isSame(*was, member.value);
            if (!done.contains(key) && (!isDefault || isEssential(name, key)))
                append(merged, member.name, value(key, nullptr, was, member.value));
        }
        return merged;
    }

private:
    Tree value(const QByteArray &key, const Tree *written, const Tree *before, const Tree &after)
    {
        if (written && before && isSame(*before, after))
            return copy(*written);
        static const Tree nothing(rapidjson::kObjectType);
        // The keys inside these are free, so there is no default to leave out, and their order counts.
        const bool isFree =
            key == "headers" || key == "header" || key == "json" || key == "parameters" || key == "body";
        if (key == "login" && !before)
            return object(key, nothing, defaultItemTree(key), after);
        if (after.IsObject() && !isFree)
            return object(key, written && written->IsObject() ? *written : nothing,
                          before ? *before : nothing, after);
        if (key == "servers" || key == "variables" || key == "stages"
            || (key == "requests" && after.IsArray()))
            return list(key, written, before, after);
        return copy(after);
    }

    // Items have no id: one that did not change keeps its text wherever it moved, others are taken
    // for the changed item at the same place.
    Tree list(const QByteArray &name, const Tree *written, const Tree *before, const Tree &after)
    {
        static const Tree nothing(rapidjson::kObjectType);
        const rapidjson::Document plain = defaultItemTree(name);
        const bool isUsable =
            written && before && written->IsArray() && before->IsArray() && written->Size() == before->Size();
        Tree merged(rapidjson::kArrayType);
        for (rapidjson::SizeType i = 0; i < after.Size(); ++i) {
            const Tree &item = after[i];
            const auto unchanged = isUsable ? indexOf(*before, item) : std::optional<rapidjson::SizeType>();
            if (unchanged)
                merged.PushBack(copy((*written)[*unchanged]), m_allocator);
            else if (isUsable && i < before->Size() && (*written)[i].IsObject())
                merged.PushBack(object(name, (*written)[i], (*before)[i], item), m_allocator);
            else
                merged.PushBack(object(name, nothing, plain, item), m_allocator);
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
    return printTree(merge.object({}, written, profileTree({}), profileTree(profile)));
}

QByteArray rewriteProfile(const Profile &profile, const QByteArray &original)
{
    const ProfileReading reading = readProfile(original, profile.id);
    if (!reading.draft)
        return writeProfile(profile);
    const rapidjson::Document before = profileTree(*reading.draft);
    const rapidjson::Document after = profileTree(profile);
    if (isSame(before, after))
        return original;
    rapidjson::Document written;
    const QByteArray text = reading.document.valueText({});
    written.Parse<rapidjson::kParseFullPrecisionFlag>(text.constData(), static_cast<size_t>(text.size()));
    Merge merge(written.GetAllocator());
    return printTree(merge.object({}, written, before, after));
}

} // namespace loadstone
