// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <algorithm>

namespace loadstone
{

/// How to get from one list of rows to another: rows in the middle are removed or inserted, or,
/// when the number stays, changed. Keeps selection and scroll of views.
struct RowDiff {
    int first = 0;
    int removed = 0;
    int inserted = 0;
    int changed = 0;
};

template<typename T>
RowDiff rowDiff(const QList<T> &before, const QList<T> &after)
{
    const auto shorter = std::min(before.size(), after.size());
    qsizetype first = 0;
    while (first < shorter && before.at(first) == after.at(first))
        ++first;
    qsizetype same = 0;
    while (same < shorter - first && before.at(before.size() - 1 - same) == after.at(after.size() - 1 - same))
        ++same;
    RowDiff diff;
    diff.first = int(first);
    if (before.size() == after.size()) {
        diff.changed = int(before.size() - first - same);
    } else {
        diff.removed = int(before.size() - first - same);
        diff.inserted = int(after.size() - first - same);
    }
    return diff;
}

} // namespace loadstone
