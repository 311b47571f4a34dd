// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/stackcard.h"

#include "core/stack/availability.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "core/stack/parameters.h"
#include "core/text/format.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr quint16 shownPort = 8000;

// In the order of the published matrix.
const QList<std::pair<QString, QString>> &featureTitles()
{
    static const QList<std::pair<QString, QString>> titles{
        {u"live_reload"_s, u"live reload"_s},     {u"debugger"_s, u"debugger"_s},
        {u"static_files"_s, u"static files"_s},   {u"tls"_s, u"TLS"_s},
        {u"websockets"_s, u"WebSockets"_s},       {u"proxy"_s, u"proxy"_s},
        {u"virtual_hosts"_s, u"virtual hosts"_s}, {u"cgi"_s, u"CGI"_s}};
    return titles;
}

CardSection overview(const Stack &stack, const EnvironmentStore &environments)
{
    const QString reason = unavailableReason(stack, environments);
    const EnvironmentState environment = environments.state(stack.environment);
    CardSection section{u"%1 (%2)"_s.arg(stack.title, stack.id), {}};
    section.lines = {{{}, stack.summary},
                     {u"framework"_s, stack.framework},
                     {u"server"_s, stack.server},
                     {u"protocol"_s, stack.protocol},
                     {u"model"_s, stack.concurrency},
                     {u"processes"_s, stack.processModel},
                     {u"keep-alive"_s, stack.keepsAlive ? u"yes"_s : u"no"_s},
                     {u"licence"_s, stack.license},
                     {u"home page"_s, stack.homepage},
                     {u"environment"_s, stack.environment},
                     {u"interpreter"_s, environment.interpreter},
                     {u"folder"_s, stack.folder},
                     {u"available"_s, reason.isEmpty() ? u"yes"_s : reason}};
    section.lines.removeIf([](const CardLine &line) { return line.text.isEmpty(); });
    return section;
}

CardSection features(const Stack &stack)
{
    CardSection section{u"Features"_s, {}};
    for (const auto &[key, title] : featureTitles()) {
        const auto feature = stack.features.constFind(key);
        if (feature != stack.features.cend())
            section.lines << CardLine{title, *feature ? u"yes"_s : u"no"_s};
    }
    return section;
}

CardSection versions(const Stack &stack, const EnvironmentStore &environments)
{
    CardSection section{u"Versions, and what they need"_s, {}};
    for (const PackageNode &node : environments.packageTree(stack.environment, stack.packages))
        section.lines << CardLine{{},
                                  QString(qsizetype(2) * node.depth, u' ') + node.name + u' ' + node.version};
    if (section.lines.isEmpty() && !stack.packages.isEmpty())
        section.lines << CardLine{{},
                                  u"%1: known when the environment is built (loadstone setup)."_s.arg(
                                      stack.packages.join(u", "_s))};
    return section;
}

// In shell syntax.
QString quoted(const QString &argument)
{
    const bool isPlain = !argument.isEmpty() && std::all_of(argument.cbegin(), argument.cend(), [](QChar c) {
        return c.isLetterOrNumber() || u"-_./:=@%+,"_s.contains(c);
    });
    return isPlain ? argument : u'\'' + QString(argument).replace(u'\'', u"'\\''"_s) + u'\'';
}

bool isInCommand(const Stack &stack, const QString &parameter)
{
    const QString placeholder = u"${%1}"_s.arg(parameter);
    return std::any_of(stack.command.cbegin(), stack.command.cend(), [&](const CommandPart &part) {
        return part.when.contains(parameter)
            || std::any_of(part.arguments.cbegin(), part.arguments.cend(),
                           [&](const QString &argument) { return argument.contains(placeholder); });
    });
}

// Parameters that the server reads from its environment instead of its command line.
QString variables(const Stack &stack, const QJsonObject &parameters)
{
    QStringList words;
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        if (!isInCommand(stack, it.key()))
            words << u"LOADSTONE_PARAM_%1=%2"_s.arg(it.key().toUpper(), quoted(parameterText(it.value())));
    }
    return words.isEmpty() ? QString() : u"with %1"_s.arg(words.join(u' '));
}

