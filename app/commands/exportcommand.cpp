// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exportcommand.h"

#include "app/appcontext.h"
#include "app/exporter.h"
#include "app/headlessrun.h"
#include "app/keptruns.h"
#include "app/pictureoptions.h"
#include "app/terminal.h"
#include "core/export/exportformats.h"
#include "core/results/store/runarchive.h"

#include <QCommandLineParser>
#include <QDir>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString archiveId() { return u"loadstone"_s; }

/// With what people wrote on the run, which the formats of `run` do not know.
ExportFile archiveFile(const StoredRun &stored, const RunRecord &run, const QString &runFolder)
{
    return {u".loadstone"_s, [&stored, &run, runFolder](QIODevice &device) {
                QStringList leftOut;
                const RunArchive archive{run, stored.name, stored.note, stored.tags,
                                         readLogs(runFolder, leftOut)};
                for (const QString &name : std::as_const(leftOut))
                    warn(u"The log %1 was left out: it is too large or cannot be read."_s.arg(name));
                return writeArchive(archive, device);
            }};
}

} // namespace

void ExportCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"format"_s,
         u"Output formats, separated by commas: %1. \"loadstone\" is the whole run, for `import`."_s.arg(
             exportFormatIds().join(u", "_s)),
         u"formats"_s, archiveId()},
        {u"out"_s, u"Output folder (default: the current one)."_s, u"folder"_s, u"."_s},
    });
    addPictureOptions(parser);
    parser.addOptions(namingOptions());
}

int ExportCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return fail({ErrorCode::Usage, u"Name one run; `loadstone runs` lists them."_s, {}});
    const QStringList formats = parser.value(u"format"_s).split(u',', Qt::SkipEmptyParts);
    if (const Status known = checkFormats(formats); !known)
        return fail(known.error());
    const Result<ExportOptions> options = readPictureOptions(parser);
    if (!options)
        return fail(options.error());
    const AppContext context;
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    const Result<StoredRun> stored = kept->find(parser.positionalArguments().constFirst());
    if (!stored)
        return fail(stored.error());
    const Result<RunRecord> run = kept->store->read(stored->id);
    if (!run)
        return fail(run.error());
    const FileNaming naming = readNaming(parser);
    if (const Status named = checkNaming(naming, run->profile); !named)
        return fail(named.error());
    if (const Status known = checkCharts(*options, chartsOf(makeRunView(*run))); !known)
        return fail(known.error());
    const QString folder = parser.value(u"out"_s);
    if (const Status prepared = prepareFolder(folder); !prepared)
        return fail(prepared.error());
    QList<ExportFile> files;
    for (const QString &format : formats) {
        if (format == archiveId())
            files << archiveFile(*stored, *run, kept->store->runFolder(stored->id));
        else
            files += findExportFormat(format)->makeFiles(*run, *options);
    }
    const Result<QStringList> paths = writeFileSet(files, *run, naming, {folder, parser.isSet(u"force"_s)});
    if (!paths)
        return fail({paths.error().code,
                     u"%1 Free space there, or choose another folder with --out."_s.arg(paths.error().text()),
                     {}});
    for (const QString &path : *paths)
        printLine(path);
    return Done;
}

} // namespace loadstone
