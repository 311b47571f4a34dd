// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/stackreader.h"

#include "core/base/json.h"
#include "core/base/jsonschema.h"
#include "core/base/jsonvalues.h"
#include "core/base/regularfile.h"
#include "core/stack/commandtemplate.h"
#include "core/stack/stackconsistency.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <csignal>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class StackReader
{
    Q_DECLARE_TR_FUNCTIONS(StackReader)
};

ParameterSpec parameterFrom(const QJsonValue &json)
{
    ParameterSpec spec;
    spec.name = json[u"name"].toString();
    spec.title = json[u"title"].toString();
    spec.help = json[u"help"].toString();
    spec.unit = json[u"unit"].toString();
    const QString type = json[u"type"].toString();
    if (type == u"boolean"_s)
        spec.type = ParameterSpec::Type::Boolean;
    else if (type == u"choice"_s)
        spec.type = ParameterSpec::Type::Choice;
    spec.min = json[u"min"].toInteger();
    spec.max = json[u"max"].toInteger();
    spec.choices = toStringList(json[u"choices"]);
    spec.defaultValue = json[u"default"];
    return spec;
}

Requirement requirementFrom(const QJsonValue &json)
{
    Requirement requirement;
    requirement.reason = json[u"reason"].toString();
    requirement.remedy = json[u"remedy"].toString();
    for (const auto &[key, kind] : {std::pair(u"program"_s, Requirement::Kind::Program),
                                    std::pair(u"python"_s, Requirement::Kind::Python),
                                    std::pair(u"environment"_s, Requirement::Kind::Environment)}) {
        if (json[key].isString()) {
            requirement.kind = kind;
            requirement.name = json[key].toString();
        }
    }
    return requirement;
}

Preset presetFrom(const QJsonValue &json)
{
    Preset preset{json[u"id"].toString(), json[u"title"].toString(), json[u"note"].toString(),
                  json[u"values"].toObject()};
    if (json[u"keep_alive"].isBool())
        preset.keepsAlive = json[u"keep_alive"].toBool();
    return preset;
}

CommandPart partFrom(const QJsonValue &json)
{
    if (json.isString())
        return {{json.toString()}, {}};
    CommandPart part;
    part.arguments = toStringList(json[u"arguments"]);
    part.when = json[u"when"].toObject();
    return part;
}

EndpointBody bodyFrom(const QJsonValue &json)
{
    EndpointBody body;
    body.endpoint = json[u"endpoint"].toString();
    body.when = json[u"when"].toObject();
    if (json[u"body"].isString())
        body.body = json[u"body"].toString().toUtf8();
    if (json[u"body_bytes"].isDouble())
        body.bytes = json[u"body_bytes"].toInteger();
    body.bytesParameter = placeholders(json[u"body_bytes"].toString()).value(0);
    body.sha256 = json[u"body_sha256"].toString().toLatin1().toLower();
    return body;
}

Trap trapFrom(const QJsonValue &json)
{
    if (json.isString())
        return {json.toString()};
    return {json[u"text"].toString(), json[u"explains"].toString(), json[u"when"].toObject()};
}

