// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictureoptions.h"

#include <QCommandLineParser>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Result<std::optional<QSize>> readSize(const QString &text)
{
    if (text.isEmpty())
        return std::optional<QSize>();
    static const QRegularExpression size(u"^(\\d{1,6})[x×](\\d{1,6})$"_s);
    const QRegularExpressionMatch match = size.match(text);
    const QSize pixels(match.captured(1).toInt(), match.captured(2).toInt());
    const auto fits = [](int length) { return length >= smallestPicture && length <= largestPicture; };
    if (!match.hasMatch() || !fits(pixels.width()) || !fits(pixels.height()))
        return Error{
            ErrorCode::Usage,
            u"--size \"%1\" is no size. Write width and height in pixels, from %2 to %3, such as 1920x1080."_s
                .arg(text.left(40))
                .arg(smallestPicture)
                .arg(largestPicture),
            {}};
    return std::optional(pixels);
}

/// One of a few words, which the error lists.
Status checkWord(const QString &option, const QString &word, const QStringList &known)
{
    if (known.contains(word))
        return success();
    return Error{ErrorCode::Usage,
                 u"--%1 \"%2\" is unknown. Choose from %3."_s.arg(option, word.left(40), known.join(u", "_s)),
                 {}};
}

} // namespace

void addPictureOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"chart"_s, u"Only these charts, separated by commas (default: all)."_s, u"ids"_s},
        {u"preset"_s, u"What pictures are for: %1."_s.arg(picturePresetIds().join(u", "_s)), u"preset"_s,
         picturePresetIds().constFirst()},
        {u"size"_s, u"Size of pictures in pixels, such as 1920x1080, in place of the preset's."_s, u"WxH"_s},
        {u"theme"_s, u"Colours of pictures: light, dark."_s, u"theme"_s, u"light"_s},
        {u"transparent"_s, u"Pictures without a background."_s},
        {u"no-title"_s, u"Pictures without a title, for documents with captions."_s},
        {u"numbers"_s, u"Language of the numbers in pictures, such as de or fr (default: 1,234.5)."_s,
         u"language"_s},
        {u"paper"_s, u"Paper of PDF reports: a4, letter."_s, u"paper"_s, u"a4"_s},
    });
}

Result<ExportOptions> readPictureOptions(const QCommandLineParser &parser)
{
    ExportOptions options;
    options.charts = parser.value(u"chart"_s).split(u',', Qt::SkipEmptyParts);
    const QString preset = parser.value(u"preset"_s);
    const QString theme = parser.value(u"theme"_s);
    const QString paper = parser.value(u"paper"_s);
    for (const Status &checked : {checkWord(u"preset"_s, preset, picturePresetIds()),
                                  checkWord(u"theme"_s, theme, {u"light"_s, u"dark"_s}),
                                  checkWord(u"paper"_s, paper, {u"a4"_s, u"letter"_s})}) {
        if (!checked)
            return checked.error();
    }
    const Result<std::optional<QSize>> size = readSize(parser.value(u"size"_s));
    if (!size)
        return size.error();
    options.picture.preset = *findPicturePreset(preset);
    options.picture.size = *size;
    options.picture.theme = theme == u"dark"_s ? ChartTheme::Dark : ChartTheme::Light;
    options.picture.isTransparent = parser.isSet(u"transparent"_s);
    options.picture.hasTitle = !parser.isSet(u"no-title"_s);
    if (const QString language = parser.value(u"numbers"_s); !language.isEmpty()) {
        const QLocale locale(language);
        if (locale.language() == QLocale::C)
            return Error{ErrorCode::Usage,
                         u"--numbers \"%1\" is no language. Write a code such as de, fr or pt_BR."_s.arg(
                             language.left(40)),
                         {}};
        options.picture.numbers = locale;
    }
    options.paper = paper == u"letter"_s ? PaperSize::Letter : PaperSize::A4;
    return options;
}

Status checkCharts(const ExportOptions &options, const QList<ChartModel> &charts)
{
    QStringList known;
    for (const ChartModel &chart : charts)
        known << chart.id;
    for (const QString &id : options.charts) {
        if (!known.contains(id))
            return Error{ErrorCode::Usage,
                         u"There is no chart \"%1\". Choose from %2."_s.arg(id.left(60), known.join(u", "_s)),
                         {}};
    }
    return success();
}

} // namespace loadstone
