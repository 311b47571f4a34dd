// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/commandtemplate.h"

#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"
#include "core/stack/program.h"

#include <QDir>
#include <QRegularExpression>

namespace loadstone
{

namespace
{

const QRegularExpression &placeholderPattern()
{
    static const QRegularExpression pattern(QStringLiteral("\\$\\{([^}]*)\\}"));
    return pattern;
}

QMap<QString, QString> meanings(const QJsonObject &parameters, const CommandContext &context)
{
    QMap<QString, QString> map;
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        map.insert(it.key(), parameterText(it.value()));
    map.insert(QStringLiteral("python"), context.python);
    map.insert(QStringLiteral("bin"), context.binFolder);
    map.insert(QStringLiteral("host"), context.host);
    map.insert(QStringLiteral("port"), QString::number(context.port));
    map.insert(QStringLiteral("run_dir"), context.runFolder);
    map.insert(QStringLiteral("certificate"), context.certificate);
    map.insert(QStringLiteral("certificate_key"), context.certificateKey);
    return map;
}

const QString &programPrefix()
{
    static const QString prefix = QStringLiteral("program:");
    return prefix;
}

// Absolute path of what `program:NAME` stands for; empty when it is another name or not there.
QString programMeant(const QString &name)
{
    return isProgramPlaceholder(name) ? findProgram(name.mid(programPrefix().size())) : QString();
}

// In one pass, so that a value that looks like a placeholder stays as it is.
QString replaced(const QString &argument, const QMap<QString, QString> &map, QStringList &unknown)
{
    QString text;
    qsizetype end = 0;
    for (auto it = placeholderPattern().globalMatch(argument); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        text += argument.mid(end, match.capturedStart() - end);
        end = match.capturedEnd();
        const QString name = match.captured(1);
        if (map.contains(name))
            text += map.value(name);
        else if (const QString program = programMeant(name); !program.isEmpty())
            text += program;
        else
            unknown.append(match.captured());
    }
    return text + argument.mid(end);
}

// What all stacks answer, and the applications that some share.
QString pythonPath(const Stack &stack)
{
    if (stack.sharedFolder.isEmpty())
        return {};
    return stack.sharedFolder + QDir::listSeparator() + stack.sharedFolder + QStringLiteral("/apps");
}

} // namespace

QStringList placeholders(const QString &argument)
{
    QStringList names;
    for (auto it = placeholderPattern().globalMatch(argument); it.hasNext();)
        names.append(it.next().captured(1));
    return names;
}

bool isProgramPlaceholder(const QString &name)
{
    return name.startsWith(programPrefix()) && name.size() > programPrefix().size();
}

QStringList requiredPrograms(const Stack &stack)
{
    QStringList programs;
    for (const CommandPart &part : stack.command) {
        for (const QString &argument : part.arguments) {
            for (const QString &name : placeholders(argument)) {
                const QString program = name.mid(programPrefix().size());
                if (isProgramPlaceholder(name) && !programs.contains(program))
                    programs.append(program);
            }
        }
    }
    return programs;
}

QStringList builtInPlaceholders()
{
    return {QStringLiteral("python"),         QStringLiteral("bin"),     QStringLiteral("host"),
            QStringLiteral("port"),           QStringLiteral("run_dir"), QStringLiteral("certificate"),
            QStringLiteral("certificate_key")};
}

Result<QStringList> resolveCommand(const Stack &stack, const QJsonObject &parameters,
                                   const CommandContext &context)
{
    const QMap<QString, QString> map = meanings(parameters, context);
    QStringList command;
    QStringList unknown;
    for (const CommandPart &part : stack.command) {
        if (!holds(part.when, parameters))
            continue;
        for (const QString &argument : part.arguments)
            command.append(replaced(argument, map, unknown));
    }
    if (!unknown.isEmpty() && isProgramPlaceholder(placeholders(unknown.first()).value(0)))
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("%1 needs the program %2, which is not on this machine. Install it, or "
                                    "add its folder to PATH.")
                         .arg(stack.title, placeholders(unknown.first()).first().mid(programPrefix().size())),
                     {}};
    if (!unknown.isEmpty())
        return Error{ErrorCode::Usage,
                     QStringLiteral("The command of %1 uses %2, which nothing gives a value. Correct "
                                    "its stack.json.")
                         .arg(stack.title, unknown.join(u", ")),
                     {}};
    if (command.isEmpty() || command.first().isEmpty())
        return Error{ErrorCode::Unavailable,
                     QStringLiteral("%1 has no program to start. Build its environment \"%2\" first.")
                         .arg(stack.title, stack.environment),
                     {}};
    return command;
}

QMap<QString, QString> serviceEnvironment(const Stack &stack, const QJsonObject &parameters,
                                          const Service &service, const QString &streamFile,
                                          const CommandContext &context)
{
    QMap<QString, QString> map{
        {QStringLiteral("LOADSTONE_HOST"), context.host},
        {QStringLiteral("LOADSTONE_PORT"), QString::number(context.port)},
        {QStringLiteral("LOADSTONE_PROCESS_DELAY_MS"), QString::number(service.processDelay.count())},
        {QStringLiteral("LOADSTONE_STREAM_FILE"), streamFile},
        {QStringLiteral("LOADSTONE_CERTIFICATE"), context.certificate},
        {QStringLiteral("LOADSTONE_CERTIFICATE_KEY"), context.certificateKey},
        {QStringLiteral("PYTHONPATH"), pythonPath(stack)},
        // The folder may be read-only, and a server's output has to arrive line by line.
        {QStringLiteral("PYTHONDONTWRITEBYTECODE"), QStringLiteral("1")},
        {QStringLiteral("PYTHONUNBUFFERED"), QStringLiteral("1")},
    };
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        map.insert(QStringLiteral("LOADSTONE_PARAM_") + it.key().toUpper(), parameterText(it.value()));
    return map;
}

} // namespace loadstone
