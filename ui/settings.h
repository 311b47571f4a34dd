// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <QVariant>

namespace loadstone
{

/// A setting of the window: its key in the settings file, and its default for a missing value or one of
/// another type.
template<typename Value>
struct Setting {
    QString key;
    Value fallback;

    Value read(const QSettings &settings) const
    {
        const QVariant stored = settings.value(key);
        return stored.canConvert<Value>() ? stored.value<Value>() : fallback;
    }
    void write(QSettings &settings, const Value &value) const { settings.setValue(key, value); }
};

/// All settings of the window; no other file names a key.
namespace setting
{

inline const Setting<QString> theme{QStringLiteral("theme"), QStringLiteral("system")};   ///< themeChoiceId()
inline const Setting<int> redrawsPerSecond{QStringLiteral("charts/redrawsPerSecond"), 4}; ///< 1 to 10
inline const Setting<QByteArray> windowGeometry{QStringLiteral("window/geometry"), {}};
inline const Setting<QByteArray> windowState{QStringLiteral("window/state"), {}}; ///< docks and toolbar
inline const Setting<QByteArray> profilesSplitter{QStringLiteral("profiles/splitter"), {}};
inline const Setting<QString> currentProfile{QStringLiteral("profiles/current"), QStringLiteral("quick")};
inline const Setting<QByteArray> runSplitter{QStringLiteral("run/splitter"), {}};
inline const Setting<QStringList> hiddenSeries{QStringLiteral("run/hiddenSeries"), {}}; ///< of the charts

} // namespace setting

} // namespace loadstone
