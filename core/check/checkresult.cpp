// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/checkresult.h"

#include "core/text/format.h"

#include <QJsonArray>

#include <algorithm>

namespace loadstone
{

namespace
{

QString stepStateId(CheckStep::State state)
{
    switch (state) {
    case CheckStep::State::Passed:
        return QStringLiteral("passed");
    case CheckStep::State::Failed:
        return QStringLiteral("failed");
    case CheckStep::State::NotChecked:
        break;
    }
    return QStringLiteral("not-checked");
}

QString mark(StackCheckResult::State state)
{
    switch (state) {
    case StackCheckResult::State::Passed:
        return QStringLiteral("✔");
    case StackCheckResult::State::Failed:
        return QStringLiteral("✖");
    case StackCheckResult::State::Unavailable:
        return QStringLiteral("–");
    case StackCheckResult::State::Stopped:
        break;
    }
    return QStringLiteral("■");
}

qsizetype countMatching(const QList<StackCheckResult> &results, StackCheckResult::State state)
{
    return std::count_if(results.cbegin(), results.cend(),
                         [state](const StackCheckResult &result) { return result.state == state; });
}

QString figure(int value, const QString &one, const QString &many)
{
    return value < 0 ? QString() : QStringLiteral("%1 %2").arg(value).arg(value == 1 ? one : many);
}

// How it ran: "ready 0.31 s, 1 process, 51 threads, backlog 4096".
QString facts(const StackCheckResult &result)
{
    QStringList facts;
    if (result.readyAfterS >= 0)
        facts << QStringLiteral("ready %1").arg(formatDuration(Seconds(result.readyAfterS)));
    facts << figure(result.processes, QStringLiteral("process"), QStringLiteral("processes"))
          << figure(result.threads, QStringLiteral("thread"), QStringLiteral("threads"));
    if (result.backlog >= 0)
        facts << QStringLiteral("backlog %1").arg(result.backlog);
    if (result.tls)
        facts << tlsText(*result.tls);
    facts.removeAll({});
    return facts.join(QStringLiteral(", "));
}

} // namespace

QStringList StackCheckResult::problems() const
{
    QStringList problems;
    for (const CheckStep &step : steps) {
        if (step.state == CheckStep::State::Failed)
            problems << QStringLiteral("%1: %2").arg(step.what, step.text);
    }
    return problems;
}

QString checkStateId(StackCheckResult::State state)
{
    switch (state) {
    case StackCheckResult::State::Passed:
        return QStringLiteral("passed");
    case StackCheckResult::State::Failed:
        return QStringLiteral("failed");
    case StackCheckResult::State::Unavailable:
        return QStringLiteral("unavailable");
    case StackCheckResult::State::Stopped:
        break;
    }
    return QStringLiteral("stopped");
}

QJsonObject toJson(const StackCheckResult &result)
{
    QJsonArray steps;
    for (const CheckStep &step : result.steps)
        steps << QJsonObject{{QStringLiteral("what"), step.what},
                             {QStringLiteral("state"), stepStateId(step.state)},
                             {QStringLiteral("text"), step.text}};
    QJsonObject object{{QStringLiteral("stack"), result.stackId},
                       {QStringLiteral("preset"), result.preset},
                       {QStringLiteral("state"), checkStateId(result.state)},
                       {QStringLiteral("unavailable"), result.unavailable},
                       {QStringLiteral("steps"), steps},
                       {QStringLiteral("command_line"), QJsonArray::fromStringList(result.commandLine)},
                       {QStringLiteral("ready_after_s"), result.readyAfterS},
                       {QStringLiteral("processes"), result.processes},
                       {QStringLiteral("threads"), result.threads},
                       {QStringLiteral("backlog"), result.backlog},
                       {QStringLiteral("last_log"), QJsonArray::fromStringList(result.lastLog)}};
    if (result.tls)
        object.insert(QStringLiteral("tls"), tlsJson(*result.tls));
    return object;
}

QString checkLine(const StackCheckResult &result)
{
    const bool isAvailable = result.state != StackCheckResult::State::Unavailable;
    QString text =
        QStringLiteral("%1 %2 %3 %4\n")
            .arg(mark(result.state), result.stackId.leftJustified(28), result.preset.leftJustified(13),
                 isAvailable ? facts(result) : plainLine(result.unavailable));
    for (const CheckStep &step : result.steps) {
        if (step.state != CheckStep::State::Passed)
            text += QStringLiteral("    %1%2: %3\n")
                        .arg(step.state == CheckStep::State::NotChecked ? QStringLiteral("not checked – ")
                                                                        : QString(),
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
        QStringLiteral("%1 checked: %2 passed, %3 failed.").arg(passed + failed).arg(passed).arg(failed);
    if (const qsizetype count = countMatching(results, State::Unavailable))
        text += QStringLiteral(" %1 unavailable here.").arg(count);
    if (countMatching(results, State::Stopped) > 0)
        text += QStringLiteral(" Stopped before the rest.");
    return text;
}

} // namespace loadstone