StopRule stopFrom(const QJsonValue &json)
{
    static const QMap<QString, int> signalNumbers{
        {u"TERM"_s, SIGTERM}, {u"INT"_s, SIGINT}, {u"QUIT"_s, SIGQUIT}, {u"HUP"_s, SIGHUP}};
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

void readCard(Stack &stack, const QJsonValue &json)
{
    stack.title = json[u"title"].toString();
    stack.framework = json[u"framework"].toString();
    stack.server = json[u"server"].toString();
    stack.protocol = json[u"protocol"].toString(stack.protocol);
    stack.concurrency = json[u"model"].toString();
    stack.processModel = json[u"process_model"].toString();
    stack.summary = json[u"summary"].toString();
    stack.license = json[u"license"].toString();
    stack.homepage = json[u"homepage"].toString();
    stack.packages = toStringList(json[u"packages"]);
    for (const QJsonValue &trap : json[u"traps"].toArray())
        stack.traps.append(trapFrom(trap));
    const QJsonObject features = json[u"features"].toObject();
    for (auto it = features.begin(); it != features.end(); ++it)
        stack.features.insert(it.key(), it.value().toBool());
}

void readNeeds(Stack &stack, const QJsonValue &json)
{
    stack.environment = json[u"environment"].toString();
    for (const QJsonValue &further : json[u"further_environments"].toArray())
        stack.furtherEnvironments.append(further.toString());
    const QString file = json[u"requirements"].toString();
    if (!file.isEmpty()) {
        stack.requirementsFile = stack.folder + u'/' + file;
        stack.environment = u"stack-"_s + stack.id;
    }
    for (const QJsonValue &requirement : json[u"requires"].toArray())
        stack.requirements.append(requirementFrom(requirement));
    stack.unavailable = json[u"unavailable"].toString();
    stack.substitute = json[u"substitute"].toString();
}

void readLaunch(Stack &stack, const QJsonValue &json)
{
    stack.url = json[u"url"].toString();
    for (const QJsonValue &part : json[u"command"].toArray())
        stack.command.append(partFrom(part));
    for (const QJsonValue &parameter : json[u"parameters"].toArray())
        stack.parameters.append(parameterFrom(parameter));
    for (const QJsonValue &preset : json[u"presets"].toArray())
        stack.presets.append(presetFrom(preset));
    stack.endpoints = toStringList(json[u"endpoints"]);
    for (const QJsonValue &body : json[u"bodies"].toArray())
        stack.bodies.append(bodyFrom(body));
    stack.keepsAlive = json[u"keep_alive"].toBool(true);
    const QJsonValue readiness = json[u"readiness"];
    stack.readiness = {readiness[u"path"].toString().toUtf8(), readiness[u"status"].toInt(200),
                       readiness[u"body"].toString().toUtf8(),
                       Milliseconds(readiness[u"timeout_ms"].toInteger(10'000))};
    stack.stop = stopFrom(json[u"stop"]);
}

Stack stackFrom(const QJsonValue &json, const QString &file)
{
    Stack stack;
    stack.folder = QFileInfo(file).absolutePath();
    stack.id = QFileInfo(stack.folder).fileName();
    const QFileInfo shared(QDir(stack.folder), u"../_shared"_s);
    if (shared.isDir())
        stack.sharedFolder = QDir::cleanPath(shared.absoluteFilePath());
    readCard(stack, json);
    readNeeds(stack, json);
    readLaunch(stack, json);
    return stack;
}

// A part that violates the schema is not checked for consistency too: each mistake is reported once.
bool isReported(const JsonProblem &problem, const QList<JsonProblem> &reported)
{
    return std::any_of(reported.cbegin(), reported.cend(), [&problem](const JsonProblem &other) {
        return (other.pointer + u'/').startsWith(problem.pointer + u'/')
            || (problem.pointer + u'/').startsWith(other.pointer + u'/');
    });
}

Error makeError(const QString &file, QList<JsonProblem> problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const JsonProblem &a, const JsonProblem &b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    QStringList lines;
    for (const JsonProblem &problem : problems)
        lines.append(
            u"%1:%2:%3: %4"_s.arg(file).arg(problem.at.line).arg(problem.at.column).arg(problem.message));
    const QString what = problems.size() == 1
        ? problems.first().message
        : StackReader::tr("%1 errors; the first: %2").arg(problems.size()).arg(problems.first().message);
    return {ErrorCode::Usage,
            StackReader::tr("Skipped the stack in %1. Line %2: %3")
                .arg(file)
                .arg(problems.first().at.line)
                .arg(what),
            lines.join(u'\n')};
}

} // namespace

Result<Stack> readStack(const QString &file)
{
    static const Result<std::shared_ptr<const JsonSchema>> schema =
        JsonSchema::load(u":/loadstone/schemas/stack.schema.json"_s);
    if (!schema)
        return schema.error();
    const Result<QByteArray> text = readRegularFile(file, longestJson);
    if (!text)
        return Error{ErrorCode::Usage,
                     StackReader::tr("The stack %1 cannot be read: %2. Check that it is a file and that you "
                                     "may read it.")
                         .arg(file, text.error().text()),
                     {}};
    const JsonDocument document = JsonDocument::parse(*text);
    if (document.syntaxError())
        return makeError(file, {*document.syntaxError()});
    QList<JsonProblem> problems = document.duplicates() + schema.value()->check(document);
    Stack stack = stackFrom(document.root(), file);
    for (const JsonProblem &problem : inconsistencies(document, stack)) {
        if (!isReported(problem, problems))
            problems.append(problem);
    }
    if (!problems.isEmpty())
        return makeError(file, problems);
    return stack;
}

} // namespace loadstone
