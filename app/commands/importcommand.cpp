// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/importcommand.h"

#include "app/appcontext.h"
#include "app/keptruns.h"
#include "app/terminal.h"
#include "core/base/newfile.h"
#include "core/results/store/runarchive.h"
#include "core/results/store/runreference.h"

#include <QCommandLineParser>
#include <QDir>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Status writeLogs(const RunArchive &archive, const QString &folder)
{
    if (Status made = makeFolder(folder); !made)
        return made;
    for (auto it = archive.logs.begin(); it != archive.logs.end(); ++it) {
        const Status written = replaceFile(QDir(folder).filePath(it.key()), [&it](QIODevice &device) {
            device.write(it.value());
            return success();
        });
        if (!written)
            return written;
    }
    return success();
}

Status labelRun(ResultsStore &store, const RunArchive &archive)
{
    const QString &id = archive.run.id;
    Status done = archive.name.isEmpty() || !runLabelProblem(archive.name).isEmpty()
        ? success()
        : store.setName(id, archive.name);
    if (done && !archive.note.isEmpty())
        done = store.setNote(id, archive.note);
    for (const QString &tag : archive.tags) {
        if (done && runLabelProblem(tag).isEmpty())
            done = store.addTag(id, tag);
    }
    return done;
}

Status importRun(ResultsStore &store, const QString &path)
{
    const Result<RunArchive> archive = readArchive(path);
    if (!archive)
        return archive.error();
    const QString folder = store.runFolder(archive->run.id);
    // The record first: it says whether the id is free.
    if (Status added = store.add(movedTo(archive->run, folder)); !added)
        return added;
    if (Status written = writeLogs(*archive, folder); !written)
        return written;
    if (Status labelled = labelRun(store, *archive); !labelled)
        return labelled;
    printLine(archive->run.id);
    return success();
}

} // namespace

void ImportCommand::addOptions(QCommandLineParser &) { }

int ImportCommand::run(const QCommandLineParser &parser)
{
    const QStringList files = parser.positionalArguments();
    if (files.isEmpty())
        return fail({ErrorCode::Usage,
                     u"Name one or more files written by `loadstone export RUN`, also with --format json."_s,
                     {}});
    const AppContext context;
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    int code = Done;
    for (const QString &file : files) {
        if (const Status imported = importRun(*kept->store, file); !imported)
            code = fail(imported.error());
    }
    return code;
}

} // namespace loadstone
