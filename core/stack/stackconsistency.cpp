// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/stackconsistency.h"

#include "core/base/nearest.h"
#include "core/base/regularfile.h"
#include "core/stack/commandtemplate.h"
#include "core/stack/environmentfolder.h"
#include "core/stack/parameters.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class StackProblems
{
    Q_DECLARE_TR_FUNCTIONS(StackProblems)
};

class Consistency
{
public:
    Consistency(const JsonDocument &document, const Stack &stack) : m_document(document), m_stack(stack) { }

    QList<JsonProblem> check()
    {
        if (isTooLong())
            return {}; // reported by the schema; the checks below take quadratic time
        checkParameters();
        checkPresets();
        checkCommand();
        checkBodies();
        checkTls();
        checkTraps();
        checkNeeds();
        return m_problems;
    }

private:
    bool isTooLong() const
    {
        constexpr qsizetype mostParts = 1000;
        return std::max({m_stack.parameters.size(), m_stack.presets.size(), m_stack.command.size(),
                         m_stack.endpoints.size(), m_stack.bodies.size(), m_stack.requirements.size()})
            > mostParts;
    }

    bool isFull() const { return m_problems.size() >= mostJsonProblems; }

    void add(const QString &pointer, const QString &message)
    {
        if (!isFull())
            m_problems.append({pointer, m_document.valuePosition(pointer), message});
    }

    void checkParameters()
    {
        QSet<QString> seen;
        const QString list = u"/parameters"_s;
        for (qsizetype i = 0; i < m_stack.parameters.size(); ++i) {
            const ParameterSpec &spec = m_stack.parameters.at(i);
            const QString at = childPointer(list, i);
            if (seen.contains(spec.name) || builtInPlaceholders().contains(spec.name))
                add(childPointer(at, u"name"_s),
                    StackProblems::tr("The name \"%1\" is taken. Use another.").arg(spec.name));
            seen.insert(spec.name);
            const bool hasRange =
                m_document.keys(at).contains(u"min"_s) && m_document.keys(at).contains(u"max"_s);
            if (spec.type == ParameterSpec::Type::Integer && (!hasRange || spec.min > spec.max))
                add(at,
                    StackProblems::tr("\"%1\" needs a range: \"min\" and a \"max\" that is not smaller.")
                        .arg(spec.name));
            else if (spec.type == ParameterSpec::Type::Choice && spec.choices.isEmpty())
                add(at, StackProblems::tr("\"%1\" needs \"choices\": the allowed values.").arg(spec.name));
            else if (const auto problem = valueProblem(spec, spec.defaultValue))
                add(childPointer(at, u"default"_s), StackProblems::tr("The default of %1").arg(*problem));
        }
    }

    void checkValues(const QString &at, const QJsonObject &values)
    {
        for (auto it = values.begin(); it != values.end() && !isFull(); ++it) {
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
            const QString at = childPointer(u"/presets"_s, i);
            if (seen.contains(preset.id))
                add(childPointer(at, u"id"_s),
                    StackProblems::tr("There are two presets \"%1\". Rename one.").arg(preset.id));
            seen.insert(preset.id);
            checkValues(childPointer(at, u"values"_s), preset.values);
        }
    }

    void checkCommand()
    {
        if (m_stack.url.isEmpty() == m_stack.command.isEmpty())
            add(m_stack.url.isEmpty() ? QString() : u"/url"_s,
                StackProblems::tr("A stack has a \"command\", or the \"url\" of a server already running. %1")
                    .arg(m_stack.url.isEmpty() ? StackProblems::tr("Write one.")
                                               : StackProblems::tr("Remove one.")));
        QStringList known = builtInPlaceholders();
        for (const ParameterSpec &spec : m_stack.parameters)
            known.append(spec.name);
        for (qsizetype i = 0; i < m_stack.command.size(); ++i) {
            const QString at = childPointer(u"/command"_s, i);
            const QJsonObject &when = m_stack.command.at(i).when;
            const QString whenAt = childPointer(at, u"when"_s);
            checkValues(whenAt, when);
            if (m_document.keys(at).contains(u"when"_s) && when.isEmpty())
                add(whenAt, StackProblems::tr("\"when\" has to name a parameter and its value."));
            for (const QString &argument : m_stack.command.at(i).arguments)
                checkPlaceholders(at, argument, known);
        }
    }

    void checkBodies()
    {
        for (qsizetype i = 0; i < m_stack.bodies.size(); ++i) {
            const EndpointBody &body = m_stack.bodies.at(i);
            const QString at = childPointer(u"/bodies"_s, i);
            if (!m_stack.endpoints.contains(body.endpoint))
                add(childPointer(at, u"endpoint"_s),
                    StackProblems::tr("%1 is not one of \"endpoints\". Add it there, or correct it.")
                        .arg(body.endpoint.left(100)));
            checkValues(childPointer(at, u"when"_s), body.when);
            const QString bytesAt = childPointer(at, u"body_bytes"_s);
            const bool hasBytes = !m_document.valueText(bytesAt).isEmpty();
            if (body.body && (hasBytes || !body.sha256.isEmpty()))
                add(at,
                    StackProblems::tr(
                        "\"body\" is exact already. Remove \"body_bytes\" and \"body_sha256\"."));
            else if (!body.body && !hasBytes && body.sha256.isEmpty())
                add(at, StackProblems::tr("Give the \"body\", or its \"body_bytes\" or \"body_sha256\"."));
            if (body.bytesParameter.isEmpty())
                continue;
            const ParameterSpec *spec = findParameter(m_stack, body.bytesParameter);
            if (spec == nullptr)
                add(bytesAt, unknownParameter(m_stack, body.bytesParameter));
            else if (spec->type != ParameterSpec::Type::Integer)
                add(bytesAt,
                    StackProblems::tr("\"%1\" is not an integer. Name one that is.").arg(spec->name));
        }
    }

