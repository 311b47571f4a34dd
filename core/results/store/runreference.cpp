// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/runreference.h"

#include "core/base/nearest.h"
#include "core/base/terminaltext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RunReference
{
    Q_DECLARE_TR_FUNCTIONS(RunReference)
};

constexpr qsizetype mostNamed = 5;
constexpr qsizetype longestLabel = 100;

/// The number behind "last" and "last~2"; nothing for another reference.
std::optional<qsizetype> placeFromNewest(const QString &reference)
{
    static const QRegularExpression pattern(u"^last(?:~(\\d{1,6}))?$"_s);
    const QRegularExpressionMatch match = pattern.match(reference);
    if (!match.hasMatch())
        return {};
    return match.captured(1).toLongLong();
}

QString namesOf(const QList<StoredRun> &runs)
{
    QStringList names;
    for (const StoredRun &run : runs.mid(0, mostNamed))
        names << run.id;
    if (runs.size() > mostNamed)
        names << u"…"_s;
    return names.join(u", "_s);
}

template<typename Fits>
QList<StoredRun> runsThat(const QList<StoredRun> &runs, Fits fits)
{
    QList<StoredRun> found;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(found), fits);
    return found;
}

Error unknownRun(const QList<StoredRun> &runs, const QString &reference)
{
    if (runs.isEmpty())
        return {ErrorCode::NotFound,
                RunReference::tr("No run has been kept yet. Make one with `loadstone run PROFILE`."),
                {}};
    QStringList names;
    for (const StoredRun &run : runs)
        names << run.id << run.name << run.tags;
    names.removeAll(QString());
    const QString nearest = nearestName(reference, names);
    return {ErrorCode::NotFound,
            nearest.isEmpty()
                ? RunReference::tr("There is no run “%1”; `loadstone runs` lists them.").arg(reference)
                : RunReference::tr("There is no run “%1”. Did you mean “%2”?").arg(reference, nearest),
            {}};
}

} // namespace

Result<StoredRun> findRun(const QList<StoredRun> &runs, const QString &reference)
{
    if (const std::optional<qsizetype> place = placeFromNewest(reference)) {
        if (*place < runs.size())
            return runs[*place];
        return runs.isEmpty() ? unknownRun(runs, reference)
                              : Error{ErrorCode::NotFound,
                                      RunReference::tr("There is no “%1”: the oldest run is last~%2.")
                                          .arg(reference)
                                          .arg(runs.size() - 1),
                                      {}};
    }
    const auto isId = [&](const StoredRun &run) { return run.id == reference; };
    const auto isName = [&](const StoredRun &run) { return run.name == reference; };
    const auto isTag = [&](const StoredRun &run) { return run.tags.contains(reference); };
    const auto isBeginning = [&](const StoredRun &run) { return run.id.startsWith(reference); };
    QList<StoredRun> found;
    if (!reference.isEmpty())
        found = runsThat(runs, isId);
    if (found.isEmpty() && !reference.isEmpty())
        found = runsThat(runs, [&](const StoredRun &run) { return isName(run) || isTag(run); });
    if (found.isEmpty() && !reference.isEmpty())
        found = runsThat(runs, isBeginning);
    if (found.isEmpty())
        return unknownRun(runs, reference);
    if (found.size() > 1)
        return Error{ErrorCode::Usage,
                     RunReference::tr("“%1” fits several runs: %2. Give more of the id.")
                         .arg(reference, namesOf(found)),
                     {}};
    return found.first();
}

QString runLabelProblem(const QString &label)
{
    if (label.trimmed() != label || label.isEmpty())
        return RunReference::tr("A name or tag has at least one character, and no space at its ends.");
    if (label.size() > longestLabel)
        return RunReference::tr("A name or tag has at most %1 characters.").arg(longestLabel);
    if (std::any_of(label.cbegin(), label.cend(), isTerminalControl))
        return RunReference::tr("A name or tag has no control characters.");
    if (placeFromNewest(label))
        return RunReference::tr("“%1” already means the newest runs. Choose another name.").arg(label);
    if (label.contains(u':'))
        return RunReference::tr("A name or tag has no colon: RUN:SERVER names a server of a run.");
    return {};
}

} // namespace loadstone
