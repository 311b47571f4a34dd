// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/checkresult.h"

#include "core/base/jsonvalues.h"
#include "core/check/checktext.h"
#include "core/text/format.h"

#include <QJsonArray>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString stepStateId(CheckStep::State state)
{
    switch (state) {
    case CheckStep::State::Passed:
        return u"passed"_s;
    case CheckStep::State::Failed:
        return u"failed"_s;
    case CheckStep::State::NotChecked:
        break;
    }
    return u"not-checked"_s;
}

QString mark(StackCheckResult::State state)
{
    switch (state) {
    case StackCheckResult::State::Passed:
        return u"✔"_s;
    case StackCheckResult::State::Failed:
        return u"✖"_s;
    case StackCheckResult::State::Unavailable:
        return u"–"_s;
    case StackCheckResult::State::Stopped:
        break;
    }
    return u"■"_s;
}

qsizetype countMatching(const QList<StackCheckResult> &results, StackCheckResult::State state)
{
    return std::count_if(results.cbegin(), results.cend(),
                         [state](const StackCheckResult &result) { return result.state == state; });
}

QString figure(std::optional<int> value, const QString &one, const QString &many)
{
    return value ? u"%1 %2"_s.arg(*value).arg(*value == 1 ? one : many) : QString();
}

// Facts about the start: "ready 0.31 s, 1 process, 51 threads, backlog 4096".
QString facts(const StackCheckResult &result)
{
    QStringList facts;
    if (result.readyAfterS)
        facts << CheckText::tr("ready %1").arg(formatDuration(Seconds(*result.readyAfterS)));
    facts << figure(result.processes, u"process"_s, u"processes"_s)
          << figure(result.threads, u"thread"_s, u"threads"_s);
    if (result.backlog)
        facts << CheckText::tr("backlog %1").arg(*result.backlog);
    if (result.tls)
        facts << tlsText(*result.tls);
    facts.removeAll({});
    return facts.join(u", "_s);
}

} // namespace

QStringList StackCheckResult::problems() const
{
    QStringList problems;
    for (const CheckStep &step : steps) {
        if (step.state == CheckStep::State::Failed)
            problems << u"%1: %2"_s.arg(step.what, step.text);
    }
    return problems;
}

QString checkStateId(StackCheckResult::State state)
{
    switch (state) {
    case StackCheckResult::State::Passed:
        return u"passed"_s;
    case StackCheckResult::State::Failed:
        return u"failed"_s;
    case StackCheckResult::State::Unavailable:
        return u"unavailable"_s;
    case StackCheckResult::State::Stopped:
        break;
    }
    return u"stopped"_s;
}

QJsonObject toJson(const StackCheckResult &result)
{
    QJsonArray steps;
    for (const CheckStep &step : result.steps)
        steps << QJsonObject{
            {u"what"_s, step.what}, {u"state"_s, stepStateId(step.state)}, {u"text"_s, step.text}};
    QJsonObject object{{u"stack"_s, result.stackId},
                       {u"preset"_s, result.preset},
                       {u"state"_s, checkStateId(result.state)},
                       {u"unavailable"_s, result.unavailable},
                       {u"steps"_s, steps},
                       {u"command_line"_s, QJsonArray::fromStringList(result.commandLine)},
                       {u"ready_after_s"_s, jsonOrNull(result.readyAfterS)},
                       {u"processes"_s, jsonOrNull(result.processes)},
                       {u"threads"_s, jsonOrNull(result.threads)},
                       {u"backlog"_s, jsonOrNull(result.backlog)},
                       {u"last_log"_s, QJsonArray::fromStringList(result.lastLog)}};
    if (result.tls)
        object.insert(u"tls"_s, tlsJson(*result.tls));
    return object;
}

QString checkLine(const StackCheckResult &result)
{
    const bool isAvailable = result.state != StackCheckResult::State::Unavailable;
    QString text = u"%1 %2 %3 %4\n"_s.arg(mark(result.state), result.stackId.leftJustified(28),
                                          result.preset.leftJustified(13),
                                          isAvailable ? facts(result) : plainLine(result.unavailable));
    for (const CheckStep &step : result.steps) {
        if (step.state != CheckStep::State::Passed)
            text += u"    %1%2: %3\n"_s.arg(
                step.state == CheckStep::State::NotChecked ? CheckText::tr("not checked – ") : QString(),
                step.what, plainLine(step.text));
    }
    return text;
}

QString checkSummary(const QList<StackCheckResult> &results)
{
    using State = StackCheckResult::State;
    const qsizetype passed = countMatching(results, State::Passed);
    const qsizetype failed = countMatching(results, State::Failed);
    QString text =
        CheckText::tr("%1 checked: %2 passed, %3 failed.").arg(passed + failed).arg(passed).arg(failed);
    if (const qsizetype count = countMatching(results, State::Unavailable))
        text += CheckText::tr(" %1 unavailable here.").arg(count);
    if (countMatching(results, State::Stopped) > 0)
        text += CheckText::tr(" Stopped before the rest.");
    return text;
}

} // namespace loadstone
