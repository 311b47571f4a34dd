// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// One key of profiles, as the field table has it.
struct ProfileField {
    enum class Kind {
        Text,
        Flag, ///< true or false
        Integer,
        Number,
        Content, ///< any JSON value
        Map,     ///< an object with free keys
        Values,  ///< a list of numbers or texts
        Object,
        List,     ///< a list of objects
        External, ///< stands for no member
    };
    QByteArray place; ///< JSON pointer; "*" is each item of a list
    Kind kind = Kind::Text;
    bool isEssential = false; ///< written even at its default

    // Of numbers, or the numbers of a list, in the unit of the file.
    std::optional<double> least = {};
    std::optional<double> most = {};
    bool isLeastExcluded = false;
    bool isTime = false; ///< in seconds, kept in whole milliseconds
    // Of texts and lists.
    qsizetype shortest = 0;
    std::optional<qsizetype> longest = {}; ///< nothing: any
    bool isSet = false;                    ///< no value twice
    QStringList words = {};                ///< the only texts; empty: any
    QString pattern = {};                  ///< a regular expression; empty: none
};

/// All keys in the order in which profiles are written.
const QList<ProfileField> &profileFields();
/// Nothing for a key that profiles do not have.
const ProfileField *profileField(const QByteArray &place);
/// Whether the first of two JSON pointers into a profile comes earlier in a file that has its keys in
/// the order of the table. An object comes before what is in it.
bool comesBefore(const QString &pointer, const QString &other);

} // namespace loadstone
