// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace loadstone
{

/// The candidate closest to a misspelt word, for "Did you mean …?": at most a third of its letters wrong,
/// missing, added or swapped; otherwise the only candidate with the word as its prefix. Ignores case. Empty
/// without a close candidate; the first candidate wins a tie. Compares only the first thousand candidates, to
/// bound the time.
QString nearestName(const QString &word, const QStringList &candidates);

/// A list for a sentence: "a, b, c"; above 20 names the first ones "and 180 more".
QString listedNames(const QStringList &names);

} // namespace loadstone
