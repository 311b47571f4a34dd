// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/scenariofiles.h"

#include "core/base/regularfile.h"
#include "core/profile/reader.h"
#include "core/profile/requesttemplates.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/validation/validation.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ScenarioFileText
{
    Q_DECLARE_TR_FUNCTIONS(ScenarioFileText)
};

ProfileProblem errorAt(const QString &pointer, const Error &error)
{
    return {ProfileProblem::Severity::Error, pointer, {}, error.text()};
}

Error unusable(const QString &message) { return {ErrorCode::Usage, message, {}}; }

Error outside(const QString &name)
{
    return unusable(
        ScenarioFileText::tr("%1 is outside the profile's folder. For security a profile can only name "
                             "files in its own folder: copy the file there.")
            .arg(quoted(name)));
}

/// The path of the file, if reading it is allowed.
Result<QString> resolvePath(const QString &folder, const QString &name)
{
    if (folder.isEmpty())
        return unusable(
            ScenarioFileText::tr(
                "%1 is relative to the profile's file, which does not exist yet. Save the profile first.")
                .arg(quoted(name)));
    const bool isInside =
        !QDir::isAbsolutePath(name) && !name.contains(QChar(0)) && !name.split(u'/').contains(u".."_s);
    if (!isInside)
        return outside(name);
    const QFileInfo info(QDir(folder).filePath(name));
    if (!info.exists())
        return unusable(ScenarioFileText::tr("There is no file %1 in %2. Put it there, or correct its name.")
                            .arg(quoted(name), folder));
    // A link may point outside the folder.
    const QString home = QFileInfo(folder).canonicalFilePath();
    if (!info.canonicalFilePath().startsWith(home.endsWith(u'/') ? home : home + u'/'))
        return outside(name);
    if (!info.isFile())
        return unusable(ScenarioFileText::tr("%1 is not a regular file. Name one.").arg(quoted(name)));
    if (info.size() > longestScenarioFile)
        return unusable(
            ScenarioFileText::tr("%1 is larger than 64 MiB. Use a smaller file.").arg(quoted(name)));
    if (!info.isReadable())
        return unusable(
            ScenarioFileText::tr("%1 is not readable. Change its permissions.").arg(quoted(name)));
    return info.canonicalFilePath();
}

Result<QByteArray> readContent(const QString &folder, const QString &name)
{
    const Result<QString> path = resolvePath(folder, name);
    if (!path)
        return path.error();
    Result<QByteArray> content = readRegularFile(*path, longestScenarioFile);
    if (!content)
        return unusable(ScenarioFileText::tr("%1 cannot be read: %2. Check that it is still there.")
                            .arg(quoted(name), content.error().text()));
    return content;
}

/// The columns of a file that the profile's variables use.
QStringList usedColumns(const Profile &profile, const QString &file)
{
    QStringList columns;
    for (const Variable &variable : profile.variables) {
        if (variable.kind == Variable::Kind::Csv && variable.file == file
            && !columns.contains(variable.column))
            columns.append(variable.column);
    }
    return columns;
}

Result<CsvColumns> loadTable(const Profile &profile, const QString &file)
{
    const Result<QByteArray> content = readContent(profile.folder, file);
    if (!content)
        return content.error();
    Result<CsvColumns> columns = readCsv(*content, usedColumns(profile, file));
    if (!columns)
        return unusable(u"%1: %2"_s.arg(quoted(file), columns.error().text()));
    return columns;
}

/// Calls visit(pointer, file) for each body file and visitTable(pointer, file) for each CSV file.
template<typename VisitBody, typename VisitTable>
void forEachFile(const Profile &profile, VisitBody visitBody, VisitTable visitTable)
{
    forEachRequest(profile, [&visitBody](const QString &pointer, const RequestTemplate &request) {
        if (!request.bodyFile.isEmpty())
            visitBody(pointer + u"/body_file"_s, request.bodyFile);
    });
    for (qsizetype i = 0; i < profile.variables.size(); ++i) {
        const Variable &variable = profile.variables.at(i);
        if (variable.kind == Variable::Kind::Csv && !variable.file.isEmpty() && !variable.column.isEmpty())
            visitTable(childPointer(u"/variables"_s, i) + u"/file"_s, variable.file);
    }
}

} // namespace

QList<ProfileProblem> readScenarioFiles(const Profile &profile, ScenarioFiles &files)
{
    QList<ProfileProblem> problems;
    const auto readBody = [&](const QString &pointer, const QString &file) {
        if (files.bodies.contains(file))
            return;
        const Result<QByteArray> content = readContent(profile.folder, file);
        if (content)
            files.bodies.insert(file, *content);
        else
            problems.append(errorAt(pointer, content.error()));
    };
    const auto readTable = [&](const QString &pointer, const QString &file) {
        if (files.tables.contains(file))
            return;
        const Result<CsvColumns> table = loadTable(profile, file);
        if (table)
            files.tables.insert(file, *table);
        else
            problems.append(errorAt(pointer, table.error()));
    };
    forEachFile(profile, readBody, readTable);
    return problems;
}

QList<ProfileProblem> findScenarioFiles(const Profile &profile)
{
    QList<ProfileProblem> problems;
    const auto look = [&](const QString &pointer, const QString &file) {
        if (const Result<QString> path = resolvePath(profile.folder, file); !path)
            problems.append(errorAt(pointer, path.error()));
    };
    forEachFile(profile, look, look);
    return problems;
}

void addScenarioFiles(ProfileReading &reading, const QString &folder, bool readsAll)
{
    if (!reading.draft)
        return;
    reading.draft->folder = folder;
    if (reading.profile)
        reading.profile->folder = folder;
    if (isTooLong(*reading.draft))
        return;
    ScenarioFiles files;
    const QList<ProfileProblem> problems =
        readsAll ? readScenarioFiles(*reading.draft, files) : findScenarioFiles(*reading.draft);
    addProblems(reading, problems);
}

} // namespace loadstone
