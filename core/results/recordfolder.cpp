// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/recordfolder.h"

#include "core/base/newfile.h"
#include "core/base/regularfile.h"
#include "core/results/recordcodec.h"

#include <QDir>
#include <QFile>
#include <QIODevice>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

QString trialPath(const PlannedTrial &planned, const RunRecord &run, const QString &folder)
{
    return QDir(folder).filePath(
        trialFileName(planned, run.servers.at(planned.key.server).stack, u".json"_s));
}

Status save(const QString &path, const QByteArray &text)
{
    return replaceFile(path, [&text](QIODevice &device) {
        device.write(text); // an error stays with the device
        return success();
    });
}

Result<QByteArray> read(const QString &path)
{
    QFile file(path);
    if (const Status opened = openRegularFile(file, largeFile); !opened)
        return Error{
            ErrorCode::NotFound,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 cannot be read: %2."), path, opened.error().message),
            {}};
    return file.readAll();
}

} // namespace

QString recordPath(const QString &folder) { return QDir(folder).filePath(u"record.json"_s); }

Status saveRun(const RunRecord &run, const QString &folder)
{
    return save(recordPath(folder), encodeRun(run));
}

Status saveTrial(const TrialRecord &trial, const RunRecord &run, const QString &folder)
{
    return save(trialPath(trial.planned, run, folder), encodeTrial(trial));
}

Result<RunRecord> loadRun(const QString &folder)
{
    const QString path = recordPath(folder);
    const Result<QByteArray> text = read(path);
    if (!text)
        return text.error();
    const Result<RunRecord> decoded = decodeRun(*text);
    if (!decoded)
        return Error{decoded.error().code, Sentence(u"%1: %2"_s.arg(path, decoded.error().text())), {}};
    RunRecord run = *decoded;
    for (const PlannedTrial &planned : std::as_const(run.plan)) {
        const QString trialFile = trialPath(planned, run, folder);
        if (!QFile::exists(trialFile))
            continue;
        const Result<QByteArray> trialText = read(trialFile);
        Result<TrialRecord> trial = trialText ? decodeTrial(*trialText) : trialText.error();
        if (!trial)
            run.warnings << Sentence(QT_TRANSLATE_NOOP("Sentence", "Skipped %1. %2"), trialFile,
                                     trial.error().message);
        else if (trial->planned.key != planned.key)
            run.warnings << Sentence(
                QT_TRANSLATE_NOOP("Sentence", "Skipped %1: it belongs to another trial."), trialFile);
        else
            run.trials << *trial;
    }
    if (run.state == RunState::Preparing || run.state == RunState::Running
        || run.state == RunState::Stopping) {
        run.state = RunState::Stopped;
        run.problem = Sentence(QT_TRANSLATE_NOOP(
            "Sentence", "Loadstone ended before the run did. The trials that had ended are kept."));
    }
    return run;
}

} // namespace loadstone
