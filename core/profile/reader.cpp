// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reader.h"

#include "core/base/jsonschema.h"
#include "core/profile/codec/decodeprofile.h"
#include "core/profile/validation/validateprofile.h"

#include <QCoreApplication>
#include <QJsonObject>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ProfileReader
{
    Q_DECLARE_TR_FUNCTIONS(ProfileReader)
};

using Severity = ProfileProblem::Severity;

ProfileProblem errorFrom(const JsonProblem &problem)
{
    return {Severity::Error, problem.pointer, problem.at, problem.message};
}

void sortByPlace(QList<ProfileProblem> &problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const ProfileProblem &a, const ProfileProblem &b) {
        return std::pair(a.at->line, a.at->column) < std::pair(b.at->line, b.at->column);
    });
}

// Why the document is not a profile of this format; nothing if it is.
std::optional<JsonProblem> refusal(const JsonDocument &document)
{
    if (document.syntaxError())
        return document.syntaxError();
    if (!document.root().isObject())
        return JsonProblem{
            {},
            document.valuePosition({}),
            ProfileReader::tr("A profile is a JSON object. Begin the file with { and end it with }.")};
    const QString pointer = u"/loadstone_profile"_s;
    const QJsonValue format = document.root()[u"loadstone_profile"_s];
    if (format.toDouble() > profileFormat)
        return JsonProblem{
            pointer, document.valuePosition(pointer),
            ProfileReader::tr(
                "This profile has format %1; this version of Loadstone supports up to %2. Update Loadstone.")
                .arg(format.toDouble())
                .arg(profileFormat)};
    return {};
}

QList<ProfileProblem> checkForm(const JsonDocument &document)
{
    static const Result<std::shared_ptr<const JsonSchema>> schema = JsonSchema::load(profileSchemaFile());
    if (!schema)
        return {{Severity::Error, {}, JsonPosition(), schema.error().text()}};
    QList<ProfileProblem> problems;
    for (const JsonProblem &problem : document.duplicates())
        problems.append(errorFrom(problem));
    for (const JsonProblem &problem : schema.value()->check(document))
        problems.append(errorFrom(problem));
    return problems;
}

} // namespace

QString profileSchemaFile() { return u":/loadstone/schemas/profile.schema.json"_s; }

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
    if (faulty.isEmpty())
        reading.profile = reading.draft;
    addProblems(reading, validate(*reading.draft, reading.document, faulty));
    return reading;
}

void addProblems(ProfileReading &reading, const QList<ProfileProblem> &problems)
{
    for (ProfileProblem problem : problems) {
        problem.at = reading.document.valuePosition(problem.pointer);
        reading.problems.append(problem);
    }
    sortByPlace(reading.problems);
    if (hasErrors(problems))
        reading.profile.reset();
}

} // namespace loadstone
