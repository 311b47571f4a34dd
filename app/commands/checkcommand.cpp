// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/checkcommand.h"

#include "app/appcontext.h"
#include "app/environmentbuild.h"
#include "app/profilechoice.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "core/check/stackcheck.h"
#include "core/run/machine.h"
#include "core/run/plan.h"
#include "core/run/profilecheck.h"
#include "core/stack/availability.h"
#include "core/stack/parameters.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

using State = StackCheckResult::State;

/// The parameters of `--set NAME=VALUE`.
Result<QJsonObject> chosenParameters(const QStringList &settings)
{
    QJsonObject parameters;
    for (const QString &setting : settings) {
        const qsizetype equals = setting.indexOf(u'=');
        if (equals < 1)
            return Error{ErrorCode::Usage, u"--set expects NAME=VALUE, not \"%1\"."_s.arg(setting), {}};
        parameters.insert(setting.left(equals), parseParameterValue(setting.mid(equals + 1)));
    }
    return parameters;
}

/// The first of the parameters that the stack does not have; empty if it has all.
QString missingParameter(const Stack &stack, const QJsonObject &parameters)
{
    const QStringList names = parameters.keys();
    const auto missing = std::find_if(names.cbegin(), names.cend(), [&stack](const QString &name) {
        return findParameter(stack, name) == nullptr;
    });
    return missing == names.cend() ? QString() : *missing;
}

/// The named stacks, which must have the parameters, or all stacks that have them.
Result<QList<Stack>> chosenStacks(const Catalogue &catalogue, const QStringList &ids,
                                  const QJsonObject &parameters)
{
    QList<Stack> stacks = catalogue.stacks();
    if (ids.isEmpty()) {
        stacks.removeIf(
            [&parameters](const Stack &stack) { return !missingParameter(stack, parameters).isEmpty(); });
        return stacks;
    }
    stacks.clear();
    for (const QString &id : ids) {
        const Stack *stack = catalogue.find(id);
        if (stack == nullptr)
            return catalogue.unknown(id);
        if (const QString missing = missingParameter(*stack, parameters); !missing.isEmpty())
            return Error{ErrorCode::Usage, unknownParameter(*stack, missing), {}};
        stacks << *stack;
    }
    return stacks;
}

/// Checks every selected stack with every selected preset in sequence.
class CheckRun
{
public:
    CheckRun(AppContext &context, QJsonObject parameters, bool isJson)
        : m_context(context), m_parameters(std::move(parameters)), m_isJson(isJson)
    {
    }

    /// @param preset empty: all of the stack
    void check(const Stack &stack, const QString &preset)
    {
        const QString reason = unavailableReason(stack, m_context.environments).translated();
        const Status built = reason.isEmpty() ? buildEnvironment(m_context, stack.environment) : success();
        for (const Preset &each : stack.presets) {
            if (m_isStopped || (!preset.isEmpty() && each.id != preset))
                continue;
            if (!reason.isEmpty())
                addUnavailable(stack, each.id, reason);
            else if (!built && built.error().code == ErrorCode::Stopped)
                m_isStopped = true;
            else if (!built)
                addUnavailable(stack, each.id, built.error().text());
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
        profile.servers << ServerEntry{stack.id, preset, m_parameters, {}, true};
        profile.connection.engine = engineFor(stack);
        const Result<QList<ResolvedServer>> resolved = resolveServers(profile, m_context.catalogue);
        if (!resolved) {
            addUnavailable(stack, preset, resolved.error().text());
            return;
        }
        StatusLine line(m_isJson);
        line.show(u"%1 %2"_s.arg(stack.id, preset));
        StackCheck check({resolved->constFirst(), m_context.environments.state(stack.environment),
                          QCoreApplication::applicationFilePath()});
        const SignalWatcher watcher;
        QObject::connect(&watcher, &SignalWatcher::interrupted, &check, [this, &check](int times) {
            m_isStopped = true;
            check.stop(times > 1);
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
        if (result.state != State::Failed || m_isJson)
            return;
        for (const QString &line : result.lastLog)
            printErrorLine(u"    "_s + line);
    }

    AppContext &m_context;
    QJsonObject m_parameters;
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
    return {{u"checks"_s, checks}, {u"summary"_s, checkSummary(results)}};
}

} // namespace

void CheckCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"preset"_s, u"Check this preset only (default: all)."_s, u"id"_s},
        {u"set"_s,
         u"Override a parameter of each preset, such as tls=true; may be repeated. Without "
         "STACK, checks the stacks that have the parameter."_s,
         u"name=value"_s},
        {u"json"_s, u"Print one JSON object at the end instead of a table."_s},
    });
}

int CheckCommand::run(const QCommandLineParser &parser)
{
    AppContext context;
    for (const Error &problem : context.catalogue.problems())
        warn(problem.text());
    const QStringList ids = parser.positionalArguments();
    const Result<QJsonObject> parameters = chosenParameters(parser.values(u"set"_s));
    if (!parameters)
        return fail(parameters.error());
    const Result<QList<Stack>> stacks = chosenStacks(context.catalogue, ids, *parameters);
    if (!stacks)
        return fail(stacks.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        warn(raised.error().text());

    const bool isJson = parser.isSet(u"json"_s);
    CheckRun run(context, *parameters, isJson);
    for (const Stack &stack : *stacks)
        run.check(stack, parser.value(u"preset"_s));
    const QList<StackCheckResult> &results = run.results();
    if (results.isEmpty() && !run.isStopped())
        return fail({ErrorCode::NotFound,
                     u"No stack has this preset or these parameters; `loadstone stacks STACK` lists both."_s,
                     {}});
    if (isJson)
        printJson(QJsonDocument(toJson(results)).toJson());
    else
        printLine(checkSummary(results));
    if (run.isStopped())
        return StoppedByUser;
    if (hasAny(results, State::Failed) || !context.catalogue.problems().isEmpty())
        return CheckFailed;
    // Among all stacks some are always unavailable; for a named one it is a failure.
    return !ids.isEmpty() && hasAny(results, State::Unavailable) ? ServerUnavailable : Done;
}

} // namespace loadstone
