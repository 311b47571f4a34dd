// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// One key of profiles: a row of the field table.
struct ProfileField {
    enum class Kind {
        Text,
        Flag, ///< true or false
        Integer,
        Number,
        Content, ///< any JSON value
        Map,     ///< an object with free keys
        Values,  ///< a list of numbers, texts or flags
        Object,
        List,     ///< a list of objects
        External, ///< has no member
    };
    QByteArray place; ///< JSON pointer; "*" is each item of a list
    Kind kind = Kind::Text;
    bool isEssential = false; ///< written even at its default

    // Of numbers, or the numbers of a list, in the unit of the file.
    std::optional<double> least = {};
    std::optional<double> most = {};
    bool isLeastExcluded = false;
    bool isTime = false; ///< in seconds, stored in whole milliseconds
    // Of texts and lists.
    qsizetype shortest = 0;
    std::optional<qsizetype> longest = {}; ///< nothing: any
    bool isSet = false;                    ///< no duplicates
    QStringList words = {};                ///< allowed texts; empty: any
    QString pattern = {};                  ///< a regular expression; empty: none
};

/// All keys in canonical order.
const QList<ProfileField> &profileFields();
/// Nothing for an unknown key.
const ProfileField *profileField(const QByteArray &place);
/// Whether the first of two JSON pointers into a profile comes first in canonical order. An object precedes
/// its members.
bool comesBefore(const QString &pointer, const QString &other);

} // namespace loadstone
