// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exporter.h"

#include "core/base/newfile.h"
#include "core/base/terminaltext.h"
#include "core/text/format.h"

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
/// Maximum length of a file name, in bytes.
constexpr qsizetype longestName = 255;
/// "20261121-140233-" before a profile's id, and "-12" behind it; "-001-STACK-1-response.hgrm".
constexpr qsizetype bytesAroundProfile = 20;
constexpr qsizetype bytesAroundStack = 28;

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
        if (!written)
            return written.error();
        for (const QString &done : std::as_const(paths))
            QFile::remove(done);
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

Status checkLabel(const QString &label, const Profile &profile)
{
    const auto refuse = [&label](const QString &why) {
        return Error{
            ErrorCode::Usage,
            u"--label \"%1\" cannot be part of a file name: %2"_s.arg(plainLine(label.left(100)), why),
            {}};
    };
    if (label.contains(u'/'))
        return refuse(u"it contains a slash. Use another character, such as a hyphen."_s);
    if (std::any_of(label.cbegin(), label.cend(), isTerminalControl))
        return refuse(u"it contains control characters. Remove them."_s);
    qsizetype longestStack = 0;
    for (const ServerEntry &server : profile.servers)
        longestStack = std::max(longestStack, server.stackId.toUtf8().size());
    const qsizetype room =
        longestName - bytesAroundProfile - profile.id.toUtf8().size() - bytesAroundStack - longestStack;
    if (!label.isEmpty() && label.toUtf8().size() + 1 > room)
        return refuse(u"it is too long. Use at most %1 bytes."_s.arg(std::max<qsizetype>(0, room - 1)));
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

QString fileStem(const RunRecord &result, const QString &label)
{
    return label.isEmpty() ? result.id : result.id + u'-' + label;
}

Result<QStringList> writeFileSet(const QList<ExportFile> &files, const QString &stem,
                                 const OutputFolder &folder)
{
    if (const Status made = makeFolder(folder.path); !made)
        return made.error();
    const QString path = QDir(folder.path).absoluteFilePath(stem);
    return folder.isOwn ? replaceSet(files, path) : writeNewSet(files, path);
}

Result<QStringList> writeOutputs(const RunRecord &result, const QStringList &formats,
                                 const OutputFolder &folder, const QString &label)
{
    if (const Status known = checkFormats(formats); !known)
        return known.error();
    QList<ExportFile> outputs;
    for (const QString &format : formats)
        outputs += findExportFormat(format)->makeFiles(result);
    return writeFileSet(outputs, fileStem(result, label), folder);
}

} // namespace loadstone
