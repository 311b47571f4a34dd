// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outputs.h"

#include "core/report/hdrexport.h"
#include "core/report/htmlreport.h"
#include "core/report/jsonreport.h"
#include "core/report/reportmodel.h"
#include "core/report/textreport.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <functional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Error notWritten(const QString &path, const QString &why)
{
    return {ErrorCode::Io,
            QStringLiteral("%1 could not be written: %2. Choose another folder with --out.").arg(path, why),
            {}};
}

/// A file's name without run and label, and what puts its content there.
struct Output {
    QString ending;
    std::function<Status(QIODevice &)> write;
};

Output outputOf(const QString &ending, const QByteArray &bytes)
{
    return {ending, [bytes](QIODevice &device) {
                return device.write(bytes) == bytes.size()
                    ? success()
                    : Status(Error{ErrorCode::Io, device.errorString(), {}});
            }};
}

/// One file for each trial that has been loaded.
QList<Output> outputsOfTrials(const RunResult &result, const QString &format)
{
    QList<Output> outputs;
    for (const TrialResult &trial : result.trials) {
        const QString stem = u'-' + trialFileStem(trial, result);
        if (trial.load.measured.endpoints.isEmpty())
            continue;
        if (format == u"hlog"_s) {
            outputs << Output{stem + u".hlog"_s, [&result, &trial](QIODevice &device) {
                                  return writeHdrLog(trial, result, device);
                              }};
            continue;
        }
        const QMap<QString, QByteArray> texts = percentileTexts(trial);
        for (auto it = texts.cbegin(); it != texts.cend(); ++it)
            outputs << outputOf(u"%1-%2.hgrm"_s.arg(stem, it.key()), it.value());
    }
    return outputs;
}

QList<Output> outputsOf(const RunResult &result, const QString &format)
{
    const QString ending = u'.' + format;
    if (format == u"hlog"_s || format == u"hgrm"_s)
        return outputsOfTrials(result, format);
    if (format == u"json"_s)
        return {outputOf(ending, jsonReport(result))};
    if (format == u"md"_s)
        return {outputOf(ending, toMarkdown(reportOf(result)).toUtf8())};
    return {outputOf(ending, htmlReport(result))};
}

Status writeFile(const QString &path, const Output &output)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return notWritten(path, file.errorString());
    if (const Status written = output.write(file); !written)
        return notWritten(path, written.error().message);
    return file.commit() ? success() : Status(notWritten(path, file.errorString()));
}

} // namespace

QStringList exportFormats() { return {u"html"_s, u"json"_s, u"md"_s, u"hlog"_s, u"hgrm"_s}; }

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
        for (const Output &output : outputsOf(result, format)) {
            const QString path = QDir(folder).filePath(name + output.ending);
            if (const Status written = writeFile(path, output); !written)
                return written.error();
            paths << QDir(path).absolutePath();
        }
    }
    return paths;
}

} // namespace loadstone
