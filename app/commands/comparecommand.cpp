// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/comparecommand.h"

#include "app/appcontext.h"
#include "app/comparedservers.h"
#include "app/exporter.h"
#include "app/optionvalues.h"
#include "app/pictureoptions.h"
#include "app/terminal.h"
#include "core/export/comparisonjson.h"
#include "core/export/textreport.h"
#include "core/present/comparisonview.h"

#include <QCommandLineParser>
#include <QJsonDocument>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QList<ColouredWords> verdictColours()
{
    using enum ColouredWords::Colour;
    const VerdictWords words = verdictWords();
    return {{Green, words.better}, {Red, words.worse}, {Yellow, words.obstacles}};
}

Result<QList<Metric>> readMetrics(const QStringList &ids)
{
    QList<Metric> metrics;
    for (const QString &id : ids) {
        const std::optional<Metric> metric = metricById(id);
        if (!metric)
            return Error{ErrorCode::Usage,
                         u"Unknown metric \"%1\". Choose from %2."_s.arg(id, metricIds().join(u", "_s)),
                         {}};
        metrics << *metric;
    }
    return metrics;
}

/// Checked before runs are read, which may take a while.
Result<ExportOptions> readExport(const QCommandLineParser &parser)
{
    const QStringList known = comparisonFormatIds();
    const QStringList formats = parser.value(u"format"_s).split(u',', Qt::SkipEmptyParts);
    if (parser.isSet(u"format"_s) && formats.isEmpty())
        return Error{ErrorCode::Usage, u"Name at least one format: %1."_s.arg(known.join(u", "_s)), {}};
    for (const QString &format : formats) {
        if (!known.contains(format))
            return Error{ErrorCode::Usage,
                         u"Comparisons have no format \"%1\". Choose from %2."_s.arg(format.left(40),
                                                                                     known.join(u", "_s)),
                         {}};
    }
    return readPictureOptions(parser);
}

QString comparisonStem(const RunComparison &comparison, const QString &label)
{
    constexpr qsizetype longestId = 80; // of each of two
    if (!label.isEmpty())
        return label;
    QStringList ids;
    for (const ComparedServer &server : comparison.servers) {
        if (!ids.contains(server.run->id))
            ids << server.run->id;
    }
    const bool areShort = std::all_of(ids.begin(), ids.end(),
                                      [](const QString &id) { return id.toUtf8().size() <= longestId; });
    const qsizetype mostNamed = areShort ? 2 : 1;
    const QString more = ids.size() > mostNamed ? u"-and-%1-more"_s.arg(ids.size() - mostNamed) : QString();
    return u"comparison-"_s + ids.mid(0, mostNamed).join(u'-') + more;
}

Result<QStringList> writeComparison(const ComparisonExport &compared, const QCommandLineParser &parser)
{
    const Result<ExportOptions> options = readExport(parser);
    if (!options)
        return options.error();
    const QString label = parser.value(u"label"_s);
    if (const Status valid = checkLabel(label, compared.comparison.servers.first().run->profile); !valid)
        return valid.error();
    if (const Status known = checkCharts(*options, chartsOf(compared.view)); !known)
        return known.error();
    const QString folder = parser.value(u"out"_s);
    if (const Status prepared = prepareFolder(folder); !prepared)
        return prepared.error();
    QList<ExportFile> files;
    for (const QString &format : parser.value(u"format"_s).split(u',', Qt::SkipEmptyParts))
        files += findExportFormat(format)->makeComparisonFiles(compared, *options);
    return writeFileSet(files, comparisonStem(compared.comparison, label),
                        {folder, parser.isSet(u"force"_s)});
}

} // namespace

void CompareCommand::addOptions(QCommandLineParser &parser)
{
    parser.addPositionalArgument(
        u"RUN"_s,
        u"A run: its id, a unique beginning of it, last, last~2, a name or a tag. One run compares its "
        "servers; several runs are compared server by server; RUN:SERVER selects one server."_s);
    parser.addOptions({
        {u"metric"_s,
         u"Metrics, separated by commas, of: %1. Default: rps, p50, p99, failures, cpu_ms_per_request and "
         "peak_memory; at an equal rate rps_per_cpu_second instead of rps."_s.arg(metricIds().join(u", "_s)),
         u"list"_s},
        {u"baseline"_s,
         u"What the others are compared with: RUN, RUN:SERVER, or of one run a server (default: the "
         "first)."_s,
         u"run"_s},
        {u"core-hour"_s,
         u"Price of an hour of one core, in any currency: adds the price of a million requests."_s,
         u"price"_s},
        {u"json"_s, u"Print one JSON object."_s},
        {u"format"_s,
         u"Write files instead, in these formats, separated by commas: %1."_s.arg(
             comparisonFormatIds().join(u", "_s)),
         u"formats"_s},
        {u"out"_s, u"Output folder of --format (default: the current one)."_s, u"folder"_s, u"."_s},
        {u"force"_s, u"Replace existing files instead of numbering new ones."_s},
        {u"label"_s, u"Beginning of the file names (default: comparison and the runs)."_s, u"text"_s},
    });
    addPictureOptions(parser);
}

int CompareCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().isEmpty())
        return fail({ErrorCode::Usage, u"Name at least one run; `loadstone runs` lists them."_s, {}});
    const Result<QList<Metric>> metrics =
        readMetrics(parser.value(u"metric"_s).split(u',', Qt::SkipEmptyParts));
    if (!metrics)
        return fail(metrics.error());
    std::optional<double> perCoreHour;
    if (parser.isSet(u"core-hour"_s)) {
        const Result<double> price = readPositiveNumber(parser, u"core-hour"_s, {0, 1e6});
        if (!price)
            return fail(price.error());
        perCoreHour = *price;
    }
    if (const Result<ExportOptions> options = readExport(parser); !options)
        return fail(options.error());
    const AppContext context;
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    const Result<ComparedChoice> choice =
        chooseComparedServers(*kept, parser.positionalArguments(), parser.value(u"baseline"_s));
    if (!choice)
        return fail(choice.error());
    const RunComparison comparison = compareServers(choice->servers, choice->isBySameServer, *metrics);
    if (parser.isSet(u"format"_s)) {
        const Result<QStringList> paths =
            writeComparison({comparison, makeComparisonView(comparison, perCoreHour)}, parser);
        if (!paths)
            return fail(paths.error());
        for (const QString &path : *paths)
            printLine(path);
        return Done;
    }
    if (parser.isSet(u"json"_s))
        printJson(QJsonDocument(toJson(comparison)).toJson());
    else
        print(toText(makeComparisonView(comparison, perCoreHour), outputColumns()), verdictColours());
    return Done;
}

} // namespace loadstone
