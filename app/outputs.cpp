// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outputs.h"

#include "core/report/htmlreport.h"
#include "core/report/jsonreport.h"
#include "core/report/reportmodel.h"
#include "core/report/textreport.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Status writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return Error{ErrorCode::Io,
                     QStringLiteral("%1 could not be written: %2. Choose another folder with --out.")
                         .arg(path, file.errorString()),
                     {}};
    }
    return success();
}

QByteArray render(const RunResult &result, const QString &format)
{
    if (format == QLatin1String("json"))
        return jsonReport(result);
    if (format == QLatin1String("md"))
        return toMarkdown(reportOf(result)).toUtf8();
    return htmlReport(result);
}

} // namespace

QStringList exportFormats() { return {QStringLiteral("html"), QStringLiteral("json"), QStringLiteral("md")}; }

Status checkFormats(const QStringList &formats)
{
    if (formats.isEmpty()) {
        return Error{ErrorCode::Usage,
                     QStringLiteral("Name a format to write: %1.").arg(exportFormats().join(u", "_s)),
                     {}};
    }
    for (const QString &format : formats) {
        if (!exportFormats().contains(format)) {
            return Error{ErrorCode::Usage,
                         QStringLiteral("There is no format \"%1\"; there are %2.")
                             .arg(format, exportFormats().join(QStringLiteral(", "))),
                         {}};
        }
    }
    return success();
}

Status prepareFolder(const QString &folder)
{
    if (QDir().mkpath(folder) && QFileInfo(folder).isWritable())
        return success();
    return Error{ErrorCode::Io,
                 QStringLiteral("The folder %1 cannot be written to; choose another with --out.").arg(folder),
                 {}};
}

Result<QStringList> writeOutputs(const RunResult &result, const QStringList &formats, const QString &folder,
                                 const QString &label)
{
    if (const Status known = checkFormats(formats); !known)
        return known.error();
    if (const Status prepared = prepareFolder(folder); !prepared)
        return prepared.error();
    QStringList paths;
    for (const QString &format : formats) {
        const QString name = label.isEmpty() ? result.id : result.id + QLatin1Char('-') + label;
        const QString path = QDir(folder).filePath(name + QLatin1Char('.') + format);
        if (const Status written = writeFile(path, render(result, format)); !written)
            return written.error();
        paths << QDir(path).absolutePath();
    }
    return paths;
}

} // namespace loadstone
