// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctoroutput.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

namespace
{

constexpr qsizetype columns = 100;
constexpr qsizetype stateColumns = 9; // "warning" and a gap

qsizetype countOf(const QList<DoctorCheck> &checks, State state)
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
        {u"good"_s, countOf(checks, State::Good)},
        {u"warnings"_s, countOf(checks, State::Warning)},
        {u"bad"_s, countOf(checks, State::Bad)},
        {u"unknown"_s, countOf(checks, State::Unknown)},
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
        for (const QString &paragraph : {check.effect, check.remedy}) {
            if (!paragraph.isEmpty())
                text += margin + wrapped(paragraph, columns - indent).join(u'\n' + margin) + u'\n';
        }
    }

    const std::array shown{State::Good, State::Warning, State::Bad, State::Unknown};
    QStringList summary;
    for (const State state : shown) {
        if (const qsizetype count = countOf(checks, state))
            summary.append(u"%1 %2"_s.arg(count).arg(doctorStateId(state)));
    }
    return text + u'\n' + summary.join(u", "_s) + u'\n';
}

} // namespace loadstone
