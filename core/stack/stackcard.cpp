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

namespace
{

constexpr quint16 shownPort = 8000;

// In the order of the published matrix.
const QList<std::pair<QString, QString>> &featureTitles()
{
    static const QList<std::pair<QString, QString>> titles{
        {QStringLiteral("live_reload"), QStringLiteral("live reload")},
        {QStringLiteral("debugger"), QStringLiteral("debugger")},
        {QStringLiteral("static_files"), QStringLiteral("static files")},
        {QStringLiteral("tls"), QStringLiteral("TLS")},
        {QStringLiteral("websockets"), QStringLiteral("WebSockets")},
        {QStringLiteral("proxy"), QStringLiteral("proxy")},
        {QStringLiteral("virtual_hosts"), QStringLiteral("virtual hosts")},
        {QStringLiteral("cgi"), QStringLiteral("CGI")}};
    return titles;
}

CardSection overview(const Stack &stack, const EnvironmentStore &environments)
{
    const QString reason = unavailableReason(stack, environments);
    const EnvironmentState environment = environments.state(stack.environment);
    CardSection section{QStringLiteral("%1 (%2)").arg(stack.title, stack.id), {}};
    section.lines = {
        {{}, stack.summary},
        {QStringLiteral("framework"), stack.framework},
        {QStringLiteral("server"), stack.server},
        {QStringLiteral("protocol"), stack.protocol},
        {QStringLiteral("model"), stack.concurrency},
        {QStringLiteral("processes"), stack.processModel},
        {QStringLiteral("keep-alive"), stack.keepsAlive ? QStringLiteral("yes") : QStringLiteral("no")},
        {QStringLiteral("licence"), stack.license},
        {QStringLiteral("home page"), stack.homepage},
        {QStringLiteral("environment"), stack.environment},
        {QStringLiteral("interpreter"), environment.interpreter},
        {QStringLiteral("folder"), stack.folder},
        {QStringLiteral("available"), reason.isEmpty() ? QStringLiteral("yes") : reason}};
    section.lines.removeIf([](const CardLine &line) { return line.text.isEmpty(); });
    return section;
}

CardSection features(const Stack &stack)
{
    CardSection section{QStringLiteral("Features"), {}};
    for (const auto &[key, title] : featureTitles()) {
        const auto feature = stack.features.constFind(key);
        if (feature != stack.features.cend())
            section.lines << CardLine{title, *feature ? QStringLiteral("yes") : QStringLiteral("no")};
    }
    return section;
}

CardSection versions(const Stack &stack, const EnvironmentStore &environments)
{
    CardSection section{QStringLiteral("Versions, and what they need"), {}};
    for (const PackageNode &node : environments.packageTree(stack.environment, stack.packages))
        section.lines << CardLine{{},
                                  QString(qsizetype(2) * node.depth, u' ') + node.name + u' ' + node.version};
    if (section.lines.isEmpty() && !stack.packages.isEmpty())
        section.lines << CardLine{{},
                                  QStringLiteral("%1: known when the environment is built (loadstone setup).")
                                      .arg(stack.packages.join(QStringLiteral(", ")))};
    return section;
}

// As it can be typed into a shell.
QString quoted(const QString &argument)
{
    const bool isPlain = !argument.isEmpty() && std::all_of(argument.cbegin(), argument.cend(), [](QChar c) {
        return c.isLetterOrNumber() || QStringLiteral("-_./:=@%+,").contains(c);
    });
    return isPlain ? argument : u'\'' + QString(argument).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

bool isInCommand(const Stack &stack, const QString &parameter)
{
    const QString placeholder = QStringLiteral("${%1}").arg(parameter);
    return std::any_of(stack.command.cbegin(), stack.command.cend(), [&](const CommandPart &part) {
        return part.when.contains(parameter)
            || std::any_of(part.arguments.cbegin(), part.arguments.cend(),
                           [&](const QString &argument) { return argument.contains(placeholder); });
    });
}

// What the server reads from its environment instead of its command line.
QString variables(const Stack &stack, const QJsonObject &parameters)
{
    QStringList words;
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        if (!isInCommand(stack, it.key()))
            words << QStringLiteral("LOADSTONE_PARAM_%1=%2")
                         .arg(it.key().toUpper(), quoted(parameterText(it.value())));
    }
    return words.isEmpty() ? QString() : QStringLiteral("with %1").arg(words.join(u' '));
}

QString commandLine(const Stack &stack, const QJsonObject &parameters, const EnvironmentStore &environments)
{
    const EnvironmentState environment = environments.state(stack.environment);
    CommandContext context;
    context.python = environment.isBuilt ? environment.python : QStringLiteral("python");
    context.binFolder = environment.isBuilt ? environment.binFolder : QStringLiteral("bin");
    context.port = shownPort;
    context.runFolder = QStringLiteral("RUN-FOLDER");
    context.certificate = QStringLiteral("CERTIFICATE");
    context.certificateKey = QStringLiteral("KEY");
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
        return {QStringLiteral("runs already at %1").arg(stack.url)};
    const Result<QJsonObject> parameters = resolveParameters(stack, {stack.id, preset.id, {}, {}, true});
    if (!parameters)
        return {parameters.error().message};
    QStringList lines{commandLine(stack, *parameters, environments), variables(stack, *parameters)};
    lines.removeAll(QString());
    return lines;
}

CardSection presets(const Stack &stack, const EnvironmentStore &environments)
{
    CardSection section{QStringLiteral("Presets and their command lines (port 8000)"), {}};
    for (const Preset &preset : stack.presets) {
        section.lines << CardLine{preset.id, preset.note};
        for (const QString &line : howItStarts(stack, preset, environments))
            section.lines << CardLine{{}, QStringLiteral("  ") + line};
    }
    return section;
}

CardSection parameters(const Stack &stack)
{
    CardSection section{QStringLiteral("Parameters"), {}};
    for (const ParameterSpec &parameter : stack.parameters) {
        QString range = QStringLiteral("true, false");
        if (parameter.type == ParameterSpec::Type::Integer)
            range = QStringLiteral("%1 to %2").arg(parameter.min).arg(parameter.max);
        else if (parameter.type == ParameterSpec::Type::Choice)
            range = parameter.choices.join(QStringLiteral(", "));
        section.lines << CardLine{
            parameter.name,
            QStringLiteral("%1 (%2)  %3").arg(parameterText(parameter.defaultValue), range, parameter.help)};
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
    // Leading blanks are the depth of a tree.
    const auto blanks = std::find_if(line.text.cbegin(), line.text.cend(), [](QChar c) { return c != u' '; })
        - line.text.cbegin();
    QString text = QStringLiteral("&nbsp;").repeated(blanks) + line.text.mid(blanks).toHtmlEscaped();
    if (line.text.startsWith(QStringLiteral("https://")) || line.text.startsWith(QStringLiteral("http://")))
        text = QStringLiteral("<a href=\"%1\">%1</a>").arg(text);
    return line.name.isEmpty() ? QStringLiteral("<tr><td colspan=\"2\">%1</td></tr>").arg(text)
                               : QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>")
                                     .arg(line.name.toHtmlEscaped(), text);
}

} // namespace

QList<CardSection> stackCard(const Stack &stack, const EnvironmentStore &environments)
{
    QList<CardSection> card{overview(stack, environments),
                            makeListSection(QStringLiteral("Known traps"), trapTexts(stack)),
                            features(stack),
                            presets(stack, environments),
                            parameters(stack),
                            makeListSection(QStringLiteral("Endpoints"), stack.endpoints),
                            versions(stack, environments)};
    card.removeIf([](const CardSection &section) { return section.lines.isEmpty(); });
    return card;
}

QString cardText(const QList<CardSection> &card)
{
    QString text;
    for (const CardSection &section : card) {
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + plainLine(section.title) + u'\n';
        qsizetype width = 0;
        for (const CardLine &line : section.lines)
            width = std::max(width, line.name.size());
        for (const CardLine &line : section.lines)
            text += QStringLiteral("  ")
                + plainLine(line.name.isEmpty()
                                ? line.text
                                : line.name.leftJustified(width) + QStringLiteral("  ") + line.text)
                + u'\n';
    }
    return text;
}

QString cardHtml(const QList<CardSection> &card)
{
    QString html;
    for (const CardSection &section : card) {
        html += QStringLiteral("<h3>%1</h3>").arg(section.title.toHtmlEscaped());
        html += QStringLiteral("<table cellspacing=\"3\">");
        for (const CardLine &line : section.lines)
            html += htmlLine(line);
        html += QStringLiteral("</table>");
    }
    return html;
}

} // namespace loadstone
