// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/showcommand.h"

#include "app/appcontext.h"
#include "app/keptruns.h"
#include "app/terminal.h"
#include "app/texttable.h"
#include "core/base/regularfile.h"
#include "core/export/jsonreport.h"
#include "core/export/statsjson.h"
#include "core/export/textreport.h"
#include "core/metrics/hdrlog.h"
#include "core/results/store/runarchive.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <array>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::array<double, 5> shown{50, 90, 99, 99.9, 100};

/// What `export` writes of a run; also JSON, which no run is named after as long as there is such a file.
bool isRunFile(const QString &path)
{
    return path.endsWith(u".loadstone"_s) || (path.endsWith(u".json"_s) && QFileInfo::exists(path));
}

Result<HdrUnit> readUnit(const QString &text)
{
    if (text == u"ns"_s)
        return HdrUnit::Nano;
    if (text == u"us"_s)
        return HdrUnit::Micro;
    if (text == u"ms"_s)
        return HdrUnit::Milli;
    return Error{ErrorCode::Usage, u"--unit expects ns, us or ms, not \"%1\"."_s.arg(text), {}};
}

QString tagTitle(const HdrTagTotal &total) { return total.tag.isEmpty() ? u"(no tag)"_s : total.tag; }

QString asText(const QList<HdrTagTotal> &totals)
{
    QList<QStringList> rows{{u"tag"_s, u"intervals"_s, u"seconds"_s, u"count"_s, u"p50"_s, u"p90"_s, u"p99"_s,
                             u"p99.9"_s, u"max"_s}};
    for (const HdrTagTotal &total : totals) {
        const Histogram &times = total.histogram;
        QStringList row{plainLine(tagTitle(total)), formatCount(total.intervals),
                        QString::number(total.toS - total.fromS, 'f', 1), formatCount(times.count())};
        for (const double percentile : shown)
            row << formatMicroseconds(times.isEmpty() ? -1 : times.percentile(percentile));
        rows << row;
    }
    return TextTable{rows, {1, 2, 3, 4, 5, 6, 7, 8}}.text();
}

QJsonObject asJson(const HdrLogSum &sum)
{
    QJsonArray tags;
    for (const HdrTagTotal &total : sum.tags) {
        QJsonObject tag = toJsonWithPercentiles(total.histogram);
        tag[u"tag"_s] = total.tag;
        tag[u"intervals"_s] = total.intervals;
        tag[u"from_s"_s] = total.fromS;
        tag[u"to_s"_s] = total.toS;
        tags.append(tag);
    }
    return {{u"tags"_s, tags},
            {u"cut_line"_s, sum.cutLine ? QJsonValue(*sum.cutLine) : QJsonValue(QJsonValue::Null)}};
}

} // namespace

void ShowCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"unit"_s, u"Unit of the file's values: ns, us (default, as written by Loadstone) or ms."_s,
         u"unit"_s, u"us"_s},
        {u"json"_s, u"Print one JSON object, with every bucket and the percentile series."_s},
    });
}

int ShowCommand::showRun(const QString &reference, const QCommandLineParser &parser)
{
    Result<RunRecord> run;
    if (isRunFile(reference)) {
        const Result<RunArchive> archive = readArchive(reference);
        run = archive ? Result<RunRecord>(archive->run) : archive.error();
    } else {
        const AppContext context;
        const Result<KeptRuns> kept = openKeptRuns(context.paths);
        run = kept ? kept->read(reference) : kept.error();
    }
    if (!run)
        return fail(run.error());
    if (parser.isSet(u"json"_s))
        printJson(jsonReport(*run));
    else
        print(toText(makeRunView(*run), outputColumns()));
    return Done;
}

int ShowCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return fail({ErrorCode::Usage,
                     u"Name one run (`loadstone runs` lists them), or one histogram log (.hlog)."_s,
                     {}});
    const QString path = parser.positionalArguments().constFirst();
    if (!path.endsWith(u".hlog"_s) && (isRunFile(path) || !QFileInfo::exists(path)))
        return showRun(path, parser);
    const Result<HdrUnit> unit = readUnit(parser.value(u"unit"_s));
    if (!unit)
        return fail(unit.error());
    QFile file(path);
    if (const Status opened = openRegularFile(file, largeFile); !opened)
        return fail({ErrorCode::NotFound, u"Cannot read %1: %2."_s.arg(path, opened.error().text()), {}});
    const Result<HdrLogSum> sum = sumHdrLog(file, *unit);
    if (!sum)
        return fail({sum.error().code, u"%1: %2"_s.arg(path, sum.error().text()), {}});
    const QString cut =
        sum->cutLine ? u" The last line, %1, is truncated and was skipped."_s.arg(*sum->cutLine) : QString();
    if (sum->tags.isEmpty())
        return fail({ErrorCode::Usage, u"%1 contains no histogram.%2"_s.arg(path, cut), {}});
    if (parser.isSet(u"json"_s))
        printJson(readableJson(asJson(*sum)));
    else
        print(asText(sum->tags));
    if (!cut.isEmpty())
        warn(path + u": the log is incomplete."_s + cut);
    return Done;
}

} // namespace loadstone
