// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exporter.h"

#include "core/base/newfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <optional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int mostNames = 1'000;
/// "-1000" behind a name that is taken.
constexpr qsizetype numberBytes = 5;

/// The writer of one of the files, which may mention the others.
FileWriter makeWriter(const QList<ExportFile> &outputs, qsizetype index, const QString &stem)
{
    const ExportFile &output = outputs[index];
    if (!output.writeAlongside)
        return output.write;
    QStringList others;
    for (qsizetype i = 0; i < outputs.size(); ++i) {
        if (i != index)
            others << QFileInfo(stem).fileName() + outputs[i].ending;
    }
    return [&output, others](QIODevice &device) { return output.writeAlongside(device, others); };
}

/// Writes all files, or none if one of the names exists, which is not an error.
Result<std::optional<QStringList>> writeNew(const QList<ExportFile> &outputs, const QString &stem)
{
    QStringList paths;
    for (qsizetype i = 0; i < outputs.size(); ++i) {
        const QString path = stem + outputs[i].ending;
        const Result<bool> written = writeUnlessTaken(path, makeWriter(outputs, i, stem));
        if (written && *written) {
            paths << path;
            continue;
        }
        for (const QString &done : std::as_const(paths))
            QFile::remove(done);
        if (!written)
            return written.error();
        return std::optional<QStringList>();
    }
    return std::optional(paths);
}

Result<QStringList> writeNewSet(const QList<ExportFile> &outputs, const QString &stem)
{
    for (int number = 1; number <= mostNames; ++number) {
        const Result<std::optional<QStringList>> written =
            writeNew(outputs, number == 1 ? stem : u"%1-%2"_s.arg(stem).arg(number));
        if (!written)
            return written.error();
        if (written->has_value())
            return **written;
    }
    return Error{ErrorCode::Io, u"All file names starting with %1 are taken."_s.arg(stem), {}};
}

Result<QStringList> replaceSet(const QList<ExportFile> &outputs, const QString &stem)
{
    QStringList paths;
    for (qsizetype i = 0; i < outputs.size(); ++i) {
        paths << stem + outputs[i].ending;
        if (const Status written = replaceFile(paths.constLast(), makeWriter(outputs, i, stem)); !written)
            return written.error();
    }
    return paths;
}

qsizetype longestEnding(const QList<ExportFile> &outputs)
{
    qsizetype longest = 0;
    for (const ExportFile &output : outputs)
        longest = std::max(longest, output.ending.toUtf8().size());
    return longest;
}

} // namespace

Status checkFormats(const QStringList &formats)
{
    if (formats.isEmpty()) {
        return Error{
            ErrorCode::Usage, u"Name at least one format: %1."_s.arg(exportFormatIds().join(u", "_s)), {}};
    }
    for (const QString &format : formats) {
        if (!findExportFormat(format)) {
            return Error{
                ErrorCode::Usage,
                u"Unknown format \"%1\". Choose from %2."_s.arg(format, exportFormatIds().join(u", "_s)),
                {}};
        }
    }
    return success();
}

Status prepareFolder(const QString &folder)
{
    const auto refuse = [](const QString &sentence) {
        return Error{ErrorCode::Usage, sentence + u" Choose another with --out."_s, {}};
    };
    if (isForeignLink(folder))
        return refuse(u"The folder %1 is a link created by another user."_s.arg(folder));
    if (const Status made = makeFolder(folder); !made)
        return refuse(made.error().text());
    if (const Status takesFiles = checkFolderTakesFiles(folder); !takesFiles)
        return refuse(takesFiles.error().text());
    return success();
}

Result<QStringList> writeFileSet(const QList<ExportFile> &files, const QString &stem,
                                 const OutputFolder &folder)
{
    if (const Status made = makeFolder(folder.path); !made)
        return made.error();
    const QString path = QDir(folder.path).absoluteFilePath(stem);
    return folder.replacesFiles ? replaceSet(files, path) : writeNewSet(files, path);
}

Result<QStringList> writeFileSet(const QList<ExportFile> &files, const RunRecord &result,
                                 const FileNaming &naming, const OutputFolder &folder)
{
    return writeFileSet(files, fileStem(result, naming, longestFileName - numberBytes - longestEnding(files)),
                        folder);
}

Result<QStringList> writeOutputs(const RunRecord &result, const QStringList &formats,
                                 const OutputFolder &folder, const FileNaming &naming)
{
    if (const Status known = checkFormats(formats); !known)
        return known.error();
    QList<ExportFile> outputs;
    for (const QString &format : formats)
        outputs += findExportFormat(format)->makeFiles(result, {});
    return writeFileSet(outputs, result, naming, folder);
}

} // namespace loadstone
