// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/codec/printjson.h"

#include <QByteArrayList>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace loadstone
{

namespace
{

using Tree = rapidjson::Value;

QByteArray inOneLine(const Tree &tree)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    if (!tree.IsObject() && !tree.IsArray()) {
        tree.Accept(writer);
        return QByteArray(buffer.GetString(), static_cast<qsizetype>(buffer.GetSize()));
    }
    QByteArrayList parts;
    if (tree.IsObject()) {
        for (const auto &member : tree.GetObject())
            parts.append(inOneLine(member.name) + ": " + inOneLine(member.value));
        return '{' + parts.join(", ") + '}';
    }
    for (const Tree &item : tree.GetArray())
        parts.append(inOneLine(item));
    return '[' + parts.join(", ") + ']';
}

// The profile's own sections (depth 1) are easier to read and compare with one line per key.
bool fitsInOneLine(const Tree &tree, const QByteArray &line, int depth, qsizetype column)
{
    constexpr qsizetype widest = 100;
    const bool isScalar = !tree.IsObject() && !tree.IsArray();
    if (isScalar || line.size() == 2)
        return true;
    if (depth < 1 || column + line.size() > widest)
        return false;
    if (tree.IsObject())
        return depth >= 2;
    return std::none_of(tree.Begin(), tree.End(), [](const Tree &item) { return item.IsObject(); });
}

void print(const Tree &tree, int depth, qsizetype column, QByteArray &out)
{
    const QByteArray line = inOneLine(tree);
    if (fitsInOneLine(tree, line, depth, column)) {
        out += line;
        return;
    }
    const QByteArray indent = '\n' + QByteArray(2 * (depth + 1), ' ');
    QByteArray separator;
    out += tree.IsObject() ? '{' : '[';
    if (tree.IsObject()) {
        for (const auto &member : tree.GetObject()) {
            const QByteArray key = inOneLine(member.name) + ": ";
            out += separator + indent + key;
            print(member.value, depth + 1, indent.size() + key.size(), out);
            separator = ",";
        }
    } else {
        for (const Tree &item : tree.GetArray()) {
            out += separator + indent;
            print(item, depth + 1, indent.size(), out);
            separator = ",";
        }
    }
    out += '\n' + QByteArray(2 * depth, ' ') + (tree.IsObject() ? '}' : ']');
}

} // namespace

QByteArray printJson(const rapidjson::Value &tree)
{
    QByteArray text;
    print(tree, 0, 0, text);
    return text + '\n';
}

} // namespace loadstone
