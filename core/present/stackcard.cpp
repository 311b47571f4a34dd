// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/stackcard.h"

#include "core/stack/availability.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "core/stack/parameters.h"
#include "core/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class StackCard
{
    Q_DECLARE_TR_FUNCTIONS(StackCard)
};

constexpr quint16 shownPort = 8000;

// In the order of the published matrix.
QList<std::pair<QString, QString>> featureTitles()
{
    return {{u"live_reload"_s, StackCard::tr("live reload")},     {u"debugger"_s, StackCard::tr("debugger")},
            {u"static_files"_s, StackCard::tr("static files")},   {u"tls"_s, StackCard::tr("TLS")},
            {u"websockets"_s, StackCard::tr("WebSockets")},       {u"proxy"_s, StackCard::tr("proxy")},
            {u"virtual_hosts"_s, StackCard::tr("virtual hosts")}, {u"cgi"_s, StackCard::tr("CGI")}};
}

CardSection overview(const Stack &stack, const EnvironmentStore &environments)
{
    const QString reason = unavailableReason(stack, environments).translated();
    const EnvironmentState environment = environments.state(stack.environment);
    CardSection section{u"%1 (%2)"_s.arg(stack.title, stack.id), {}};
    section.lines = {
        {{}, stack.summary},
        {StackCard::tr("framework"), stack.framework},
        {StackCard::tr("server"), stack.server},
        {StackCard::tr("protocol"), stack.protocol},
        {StackCard::tr("model"), stack.concurrency},
        {StackCard::tr("processes"), stack.processModel},
        {StackCard::tr("keep-alive"), stack.keepsAlive ? StackCard::tr("yes") : StackCard::tr("no")},
        {StackCard::tr("licence"), stack.license},
        {StackCard::tr("home page"), stack.homepage},
        {StackCard::tr("environment"),
         (QStringList{stack.environment} + stack.furtherEnvironments).join(u", "_s)},
        {StackCard::tr("interpreter"), environment.interpreter},
        {StackCard::tr("folder"), stack.folder},
        {StackCard::tr("available"), reason.isEmpty() ? StackCard::tr("yes") : reason}};
    section.lines.removeIf([](const CardLine &line) { return line.text.isEmpty(); });
    return section;
}

CardSection features(const Stack &stack)
{
    CardSection section{StackCard::tr("Features"), {}};
    for (const auto &[key, title] : featureTitles()) {
        const auto feature = stack.features.constFind(key);
        if (feature != stack.features.cend())
            section.lines << CardLine{title, *feature ? StackCard::tr("yes") : StackCard::tr("no")};
    }
    return section;
}

CardSection versions(const Stack &stack, const EnvironmentStore &environments)
{
    CardSection section{StackCard::tr("Versions, and what they need"), {}};
    for (const PackageNode &node : environments.packageTree(stack.environment, stack.packages))
        section.lines << CardLine{{},
                                  QString(qsizetype(2) * node.depth, u' ') + node.name + u' ' + node.version};
    if (section.lines.isEmpty() && !stack.packages.isEmpty())
        section.lines << CardLine{{},
                                  StackCard::tr("%1: known when the environment is built (loadstone setup).")
                                      .arg(stack.packages.join(u", "_s))};
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
    return words.isEmpty() ? QString() : StackCard::tr("with %1").arg(words.join(u' '));
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
        return command.error().text();
    QStringList words;
    for (const QString &argument : *command)
        words << quoted(argument);
    return words.join(u' ');
}

QStringList howItStarts(const Stack &stack, const Preset &preset, const EnvironmentStore &environments)
{
    if (!stack.url.isEmpty())
        return {StackCard::tr("already running at %1").arg(stack.url)};
    const Result<QJsonObject> parameters = resolveParameters(stack, {stack.id, preset.id, {}, {}, true});
    if (!parameters)
        return {parameters.error().text()};
    QStringList lines{commandLine(stack, *parameters, environments), variables(stack, *parameters)};
    lines.removeAll(QString());
    return lines;
}

CardSection presets(const Stack &stack, const EnvironmentStore &environments)
{
    CardSection section{StackCard::tr("Presets and their command lines (port 8000)"), {}};
    for (const Preset &preset : stack.presets) {
        section.lines << CardLine{preset.id, preset.note};
        for (const QString &line : howItStarts(stack, preset, environments))
            section.lines << CardLine{{}, u"  "_s + line};
    }
    return section;
}

CardSection parameters(const Stack &stack)
{
    CardSection section{StackCard::tr("Parameters"), {}};
    for (const ParameterSpec &parameter : stack.parameters) {
        QString range = StackCard::tr("true, false");
        if (parameter.type == ParameterSpec::Type::Integer)
            range = StackCard::tr("%1 to %2").arg(parameter.min).arg(parameter.max);
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
                            makeListSection(StackCard::tr("Known traps"), trapTexts(stack)),
                            features(stack),
                            presets(stack, environments),
                            parameters(stack),
                            makeListSection(StackCard::tr("Endpoints"), stack.endpoints),
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
