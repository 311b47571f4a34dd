// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctoroutput.h"

#include <QJsonArray>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

namespace
{

constexpr qsizetype columns = 100;
constexpr qsizetype stateColumns = 9; // "warning" or "unknown", and a gap

qsizetype countMatching(const QList<DoctorCheck> &checks, State state)
{
    return std::count_if(checks.begin(), checks.end(),
                         [state](const DoctorCheck &check) { return check.state == state; });
}

/// Lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
QStringList wrapped(const QString &text, qsizetype width)
{
    QStringList lines;
    QString line;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && line.size() + 1 + word.size() > width) {
            lines.append(line);
            line.clear();
        }
        line += (line.isEmpty() ? QString() : u" "_s) + word;
    }
    lines.append(line);
    return lines;
}

} // namespace

QJsonObject doctorJson(const QList<DoctorCheck> &checks)
{
    QJsonArray list;
    for (const DoctorCheck &check : checks) {
        list.append(QJsonObject{
            {u"id"_s, check.id},
            {u"title"_s, check.title},
            {u"state"_s, doctorStateId(check.state)},
            {u"found"_s, check.found},
            {u"effect"_s, check.effect},
            {u"remedy"_s, check.remedy},
        });
    }
    return {
        {u"checks"_s, list},
        {u"good"_s, countMatching(checks, State::Good)},
        {u"warnings"_s, countMatching(checks, State::Warning)},
        {u"bad"_s, countMatching(checks, State::Bad)},
        {u"unknown"_s, countMatching(checks, State::Unknown)},
    };
}

QString doctorText(const QList<DoctorCheck> &checks)
{
    qsizetype idColumns = 0;
    for (const DoctorCheck &check : checks)
        idColumns = std::max(idColumns, check.id.size() + 2);
    const qsizetype indent = stateColumns + idColumns;
    const QString margin(indent, u' ');

    QString text;
    for (const DoctorCheck &check : checks) {
        text += doctorStateId(check.state).leftJustified(stateColumns) + check.id.leftJustified(idColumns);
        text += wrapped(check.found, columns - indent).join(u'\n' + margin) + u'\n';
        if (check.state == State::Good)
            continue;
        for (const QString &paragraph : {check.effect, u"→ "_s + check.remedy})
            text += margin + wrapped(paragraph, columns - indent).join(u'\n' + margin) + u'\n';
    }

    QStringList summary;
    for (const State state : {State::Good, State::Warning, State::Bad, State::Unknown}) {
        const qsizetype count = countMatching(checks, state);
        const bool isPlural = state == State::Warning && count > 1;
        if (count > 0)
            summary.append(u"%1 %2%3"_s.arg(count).arg(doctorStateId(state), isPlural ? u"s"_s : QString()));
    }
    return text + u'\n' + summary.join(u", "_s) + u'\n';
}

} // namespace loadstone
