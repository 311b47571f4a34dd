// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace loadstone
{

/// The candidate that a misspelt word most likely means, for "Did you mean …?". Near is a third of
/// the letters wrong, missing, added or swapped; else the only candidate that begins with the word.
/// Case does not matter. Empty when nothing is near; the first candidate wins a tie. Only the first
/// thousand candidates are compared, to bound the time.
QString nearestName(const QString &word, const QStringList &candidates);

/// The names in a sentence: "a, b, c"; of more than 20 the first ones "and 180 more".
QString listedNames(const QStringList &names);

} // namespace loadstone