    void checkTraps()
    {
        for (qsizetype i = 0; i < m_stack.traps.size(); ++i) {
            const QString at = childPointer(u"/traps"_s, i);
            checkValues(childPointer(at, u"when"_s), m_stack.traps.at(i).when);
        }
    }

    void checkTls()
    {
        for (qsizetype i = 0; i < m_stack.parameters.size(); ++i) {
            const ParameterSpec &spec = m_stack.parameters.at(i);
            if (spec.name != QLatin1String(tlsParameter))
                continue;
            const QString at = childPointer(u"/parameters"_s, i);
            if (spec.type != ParameterSpec::Type::Boolean)
                add(childPointer(at, u"type"_s),
                    StackProblems::tr("\"tls\" is the switch for HTTPS. Make it a boolean, or rename it."));
            if (m_stack.protocol != u"http"_s || !m_stack.url.isEmpty())
                add(childPointer(at, u"name"_s),
                    StackProblems::tr(
                        "Only an HTTP server launched by Loadstone can use a certificate. Remove \"tls\"."));
        }
    }

    void checkPlaceholders(const QString &at, const QString &argument, const QStringList &known)
    {
        for (const QString &name : placeholders(argument)) {
            if (isFull())
                return;
            if (isProgramPlaceholder(name))
                continue;
            if (known.contains(name)) {
                checkInterpreter(at, name);
                checkCertificate(at, name);
                continue;
            }
            const QString nearest = nearestName(name, known);
            const QString remedy = nearest.isEmpty()
                ? StackProblems::tr("Use one of: %1.").arg(listedNames(known))
                : StackProblems::tr("Did you mean ${%1}?").arg(nearest);
            add(at, StackProblems::tr("${%1} has no value. %2").arg(name.left(100), remedy));
        }
    }

    void checkInterpreter(const QString &at, const QString &name)
    {
        if (m_stack.environment.isEmpty() && (name == u"python"_s || name == u"bin"_s))
            add(at,
                StackProblems::tr("${%1} needs an environment. Name one with \"environment\", for example "
                                  "\"cpython\", or a file of packages with \"requirements\".")
                    .arg(name));
    }

    void checkCertificate(const QString &at, const QString &name)
    {
        if (name.startsWith(u"certificate"_s)
            && findParameter(m_stack, QLatin1String(tlsParameter)) == nullptr)
            add(at,
                StackProblems::tr("${%1} is made for a stack with a parameter \"tls\". Add that one.")
                    .arg(name));
    }

    void checkNeeds()
    {
        const QStringList keys = m_document.keys({});
        if (keys.contains(u"environment"_s) && keys.contains(u"requirements"_s))
            add(u"/requirements"_s,
                StackProblems::tr(
                    "A stack has an \"environment\" or \"requirements\", not both. Remove one."));
        else if (!m_stack.requirementsFile.isEmpty())
            checkRequirementsFile();
        if (!m_stack.furtherEnvironments.isEmpty() && !keys.contains(u"environment"_s))
            add(u"/further_environments"_s,
                StackProblems::tr("\"further_environments\" requires an \"environment\". Add that one."));
        for (qsizetype i = 0; i < m_stack.requirements.size(); ++i) {
            const QString at = childPointer(u"/requires"_s, i);
            const QStringList has = m_document.keys(at);
            const auto kinds = std::count_if(has.cbegin(), has.cend(), [](const QString &key) {
                return key == u"program"_s || key == u"python"_s || key == u"environment"_s;
            });
            if (kinds != 1)
                add(at,
                    StackProblems::tr("Name exactly one of \"program\", \"python\" and \"environment\"."));
        }
        if (m_stack.substitute == m_stack.id)
            add(u"/substitute"_s,
                StackProblems::tr("A stack cannot be its own substitute. Name another one."));
    }

    void checkRequirementsFile()
    {
        const Result<QByteArray> content = readRegularFile(m_stack.requirementsFile, longestLock);
        if (content)
            return;
        add(u"/requirements"_s,
            content.error().code == ErrorCode::NotFound
                ? StackProblems::tr("There is no file %1. Write it, or correct the name.")
                      .arg(m_stack.requirementsFile)
                : StackProblems::tr("%1 cannot be read: %2. Write a list of packages in pip's format.")
                      .arg(m_stack.requirementsFile, content.error().text()));
    }

    const JsonDocument &m_document;
    const Stack &m_stack;
    QList<JsonProblem> m_problems;
};

} // namespace

QList<JsonProblem> inconsistencies(const JsonDocument &document, const Stack &stack)
{
    return Consistency(document, stack).check();
}

} // namespace loadstone
