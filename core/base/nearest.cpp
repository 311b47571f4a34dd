// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class NameList
{
    Q_DECLARE_TR_FUNCTIONS(NameList)
};

// Optimal string alignment: insertions, deletions, substitutions and transpositions of neighbours.
qsizetype editDistance(const QString &a, const QString &b)
{
    const auto columns = static_cast<size_t>(b.size()) + 1;
    std::vector<qsizetype> beforeLast(columns);
    std::vector<qsizetype> last(columns);
    std::vector<qsizetype> current(columns);
    std::iota(current.begin(), current.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        std::swap(beforeLast, last);
        std::swap(last, current);
        current[0] = i;
        for (size_t j = 1; j < columns; ++j) {
            const QChar inB = b.at(static_cast<qsizetype>(j) - 1);
            const qsizetype substituted = last[j - 1] + (a.at(i - 1) == inB ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, substituted});
            const bool isSwap =
                i > 1 && j > 1 && a.at(i - 2) == inB && a.at(i - 1) == b.at(static_cast<qsizetype>(j) - 2);
            if (isSwap)
                current[j] = std::min(current[j], beforeLast[j - 2] + 1);
        }
    }
    return current.back();
}

QString onlyOneBeginningWith(const QString &word, const QStringList &candidates)
{
    constexpr qsizetype fewestLetters = 3;
    if (word.size() < fewestLetters)
        return {};
    QString found;
    for (const QString &candidate : candidates) {
        if (!candidate.startsWith(word, Qt::CaseInsensitive))
            continue;
        if (!found.isEmpty())
            return {};
        found = candidate;
    }
    return found;
}

} // namespace

QString nearestName(const QString &word, const QStringList &candidates)
{
    // Untrusted text may be long; a text of this length is not a misspelt name.
    constexpr qsizetype longestName = 100;
    constexpr qsizetype mostCandidates = 1000;
    if (word.isEmpty() || word.size() > longestName)
        return {};
    const QString folded = word.toCaseFolded();
    QString best;
    qsizetype bestDistance = longestName;
    for (const QString &candidate : candidates.first(std::min(candidates.size(), mostCandidates))) {
        const qsizetype longer = std::max(word.size(), candidate.size());
        const qsizetype allowed = std::min(std::max<qsizetype>(1, longer / 3), word.size() - 1);
        if (longer - std::min(word.size(), candidate.size()) > allowed)
            continue; // the difference in length alone is a lower bound of the distance
        const qsizetype distance = editDistance(folded, candidate.toCaseFolded());
        if (distance <= allowed && distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best.isEmpty() ? onlyOneBeginningWith(word, candidates) : best;
}

QString listedNames(const QStringList &names)
{
    constexpr qsizetype mostNames = 20;
    const QString separator = u", "_s;
    if (names.size() <= mostNames)
        return names.join(separator);
    return NameList::tr("%1 and %2 more")
        .arg(names.first(mostNames).join(separator))
        .arg(names.size() - mostNames);
}

} // namespace loadstone
