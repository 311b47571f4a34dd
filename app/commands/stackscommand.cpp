// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/stackscommand.h"

#include "app/services.h"
#include "app/terminal.h"
#include "core/stack/availability.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace loadstone
{

namespace
{

QJsonObject toJson(const Services &services, const Stack &stack)
{
    const QString reason = unavailableReason(stack, services.environments);
    QJsonArray presets;
    for (const Preset &preset : stack.presets)
        presets << QJsonObject{{QStringLiteral("id"), preset.id}, {QStringLiteral("note"), preset.note}};
    QJsonArray parameters;
    for (const ParameterSpec &parameter : stack.parameters) {
        parameters << QJsonObject{{QStringLiteral("name"), parameter.name},
                                  {QStringLiteral("title"), parameter.title},
                                  {QStringLiteral("default"), parameter.defaultValue}};
    }
    return {{QStringLiteral("id"), stack.id},
            {QStringLiteral("title"), stack.title},
            {QStringLiteral("available"), reason.isEmpty()},
            {QStringLiteral("reason"), reason},
            {QStringLiteral("framework"), stack.framework},
            {QStringLiteral("server"), stack.server},
            {QStringLiteral("model"), stack.model},
            {QStringLiteral("environment"), stack.environment},
            {QStringLiteral("presets"), presets},
            {QStringLiteral("parameters"), parameters},
            {QStringLiteral("endpoints"), QJsonArray::fromStringList(stack.endpoints)}};
}

QString describeParameter(const ParameterSpec &parameter)
{
    QString range;
    if (parameter.type == ParameterSpec::Type::Integer)
        range = QStringLiteral("%1 to %2").arg(parameter.min).arg(parameter.max);
    else if (parameter.type == ParameterSpec::Type::Choice)
        range = parameter.choices.join(QStringLiteral(", "));
    else
        range = QStringLiteral("true, false");
    return QStringLiteral("  %1 = %2  (%3)  %4\n")
        .arg(parameter.name, parameter.defaultValue.toVariant().toString(), range, parameter.help);
}

QString card(const Services &services, const Stack &stack)
{
    QString text = QStringLiteral("%1 (%2)\n%3\n\n").arg(stack.title, stack.id, stack.summary);
    text += QStringLiteral(
                "framework    %1\nserver       %2\nmodel        %3\nlicence      %4\nenvironment  %5\n")
                .arg(stack.framework, stack.server, stack.model, stack.license, stack.environment);
    const QString reason = unavailableReason(stack, services.environments);
    text += QStringLiteral("available    %1\n").arg(reason.isEmpty() ? QStringLiteral("yes") : reason);
    const QMap<QString, QString> installed = services.environments.packages(stack.environment);
    for (const QString &package : stack.packages) {
        const QString version = versionOf(package, installed);
        text += QStringLiteral("version      %1 %2\n")
                    .arg(package, version.isEmpty() ? QStringLiteral("(environment not built yet)") : version);
    }
    text += QStringLiteral("\nPresets\n");
    for (const Preset &preset : stack.presets)
        text += QStringLiteral("  %1  %2\n").arg(preset.id, preset.note);
    text += QStringLiteral("\nParameters\n");
    for (const ParameterSpec &parameter : stack.parameters)
        text += describeParameter(parameter);
    text += QStringLiteral("\nEndpoints\n  %1\n").arg(stack.endpoints.join(QStringLiteral("\n  ")));
    if (!stack.traps.isEmpty())
        text += QStringLiteral("\nKnown traps\n  %1\n").arg(stack.traps.join(QStringLiteral("\n  ")));
    return text;
}

} // namespace

void StacksCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print one JSON object.")});
}

int StacksCommand::run(const QCommandLineParser &parser)
{
    Services services;
    const bool isJson = parser.isSet(QStringLiteral("json"));
    for (const Error &problem : services.catalogue.problems())
        printError(QStringLiteral("loadstone: %1\n").arg(problem.message));

    if (!parser.positionalArguments().isEmpty()) {
        const QString id = parser.positionalArguments().constFirst();
        const Stack *stack = services.catalogue.find(id);
        if (!stack) {
            const QString nearest = services.catalogue.nearest(id);
            return fail(
                {ErrorCode::NotFound,
                 nearest.isEmpty()
                     ? QStringLiteral("There is no stack \"%1\"; `loadstone stacks` lists them.").arg(id)
                     : QStringLiteral("There is no stack \"%1\". Did you mean \"%2\"?").arg(id, nearest),
                 {}});
        }
        print(isJson ? QString::fromUtf8(QJsonDocument(toJson(services, *stack)).toJson())
                     : card(services, *stack));
        return Done;
    }

    QJsonArray all;
    for (const Stack &stack : services.catalogue.stacks()) {
        const QString reason = unavailableReason(stack, services.environments);
        all << toJson(services, stack);
        if (!isJson) {
            print(QStringLiteral("%1 %2  %3%4\n")
                      .arg(reason.isEmpty() ? QStringLiteral("✔") : QStringLiteral("✖"),
                           stack.id.leftJustified(18), stack.summary,
                           reason.isEmpty() ? QString() : QStringLiteral(" – ") + reason));
        }
    }
    if (isJson)
        print(QString::fromUtf8(QJsonDocument(QJsonObject{{QStringLiteral("stacks"), all}}).toJson()));
    return Done;
}

} // namespace loadstone
