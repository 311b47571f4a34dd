// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/stackscommand.h"

#include "app/appcontext.h"
#include "app/ownstacks.h"
#include "app/terminal.h"
#include "core/stack/availability.h"
#include "core/stack/stackcard.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace loadstone
{

namespace
{

QJsonObject toJson(const AppContext &context, const Stack &stack)
{
    const QString reason = unavailableReason(stack, context.environments);
    QJsonArray presets;
    for (const Preset &preset : stack.presets)
        presets << QJsonObject{{QStringLiteral("id"), preset.id}, {QStringLiteral("note"), preset.note}};
    QJsonArray parameters;
    for (const ParameterSpec &parameter : stack.parameters) {
        parameters << QJsonObject{{QStringLiteral("name"), parameter.name},
                                  {QStringLiteral("title"), parameter.title},
                                  {QStringLiteral("default"), parameter.defaultValue}};
    }
    QJsonObject features;
    for (auto it = stack.features.cbegin(); it != stack.features.cend(); ++it)
        features.insert(it.key(), it.value());
    QJsonArray packages;
    for (const PackageNode &node : context.environments.packageTree(stack.environment, stack.packages))
        packages << QJsonObject{{QStringLiteral("depth"), node.depth},
                                {QStringLiteral("name"), node.name},
                                {QStringLiteral("version"), node.version}};
    return {{QStringLiteral("id"), stack.id},
            {QStringLiteral("title"), stack.title},
            {QStringLiteral("summary"), stack.summary},
            {QStringLiteral("available"), reason.isEmpty()},
            {QStringLiteral("reason"), reason},
            {QStringLiteral("framework"), stack.framework},
            {QStringLiteral("server"), stack.server},
            {QStringLiteral("protocol"), stack.protocol},
            {QStringLiteral("model"), stack.concurrency},
            {QStringLiteral("process_model"), stack.processModel},
            {QStringLiteral("license"), stack.license},
            {QStringLiteral("homepage"), stack.homepage},
            {QStringLiteral("environment"), stack.environment},
            {QStringLiteral("features"), features},
            {QStringLiteral("presets"), presets},
            {QStringLiteral("parameters"), parameters},
            {QStringLiteral("packages"), packages},
            {QStringLiteral("traps"), QJsonArray::fromStringList(trapTexts(stack))},
            {QStringLiteral("endpoints"), QJsonArray::fromStringList(stack.endpoints)}};
}

int describe(const AppContext &context, const QString &id, bool isJson)
{
    const Stack *stack = context.catalogue.find(id);
    if (!stack)
        return fail(context.catalogue.unknown(id));
    if (isJson)
        printJson(QJsonDocument(toJson(context, *stack)).toJson());
    else
        print(cardText(stackCard(*stack, context.environments)));
    return Done;
}

int list(const AppContext &context, bool isJson)
{
    QJsonArray all;
    int unavailable = 0;
    for (const Stack &stack : context.catalogue.stacks()) {
        const QString reason = unavailableReason(stack, context.environments);
        unavailable += reason.isEmpty() ? 0 : 1;
        if (isJson)
            all << toJson(context, stack);
        else
            printLine(QStringLiteral("%1 %2 %3")
                          .arg(reason.isEmpty() ? QStringLiteral("✔") : QStringLiteral("–"),
                               stack.id.leftJustified(28), reason.isEmpty() ? stack.summary : reason));
    }
    const qsizetype count = context.catalogue.stacks().size();
    if (isJson)
        printJson(QJsonDocument(QJsonObject{{QStringLiteral("stacks"), all}}).toJson());
    else
        printLine(QStringLiteral("%1 of %2 available.").arg(count - unavailable).arg(count));
    return Done;
}

int add(const AppContext &context, const QString &folder)
{
    const Result<Stack> stack = addOwnStack(folder, context.paths.ownStacks(), context.catalogue);
    if (!stack)
        return fail(stack.error());
    print(QStringLiteral("Added \"%1\". Changes in %2 take effect immediately.\nNext: loadstone check %1\n")
              .arg(stack->id, QFileInfo(folder).canonicalFilePath()));
    return Done;
}

int remove(const AppContext &context, const QString &id)
{
    if (const Status removed = removeOwnStack(id, context.paths.ownStacks()); !removed)
        return fail(removed.error());
    print(QStringLiteral("Removed \"%1\". Its folder is unchanged.\n").arg(id));
    return Done;
}

} // namespace

void StacksCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print one JSON object.")});
}

int StacksCommand::run(const QCommandLineParser &parser)
{
    AppContext context;
    const bool isJson = parser.isSet(QStringLiteral("json"));
    for (const Error &problem : context.catalogue.problems())
        warn(problem.message);

    const QStringList words = parser.positionalArguments();
    const QString verb = words.value(0);
    const bool isChange = verb == QLatin1String("add") || verb == QLatin1String("remove");
    if (words.size() != (isChange ? 2 : 1) && !words.isEmpty())
        return fail(
            {ErrorCode::Usage,
             QStringLiteral("`loadstone stacks` expects STACK, add FOLDER or remove STACK, not \"%1\".")
                 .arg(words.join(u' ')),
             {}});
    if (isChange)
        return verb == QLatin1String("add") ? add(context, words.last()) : remove(context, words.last());
    return words.isEmpty() ? list(context, isJson) : describe(context, verb, isJson);
}

} // namespace loadstone
