// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/checkcommand.h"

#include "app/environmentbuild.h"
#include "app/interrupt.h"
#include "app/services.h"
#include "app/terminal.h"
#include "core/check/stackcheck.h"
#include "core/run/machine.h"
#include "core/run/plan.h"
#include "core/stack/availability.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace loadstone
{

namespace
{

using State = StackCheckResult::State;

Result<QList<Stack>> chosenStacks(const Catalogue &catalogue, const QStringList &ids)
{
    if (ids.isEmpty())
        return catalogue.stacks();
    QList<Stack> stacks;
    for (const QString &id : ids) {
        const Stack *stack = catalogue.find(id);
        if (stack == nullptr)
            return catalogue.unknown(id);
        stacks << *stack;
    }
    return stacks;
}

/// Every chosen stack with every chosen preset, one after the other.
class CheckRun
{
public:
    CheckRun(Services &services, bool isJson) : m_services(services), m_isJson(isJson) { }

    /// @param preset empty: each that the stack has
    void check(const Stack &stack, const QString &preset)
    {
        const QString reason = unavailableReason(stack, m_services.environments);
        const Status built = reason.isEmpty() ? buildEnvironment(m_services, stack.environment) : success();
        for (const Preset &each : stack.presets) {
            if (m_isStopped || (!preset.isEmpty() && each.id != preset))
                continue;
            if (!reason.isEmpty())
                addUnavailable(stack, each.id, reason);
            else if (!built && built.error().code == ErrorCode::Stopped)
                m_isStopped = true;
            else if (!built)
                addUnavailable(stack, each.id, built.error().message);
            else
                checkOne(stack, each.id);
        }
    }

    const QList<StackCheckResult> &results() const { return m_results; }
    bool isStopped() const { return m_isStopped; }

private:
    void addUnavailable(const Stack &stack, const QString &preset, const QString &reason)
    {
        StackCheckResult result;
        result.stackId = stack.id;
        result.preset = preset;
        result.state = State::Unavailable;
        result.unavailable = reason;
        add(result);
    }

    void checkOne(const Stack &stack, const QString &preset)
    {
        Profile profile;
        profile.stacks << StackVariant{stack.id, preset, {}, {}, true};
        if (stack.protocol == grpcProtocol())
            profile.connection.engine = grpcEngine();
        const Result<QList<ResolvedVariant>> resolved = resolveVariants(profile, m_services.catalogue);
        if (!resolved) {
            addUnavailable(stack, preset, resolved.error().message);
            return;
        }
        StatusLine line(m_isJson);
        line.show(QStringLiteral("%1 %2").arg(stack.id, preset));
        StackCheck check({resolved->constFirst(), m_services.environments.state(stack.environment),
                          QCoreApplication::applicationFilePath()});
        const Interrupt interrupt;
        QObject::connect(&interrupt, &Interrupt::interrupted, &check, [this, &check] {
            m_isStopped = true;
            check.stop();
        });
        StackCheckResult result;
        QObject::connect(&check, &StackCheck::finished, &check, [&result](const StackCheckResult &finished) {
            result = finished;
            QCoreApplication::quit();
        });
        QMetaObject::invokeMethod(&check, &StackCheck::start, Qt::QueuedConnection);
        QCoreApplication::exec();
        line.clear();
        add(result);
    }

    void add(const StackCheckResult &result)
    {
        m_results << result;
        if (!m_isJson)
            print(checkLine(result));
        if (result.state == State::Failed && !m_isJson)
            printError(QStringLiteral("    %1\n").arg(result.lastLog.join(QStringLiteral("\n    "))));
    }

    Services &m_services;
    bool m_isJson;
    bool m_isStopped = false;
    QList<StackCheckResult> m_results;
};

bool hasAny(const QList<StackCheckResult> &results, State state)
{
    return std::any_of(results.cbegin(), results.cend(),
                       [state](const StackCheckResult &result) { return result.state == state; });
}

QJsonObject toJson(const QList<StackCheckResult> &results)
{
    QJsonArray checks;
    for (const StackCheckResult &result : results)
        checks << toJson(result);
    return {{QStringLiteral("checks"), checks}, {QStringLiteral("summary"), checkSummary(results)}};
}

} // namespace

void CheckCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("preset"), QStringLiteral("This preset only, instead of all."), QStringLiteral("id")},
        {QStringLiteral("json"), QStringLiteral("Print one JSON object at the end instead of a table.")},
    });
}

int CheckCommand::run(const QCommandLineParser &parser)
{
    Services services;
    for (const Error &problem : services.catalogue.problems())
        printError(QStringLiteral("loadstone: %1\n").arg(problem.message));
    const QStringList ids = parser.positionalArguments();
    const Result<QList<Stack>> stacks = chosenStacks(services.catalogue, ids);
    if (!stacks)
        return fail(stacks.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        printError(raised.error().message + QLatin1Char('\n'));

    const bool isJson = parser.isSet(QStringLiteral("json"));
    CheckRun run(services, isJson);
    for (const Stack &stack : *stacks)
        run.check(stack, parser.value(QStringLiteral("preset")));
    const QList<StackCheckResult> &results = run.results();
    if (results.isEmpty() && !run.isStopped())
        return fail(
            {ErrorCode::NotFound,
             QStringLiteral("None of the stacks has a preset \"%1\"; `loadstone stacks STACK` lists them.")
                 .arg(parser.value(QStringLiteral("preset"))),
             {}});
    print(isJson ? QString::fromUtf8(QJsonDocument(toJson(results)).toJson())
                 : checkSummary(results) + QLatin1Char('\n'));
    if (run.isStopped())
        return StoppedByUser;
    if (hasAny(results, State::Failed) || !services.catalogue.problems().isEmpty())
        return CheckFailed;
    // Among all stacks some are bound to be unavailable; of one that was named it matters.
    return !ids.isEmpty() && hasAny(results, State::Unavailable) ? ServerUnavailable : Done;
}

} // namespace loadstone
