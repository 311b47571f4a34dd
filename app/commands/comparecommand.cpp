// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/comparecommand.h"

#include "app/appcontext.h"
#include "app/comparedservers.h"
#include "app/optionvalues.h"
#include "app/terminal.h"
#include "core/export/comparisonjson.h"
#include "core/export/textreport.h"
#include "core/present/comparisonview.h"

#include <QCommandLineParser>
#include <QJsonDocument>

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
    });
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
    const AppContext context;
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    const Result<ComparedChoice> choice =
        chooseComparedServers(*kept, parser.positionalArguments(), parser.value(u"baseline"_s));
    if (!choice)
        return fail(choice.error());
    const RunComparison comparison = compareServers(choice->servers, choice->isBySameServer, *metrics);
    if (parser.isSet(u"json"_s))
        printJson(QJsonDocument(toJson(comparison)).toJson());
    else
        print(toText(makeComparisonView(comparison, perCoreHour), outputColumns()), verdictColours());
    return Done;
}

} // namespace loadstone
