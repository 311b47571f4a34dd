// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/commandtemplate.h"

#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"
#include "core/stack/program.h"

#include <QDir>
#include <QRegularExpression>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

const QRegularExpression &placeholderPattern()
{
    static const QRegularExpression pattern(u"\\$\\{([^}]*)\\}"_s);
    return pattern;
}

QMap<QString, QString> meanings(const QJsonObject &parameters, const CommandContext &context)
{
    QMap<QString, QString> map;
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        map.insert(it.key(), parameterText(it.value()));
    map.insert(u"python"_s, context.python);
    map.insert(u"bin"_s, context.binFolder);
    map.insert(u"host"_s, context.host);
    map.insert(u"port"_s, QString::number(context.port));
    map.insert(u"run_dir"_s, context.runFolder);
    map.insert(u"certificate"_s, context.certificate);
    map.insert(u"certificate_key"_s, context.certificateKey);
    return map;
}

const QString &programPrefix()
{
    static const QString prefix = u"program:"_s;
    return prefix;
}

// Absolute path of the program behind `program:NAME`; empty for another name or a missing program.
QString resolveProgram(const QString &name)
{
    return isProgramPlaceholder(name) ? findProgram(name.mid(programPrefix().size())) : QString();
}

// In one pass, so that a value that looks like a placeholder stays unchanged.
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
        else if (const QString program = resolveProgram(name); !program.isEmpty())
            text += program;
        else
            unknown.append(match.captured());
    }
    return text + argument.mid(end);
}

// Shared payload module and shared applications.
QString pythonPath(const Stack &stack)
{
    if (stack.sharedFolder.isEmpty())
        return {};
    return stack.sharedFolder + QDir::listSeparator() + stack.sharedFolder + u"/apps"_s;
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
    return {u"python"_s,  u"bin"_s,         u"host"_s,           u"port"_s,
            u"run_dir"_s, u"certificate"_s, u"certificate_key"_s};
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
                     Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                "%1 needs the program %2, which is not installed. Install "
                                                "it, or add its folder to PATH."),
                              stack.title, placeholders(unknown.first()).first().mid(programPrefix().size())),
                     {}};
    if (!unknown.isEmpty())
        return Error{ErrorCode::Usage,
                     Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                "The command of %1 uses %2, which has no value. Correct "
                                                "its stack.json."),
                              stack.title, unknown.join(u", ")),
                     {}};
    if (command.isEmpty() || command.first().isEmpty())
        return Error{
            ErrorCode::Unavailable,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "%1 has no program to start. Build its environment \"%2\" first."),
                     stack.title, stack.environment),
            {}};
    return command;
}

QMap<QString, QString> serviceEnvironment(const Stack &stack, const QJsonObject &parameters,
                                          const Service &service, const QString &streamFile,
                                          const CommandContext &context)
{
    QMap<QString, QString> map{
        {u"LOADSTONE_HOST"_s, context.host},
        {u"LOADSTONE_PORT"_s, QString::number(context.port)},
        {u"LOADSTONE_PROCESS_DELAY_MS"_s, QString::number(service.processDelay.count())},
        {u"LOADSTONE_STREAM_FILE"_s, streamFile},
        {u"LOADSTONE_CERTIFICATE"_s, context.certificate},
        {u"LOADSTONE_CERTIFICATE_KEY"_s, context.certificateKey},
        {u"PYTHONPATH"_s, pythonPath(stack)},
        // The folder may be read-only, and output must not be buffered.
        {u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s},
        {u"PYTHONUNBUFFERED"_s, u"1"_s},
    };
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        map.insert(u"LOADSTONE_PARAM_"_s + it.key().toUpper(), parameterText(it.value()));
    return map;
}

} // namespace loadstone
