// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reader.h"

#include "core/base/jsonschema.h"
#include "core/base/nearest.h"
#include "core/profile/codec/decodeprofile.h"
#include "core/profile/meaningcheck.h"

#include <QJsonObject>

namespace loadstone
{

namespace
{

using Severity = ProfileProblem::Severity;

ProfileProblem errorFrom(const JsonProblem &problem)
{
    return {Severity::Error, problem.pointer, problem.at.line, problem.at.column, problem.message};
}

void sortByPlace(QList<ProfileProblem> &problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const ProfileProblem &a, const ProfileProblem &b) {
        return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
}

// Why the document cannot be a profile of this format at all; nothing when it can.
std::optional<JsonProblem> refusal(const JsonDocument &document)
{
    if (document.syntaxError())
        return document.syntaxError();
    if (!document.root().isObject())
        return JsonProblem{
            {},
            document.valuePosition({}),
            QStringLiteral("A profile is a JSON object. Begin the file with { and end it with }.")};
    const QString pointer = QStringLiteral("/loadstone_profile");
    const QJsonValue format = document.root()[QStringLiteral("loadstone_profile")];
    if (format.toDouble() > profileFormat)
        return JsonProblem{
            pointer, document.valuePosition(pointer),
            QStringLiteral("This profile has format %1; this version of Loadstone reads up to %2. "
                           "Update Loadstone, or save the profile again with an older one.")
                .arg(format.toDouble())
                .arg(profileFormat)};
    return {};
}

QList<ProfileProblem> checkForm(const JsonDocument &document)
{
    static const Result<std::shared_ptr<const JsonSchema>> schema = JsonSchema::load(profileSchemaFile());
    if (!schema)
        return {{Severity::Error, {}, 1, 1, schema.error().message}};
    QList<ProfileProblem> problems;
    for (const JsonProblem &problem : document.duplicates())
        problems.append(errorFrom(problem));
    for (const JsonProblem &problem : schema.value()->check(document))
        problems.append(errorFrom(problem));
    return problems;
}

} // namespace

QString profileSchemaFile() { return QStringLiteral(":/loadstone/schemas/profile.schema.json"); }

ProfileReading readProfile(const QByteArray &text, const QString &id)
{
    ProfileReading reading;
    reading.document = JsonDocument::parse(text);
    if (const std::optional<JsonProblem> problem = refusal(reading.document)) {
        reading.problems = {errorFrom(*problem)};
        return reading;
    }
    reading.problems = checkForm(reading.document);
    reading.draft = decodeProfile(reading.document, id);
    QStringList faulty;
    for (const ProfileProblem &problem : std::as_const(reading.problems))
        faulty.append(problem.pointer);
    reading.problems += checkMeaning(*reading.draft, reading.document, faulty);
    sortByPlace(reading.problems);
    if (!hasErrors(reading.problems))
        reading.profile = reading.draft;
    return reading;
}

void addError(ProfileReading &reading, const QString &pointer, const QString &message)
{
    const JsonPosition at = reading.document.valuePosition(pointer);
    reading.problems.append({Severity::Error, pointer, at.line, at.column, message});
    sortByPlace(reading.problems);
    reading.profile.reset();
}

void checkServers(ProfileReading &reading, const QStringList &knownStacks, const ServerCheck &check)
{
    if (!reading.draft || isTooLong(*reading.draft))
        return;
    qsizetype added = 0;
    const auto add = [&](qsizetype server, const QString &key, const QString &message) {
        if (++added > mostJsonProblems)
            return;
        const QString pointer = QStringLiteral("/servers/%1/%2").arg(server).arg(key);
        const JsonPosition at = reading.document.valuePosition(pointer);
        reading.problems.append({Severity::Error, pointer, at.line, at.column, message});
    };
    for (qsizetype i = 0; i < reading.draft->stacks.size(); ++i) {
        const StackVariant &server = reading.draft->stacks.at(i);
        if (server.stackId.isEmpty())
            continue; // told by the schema
        if (knownStacks.contains(server.stackId)) {
            for (const ServerFault &fault : check(server))
                add(i, fault.key, fault.message);
            continue;
        }
        const QString nearest = nearestName(server.stackId, knownStacks);
        add(i, QStringLiteral("stack"),
            QStringLiteral("There is no stack \"%1\". %2")
                .arg(server.stackId.left(100),
                     nearest.isEmpty() ? QStringLiteral("`loadstone stacks` lists the known ones.")
                                       : QStringLiteral("Did you mean \"%1\"?").arg(nearest)));
    }
    sortByPlace(reading.problems);
    if (hasErrors(reading.problems))
        reading.profile.reset();
}

} // namespace loadstone