QString commandLine(const Stack &stack, const QJsonObject &parameters, const EnvironmentStore &environments)
{
    const EnvironmentState environment = environments.state(stack.environment);
    CommandContext context;
    context.python = environment.isBuilt ? environment.python : u"python"_s;
    context.binFolder = environment.isBuilt ? environment.binFolder : u"bin"_s;
    context.port = shownPort;
    context.runFolder = u"RUN-FOLDER"_s;
    context.certificate = u"CERTIFICATE"_s;
    context.certificateKey = u"KEY"_s;
    const Result<QStringList> command = resolveCommand(stack, parameters, context);
    if (!command)
        return command.error().message;
    QStringList words;
    for (const QString &argument : *command)
        words << quoted(argument);
    return words.join(u' ');
}

QStringList howItStarts(const Stack &stack, const Preset &preset, const EnvironmentStore &environments)
{
    if (!stack.url.isEmpty())
        return {u"runs already at %1"_s.arg(stack.url)};
    const Result<QJsonObject> parameters = resolveParameters(stack, {stack.id, preset.id, {}, {}, true});
    if (!parameters)
        return {parameters.error().message};
    QStringList lines{commandLine(stack, *parameters, environments), variables(stack, *parameters)};
    lines.removeAll(QString());
    return lines;
}

CardSection presets(const Stack &stack, const EnvironmentStore &environments)
{
    CardSection section{u"Presets and their command lines (port 8000)"_s, {}};
    for (const Preset &preset : stack.presets) {
        section.lines << CardLine{preset.id, preset.note};
        for (const QString &line : howItStarts(stack, preset, environments))
            section.lines << CardLine{{}, u"  "_s + line};
    }
    return section;
}

CardSection parameters(const Stack &stack)
{
    CardSection section{u"Parameters"_s, {}};
    for (const ParameterSpec &parameter : stack.parameters) {
        QString range = u"true, false"_s;
        if (parameter.type == ParameterSpec::Type::Integer)
            range = u"%1 to %2"_s.arg(parameter.min).arg(parameter.max);
        else if (parameter.type == ParameterSpec::Type::Choice)
            range = parameter.choices.join(u", "_s);
        section.lines << CardLine{
            parameter.name,
            u"%1 (%2)  %3"_s.arg(parameterText(parameter.defaultValue), range, parameter.help)};
    }
    return section;
}

CardSection makeListSection(const QString &title, const QStringList &texts)
{
    CardSection section{title, {}};
    for (const QString &text : texts)
        section.lines << CardLine{{}, text};
    return section;
}

QString htmlLine(const CardLine &line)
{
    // Leading blanks indicate the depth in a tree.
    const auto blanks = std::find_if(line.text.cbegin(), line.text.cend(), [](QChar c) { return c != u' '; })
        - line.text.cbegin();
    QString text = u"&nbsp;"_s.repeated(blanks) + line.text.mid(blanks).toHtmlEscaped();
    if (line.text.startsWith(u"https://"_s) || line.text.startsWith(u"http://"_s))
        text = u"<a href=\"%1\">%1</a>"_s.arg(text);
    return line.name.isEmpty()
        ? u"<tr><td colspan=\"2\">%1</td></tr>"_s.arg(text)
        : u"<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(line.name.toHtmlEscaped(), text);
}

} // namespace

QList<CardSection> stackCard(const Stack &stack, const EnvironmentStore &environments)
{
    QList<CardSection> card{overview(stack, environments),
                            makeListSection(u"Known traps"_s, trapTexts(stack)),
                            features(stack),
                            presets(stack, environments),
                            parameters(stack),
                            makeListSection(u"Endpoints"_s, stack.endpoints),
                            versions(stack, environments)};
    card.removeIf([](const CardSection &section) { return section.lines.isEmpty(); });
    return card;
}

QString cardText(const QList<CardSection> &card)
{
    QString text;
    for (const CardSection &section : card) {
        text += (text.isEmpty() ? QString() : u"\n"_s) + plainLine(section.title) + u'\n';
        qsizetype width = 0;
        for (const CardLine &line : section.lines)
            width = std::max(width, line.name.size());
        for (const CardLine &line : section.lines)
            text += u"  "_s
                + plainLine(line.name.isEmpty() ? line.text
                                                : line.name.leftJustified(width) + u"  "_s + line.text)
                + u'\n';
    }
    return text;
}

QString cardHtml(const QList<CardSection> &card)
{
    QString html;
    for (const CardSection &section : card) {
        html += u"<h3>%1</h3>"_s.arg(section.title.toHtmlEscaped());
        html += u"<table cellspacing=\"3\">"_s;
        for (const CardLine &line : section.lines)
            html += htmlLine(line);
        html += u"</table>"_s;
    }
    return html;
}

} // namespace loadstone
