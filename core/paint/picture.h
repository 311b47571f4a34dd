// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/paint/chartcolors.h"

#include <QByteArray>
#include <QFont>
#include <QLocale>
#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// What a picture is for: how wide it is, and how large its texts are.
struct PicturePreset {
    QString id;         ///< "slide"
    double width = 0;   ///< of its drawing, whose labels have 12 units
    double widthMm = 0; ///< on paper; 0: for screens
    int widthPx = 0;    ///< of a PNG
    double aspect = 0;  ///< width ÷ height; 0: as high as the chart needs
};
/// "screen" (the usual one), "half-column" and "column" of a document, "slide", "print".
const QList<PicturePreset> &picturePresets();
QStringList picturePresetIds();
const PicturePreset *findPicturePreset(const QString &id); ///< nullptr: there is no such preset

struct PictureOptions {
    PicturePreset preset = picturePresets().first();
    std::optional<QSize> size; ///< in pixels, in place of the preset's
    ChartTheme theme = ChartTheme::Light;
    bool isTransparent = false;
    bool hasTitle = true;
    std::optional<QLocale>
        numbers; ///< whose separators numbers have; nothing: 1,234.5 as everywhere in Loadstone
};

/// A size a picture can have, in pixels.
inline constexpr int smallestPicture = 100;
inline constexpr int largestPicture = 10'000;

/// The same picture in two formats: same drawing, same texts at the same places.
QByteArray toSvg(const ChartModel &chart, const PictureOptions &options);
/// With the resolution that its preset has on paper. Requires a QGuiApplication.
QByteArray toPng(const ChartModel &chart, const PictureOptions &options);

/// The font of a role in pictures and on paper, whose labels have 12 units.
QFont pictureFont(TextRole role);

} // namespace loadstone
