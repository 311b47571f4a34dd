// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/showcommand.h"

#include "app/exporter.h"
#include "app/terminal.h"
#include "core/base/regularfile.h"
#include "core/export/exportformats.h"
#include "core/export/jsonreport.h"
#include "core/export/statsjson.h"
#include "core/export/textreport.h"
#include "core/metrics/hdrlog.h"
#include "core/results/recordfolder.h"
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
    QString text;
    for (const QStringList &row : std::as_const(rows)) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            qsizetype width = 0;
            for (const QStringList &other : std::as_const(rows))
                width = std::max(width, other[column].size());
            text +=
                column == 0 ? row[column].leftJustified(width) : u"  "_s + row[column].rightJustified(width);
        }
        text += u'\n';
    }
    return text;
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
        {u"format"_s,
         u"Of a run: write its files in these formats, separated by commas: %1."_s.arg(
             exportFormatIds().join(u", "_s)),
         u"formats"_s},
        {u"out"_s, u"Of a run: the folder for these files (default: the run's own)."_s, u"folder"_s},
    });
}

int ShowCommand::showRun(const QString &folder, const QCommandLineParser &parser)
{
    const Result<RunRecord> run = loadRun(folder);
    if (!run)
        return fail(run.error());
    if (parser.isSet(u"json"_s))
        printJson(jsonReport(*run));
    else
        print(toText(makeRunView(*run), outputColumns()));
    if (!parser.isSet(u"format"_s))
        return Done;
    const bool isOwn = !parser.isSet(u"out"_s);
    const Result<QStringList> paths =
        writeOutputs(*run, parser.value(u"format"_s).split(u',', Qt::SkipEmptyParts),
                     {isOwn ? folder : parser.value(u"out"_s), isOwn});
    if (!paths)
        return fail(paths.error());
    for (const QString &path : *paths)
        printErrorLine(u"Report: %1"_s.arg(path));
    return Done;
}

int ShowCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return fail({ErrorCode::Usage,
                     u"Name the folder of one run, or one histogram log, for example 001-aiohttp-1.hlog."_s,
                     {}});
    if (QFileInfo(parser.positionalArguments().constFirst()).isDir())
        return showRun(parser.positionalArguments().constFirst(), parser);
    const Result<HdrUnit> unit = readUnit(parser.value(u"unit"_s));
    if (!unit)
        return fail(unit.error());
    const QString path = parser.positionalArguments().constFirst();
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
