// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/base/jsonschema.h"
#include "core/base/nearest.h"
#include "core/stack/catalogue.h"
#include "core/stack/commandtemplate.h"
#include "core/stack/parameters.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <csignal>

namespace loadstone
{

namespace
{

QStringList stringsOf(const QJsonValue &array)
{
    QStringList list;
    for (const QJsonValue &item : array.toArray())
        list.append(item.toString());
    return list;
}

ParameterSpec parameterFrom(const QJsonValue &json)
{
    ParameterSpec spec;
    spec.name = json[u"name"].toString();
    spec.title = json[u"title"].toString();
    spec.help = json[u"help"].toString();
    spec.unit = json[u"unit"].toString();
    const QString type = json[u"type"].toString();
    if (type == QStringLiteral("boolean"))
        spec.type = ParameterSpec::Type::Boolean;
    else if (type == QStringLiteral("choice"))
        spec.type = ParameterSpec::Type::Choice;
    spec.min = json[u"min"].toInteger();
    spec.max = json[u"max"].toInteger();
    spec.choices = stringsOf(json[u"choices"]);
    spec.defaultValue = json[u"default"];
    return spec;
}

CommandPart partFrom(const QJsonValue &json)
{
    if (json.isString())
        return {{json.toString()}, {}, {}};
    CommandPart part;
    part.arguments = stringsOf(json[u"arguments"]);
    const QJsonObject when = json[u"when"].toObject();
    if (!when.isEmpty()) {
        part.whenParameter = when.begin().key();
        part.whenValue = when.begin().value();
    }
    return part;
}

StopRule stopFrom(const QJsonValue &json)
{
    static const QMap<QString, int> signalNumbers{{QStringLiteral("TERM"), SIGTERM},
                                                  {QStringLiteral("INT"), SIGINT},
                                                  {QStringLiteral("QUIT"), SIGQUIT},
                                                  {QStringLiteral("HUP"), SIGHUP}};
    StopRule rule;
    rule.signal = signalNumbers.value(json[u"signal"].toString(), rule.signal);
    rule.grace = Milliseconds(json[u"grace_ms"].toInteger(rule.grace.count()));
    rule.repeatAfter = Milliseconds(json[u"repeat_after_ms"].toInteger(rule.repeatAfter.count()));
    if (json[u"clean_exit_codes"].isArray()) {
        rule.cleanExitCodes.clear();
        for (const QJsonValue &code : json[u"clean_exit_codes"].toArray())
            rule.cleanExitCodes.append(code.toInt());
    }
    return rule;
}

Stack stackFrom(const QJsonValue &json, const QString &file)
{
    Stack stack;
    stack.folder = QFileInfo(file).absolutePath();
    stack.id = QFileInfo(stack.folder).fileName();
    const QFileInfo shared(QDir(stack.folder), QStringLiteral("../_shared"));
    if (shared.isDir())
        stack.sharedFolder = QDir::cleanPath(shared.absoluteFilePath());
    stack.title = json[u"title"].toString();
    stack.framework = json[u"framework"].toString();
    stack.server = json[u"server"].toString();
    stack.protocol = json[u"protocol"].toString(stack.protocol);
    stack.model = json[u"model"].toString();
    stack.environment = json[u"environment"].toString();
    stack.summary = json[u"summary"].toString();
    stack.license = json[u"license"].toString();
    stack.packages = stringsOf(json[u"packages"]);
    for (const QJsonValue &part : json[u"command"].toArray())
        stack.command.append(partFrom(part));
    for (const QJsonValue &parameter : json[u"parameters"].toArray())
        stack.parameters.append(parameterFrom(parameter));
    for (const QJsonValue &preset : json[u"presets"].toArray())
        stack.presets.append({preset[u"id"].toString(), preset[u"title"].toString(),
                              preset[u"note"].toString(), preset[u"values"].toObject()});
    stack.endpoints = stringsOf(json[u"endpoints"]);
    const QJsonValue readiness = json[u"readiness"];
    stack.readiness = {readiness[u"path"].toString().toUtf8(), readiness[u"status"].toInt(200),
                       readiness[u"body"].toString().toUtf8(),
                       Milliseconds(readiness[u"timeout_ms"].toInteger(10'000))};
    stack.stop = stopFrom(json[u"stop"]);
    stack.traps = stringsOf(json[u"traps"]);
    return stack;
}

/// What a schema cannot say: whether names and values of one part fit those of another.
class Consistency
{
public:
    Consistency(const JsonDocument &document, const Stack &stack) : m_document(document), m_stack(stack) { }

    QList<JsonProblem> check()
    {
        checkParameters();
        checkPresets();
        checkCommand();
        return m_problems;
    }

private:
    void add(const QString &pointer, const QString &message)
    {
        m_problems.append({pointer, m_document.valuePosition(pointer), message});
    }

    void checkParameters()
    {
        QSet<QString> seen;
        const QString list = QStringLiteral("/parameters");
        for (qsizetype i = 0; i < m_stack.parameters.size(); ++i) {
            const ParameterSpec &spec = m_stack.parameters.at(i);
            const QString at = childPointer(list, i);
            if (seen.contains(spec.name) || builtInPlaceholders().contains(spec.name))
                add(childPointer(at, QStringLiteral("name")),
                    QStringLiteral("The name \"%1\" is taken. Use another.").arg(spec.name));
            seen.insert(spec.name);
            const bool hasRange = m_document.keys(at).contains(QStringLiteral("min"))
                && m_document.keys(at).contains(QStringLiteral("max"));
            if (spec.type == ParameterSpec::Type::Integer && (!hasRange || spec.min > spec.max))
                add(at,
                    QStringLiteral("\"%1\" needs a range: \"min\" and a \"max\" that is not smaller.")
                        .arg(spec.name));
            else if (spec.type == ParameterSpec::Type::Choice && spec.choices.isEmpty())
                add(at, QStringLiteral("\"%1\" needs \"choices\": the words allowed.").arg(spec.name));
            else if (const auto problem = valueProblem(spec, spec.defaultValue))
                add(childPointer(at, QStringLiteral("default")),
                    QStringLiteral("The default of %1").arg(*problem));
        }
    }

    void checkValues(const QString &at, const QJsonObject &values)
    {
        for (auto it = values.begin(); it != values.end(); ++it) {
            const QString pointer = childPointer(at, it.key());
            const ParameterSpec *spec = findParameter(m_stack, it.key());
            if (spec == nullptr)
                add(pointer, unknownParameter(m_stack, it.key()));
            else if (const auto problem = valueProblem(*spec, it.value()))
                add(pointer, *problem);
        }
    }

    void checkPresets()
    {
        QSet<QString> seen;
        for (qsizetype i = 0; i < m_stack.presets.size(); ++i) {
            const Preset &preset = m_stack.presets.at(i);
            const QString at = childPointer(QStringLiteral("/presets"), i);
            if (seen.contains(preset.id))
                add(childPointer(at, QStringLiteral("id")),
                    QStringLiteral("There are two presets \"%1\". Rename one.").arg(preset.id));
            seen.insert(preset.id);
            checkValues(childPointer(at, QStringLiteral("values")), preset.values);
        }
    }

    void checkCommand()
    {
        QStringList known = builtInPlaceholders();
        for (const ParameterSpec &spec : m_stack.parameters)
            known.append(spec.name);
        for (qsizetype i = 0; i < m_stack.command.size(); ++i) {
            const QString at = childPointer(QStringLiteral("/command"), i);
            const QJsonObject when = m_document.root()[u"command"].toArray().at(i)[u"when"].toObject();
            const QString whenAt = childPointer(at, QStringLiteral("when"));
            checkValues(whenAt, when);
            if (m_document.keys(at).contains(QStringLiteral("when")) && when.size() != 1)
                add(whenAt, QStringLiteral("\"when\" has to name one parameter and its value."));
            for (const QString &argument : m_stack.command.at(i).arguments)
                checkPlaceholders(at, argument, known);
        }
    }

    void checkPlaceholders(const QString &at, const QString &argument, const QStringList &known)
    {
        for (const QString &name : placeholders(argument)) {
            if (known.contains(name))
                continue;
            const QString nearest = nearestName(name, known);
            const QString remedy = nearest.isEmpty()
                ? QStringLiteral("Use one of: %1.").arg(known.join(u", "))
                : QStringLiteral("Did you mean ${%1}?").arg(nearest);
            add(at, QStringLiteral("${%1} stands for nothing. %2").arg(name, remedy));
        }
    }

    const JsonDocument &m_document;
    const Stack &m_stack;
    QList<JsonProblem> m_problems;
};

// A part with a wrong form is not compared with the others as well: one mistake is told once.
bool isTold(const JsonProblem &problem, const QList<JsonProblem> &told)
{
    return std::any_of(told.cbegin(), told.cend(), [&problem](const JsonProblem &other) {
        return (other.pointer + u'/').startsWith(problem.pointer + u'/')
            || (problem.pointer + u'/').startsWith(other.pointer + u'/');
    });
}

Error errorOf(const QString &file, QList<JsonProblem> problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const JsonProblem &a, const JsonProblem &b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    QStringList lines;
    for (const JsonProblem &problem : problems)
        lines.append(QStringLiteral("%1:%2:%3: %4")
                         .arg(file)
                         .arg(problem.at.line)
                         .arg(problem.at.column)
                         .arg(problem.message));
    const QString what = problems.size() == 1
        ? problems.first().message
        : QStringLiteral("%1 things are wrong, first: %2").arg(problems.size()).arg(problems.first().message);
    return {ErrorCode::Usage,
            QStringLiteral("The stack in %1 is left out. Line %2: %3")
                .arg(file)
                .arg(problems.first().at.line)
                .arg(what),
            lines.join(u'\n')};
}

} // namespace

Result<Stack> readStack(const QString &file)
{
    static const Result<std::shared_ptr<const JsonSchema>> schema =
        JsonSchema::load(QStringLiteral(":/loadstone/schemas/stack.schema.json"));
    if (!schema)
        return schema.error();
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io,
                     QStringLiteral("The stack %1 cannot be read: %2. Check that the file is there and "
                                    "may be read.")
                         .arg(file, input.errorString()),
                     {}};
    const JsonDocument document = JsonDocument::parse(input.readAll());
    if (document.syntaxError())
        return errorOf(file, {*document.syntaxError()});
    QList<JsonProblem> problems = document.duplicates() + schema.value()->check(document);
    Stack stack = stackFrom(document.root(), file);
    for (const JsonProblem &problem : Consistency(document, stack).check()) {
        if (!isTold(problem, problems))
            problems.append(problem);
    }
    if (!problems.isEmpty())
        return errorOf(file, problems);
    return stack;
}

} // namespace loadstone
