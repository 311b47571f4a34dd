// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/stackscommand.h"

#include "app/appcontext.h"
#include "app/ownstacks.h"
#include "app/terminal.h"
#include "core/present/stackcard.h"
#include "core/stack/availability.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QJsonObject toJson(const AppContext &context, const Stack &stack)
{
    const QString reason = unavailableReason(stack, context.environments).english();
    QJsonArray presets;
    for (const Preset &preset : stack.presets)
        presets << QJsonObject{{u"id"_s, preset.id}, {u"note"_s, preset.note}};
    QJsonArray parameters;
    for (const ParameterSpec &parameter : stack.parameters) {
        parameters << QJsonObject{{u"name"_s, parameter.name},
                                  {u"title"_s, parameter.title},
                                  {u"default"_s, parameter.defaultValue}};
    }
    QJsonObject features;
    for (auto it = stack.features.cbegin(); it != stack.features.cend(); ++it)
        features.insert(it.key(), it.value());
    QJsonArray packages;
    for (const PackageNode &node : context.environments.packageTree(stack.environment, stack.packages))
        packages << QJsonObject{
            {u"depth"_s, node.depth}, {u"name"_s, node.name}, {u"version"_s, node.version}};
    return {{u"id"_s, stack.id},
            {u"title"_s, stack.title},
            {u"summary"_s, stack.summary},
            {u"available"_s, reason.isEmpty()},
            {u"reason"_s, reason},
            {u"framework"_s, stack.framework},
            {u"server"_s, stack.server},
            {u"protocol"_s, stack.protocol},
            {u"model"_s, stack.concurrency},
            {u"process_model"_s, stack.processModel},
            {u"license"_s, stack.license},
            {u"homepage"_s, stack.homepage},
            {u"environment"_s, stack.environment},
            {u"features"_s, features},
            {u"presets"_s, presets},
            {u"parameters"_s, parameters},
            {u"packages"_s, packages},
            {u"traps"_s, QJsonArray::fromStringList(trapTexts(stack))},
            {u"endpoints"_s, QJsonArray::fromStringList(stack.endpoints)}};
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
        const QString reason = unavailableReason(stack, context.environments).translated();
        unavailable += reason.isEmpty() ? 0 : 1;
        if (isJson)
            all << toJson(context, stack);
        else
            printLine(u"%1 %2 %3"_s.arg(reason.isEmpty() ? u"✔"_s : u"–"_s, stack.id.leftJustified(28),
                                        reason.isEmpty() ? stack.summary : reason));
    }
    const qsizetype count = context.catalogue.stacks().size();
    if (isJson)
        printJson(QJsonDocument(QJsonObject{{u"stacks"_s, all}}).toJson());
    else
        printLine(u"%1 of %2 available."_s.arg(count - unavailable).arg(count));
    return Done;
}

int add(const AppContext &context, const QString &folder)
{
    const Result<Stack> stack = addOwnStack(folder, context.paths.ownStacks(), context.catalogue);
    if (!stack)
        return fail(stack.error());
    print(u"Added \"%1\". Changes in %2 take effect immediately.\nNext: loadstone check %1\n"_s.arg(
        stack->id, QFileInfo(folder).canonicalFilePath()));
    return Done;
}

int remove(const AppContext &context, const QString &id)
{
    if (const Status removed = removeOwnStack(id, context.paths.ownStacks()); !removed)
        return fail(removed.error());
    print(u"Removed \"%1\". Its folder is unchanged.\n"_s.arg(id));
    return Done;
}

} // namespace

void StacksCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({u"json"_s, u"Print one JSON object."_s});
}

int StacksCommand::run(const QCommandLineParser &parser)
{
    AppContext context;
    const bool isJson = parser.isSet(u"json"_s);
    for (const Error &problem : context.catalogue.problems())
        warn(problem.text());

    const QStringList words = parser.positionalArguments();
    const QString verb = words.value(0);
    const bool isChange = verb == QLatin1String("add") || verb == QLatin1String("remove");
    if (words.size() != (isChange ? 2 : 1) && !words.isEmpty())
        return fail({ErrorCode::Usage,
                     u"`loadstone stacks` expects STACK, add FOLDER or remove STACK, not \"%1\"."_s.arg(
                         words.join(u' ')),
                     {}});
    if (isChange)
        return verb == QLatin1String("add") ? add(context, words.last()) : remove(context, words.last());
    return words.isEmpty() ? list(context, isJson) : describe(context, verb, isJson);
}

} // namespace loadstone
