// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/format.h"

#include "core/base/saturating.h"
#include "core/base/terminaltext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

const QString notRecorded = u"–"_s;

constexpr qint64 msPerSecond = 1'000;
constexpr qint64 msPerMinute = 60 * msPerSecond;
constexpr qint64 msPerHour = 60 * msPerMinute;

// The units of pluralUnit(), named where they are counted: lupdate finds them here.
[[maybe_unused]] constexpr std::array translatedUnits{
    QT_TRANSLATE_N_NOOP("Unit", "connections"), QT_TRANSLATE_N_NOOP("Unit", "cores"),
    QT_TRANSLATE_N_NOOP("Unit", "errors"),      QT_TRANSLATE_N_NOOP("Unit", "packages"),
    QT_TRANSLATE_N_NOOP("Unit", "processes"),   QT_TRANSLATE_N_NOOP("Unit", "requests"),
    QT_TRANSLATE_N_NOOP("Unit", "requests/s"),  QT_TRANSLATE_N_NOOP("Unit", "responses"),
    QT_TRANSLATE_N_NOOP("Unit", "rounds"),      QT_TRANSLATE_N_NOOP("Unit", "runs"),
    QT_TRANSLATE_N_NOOP("Unit", "servers"),     QT_TRANSLATE_N_NOOP("Unit", "times"),
    QT_TRANSLATE_N_NOOP("Unit", "trials"),      QT_TRANSLATE_N_NOOP("Unit", "users")};

template<typename Number>
bool isRecorded(std::optional<Number> value)
{
    return value && std::isfinite(double(*value)) && *value >= 0;
}

double roundedTo(double value, int decimals)
{
    const double scale = std::pow(10.0, decimals);
    return std::round(value * scale) / scale;
}

/// How many decimals give three significant digits. The rounded value decides: 9.996 is "10.0".
int decimalsFor(double value)
{
    for (int decimals = 3; decimals > 0; --decimals) {
        if (roundedTo(value, decimals) < std::pow(10.0, 3 - decimals))
            return decimals;
    }
    return 0;
}

QString grouped(double value, int decimals)
{
    static const QLocale locale = [] {
        QLocale c = QLocale::c();
        c.setNumberOptions(QLocale::DefaultNumberOptions); // the C locale omits the separator
        return c;
    }();
    return locale.toString(roundedTo(value, decimals), 'f', decimals);
}

QString withoutTrailingZeros(QString number)
{
    if (!number.contains(u'.'))
        return number;
    while (number.endsWith(u'0'))
        number.chop(1);
    if (number.endsWith(u'.'))
        number.chop(1);
    return number;
}

/// Three significant digits, not finer than a thousandth.
QString threeDigits(double value)
{
    if (value == 0)
        return u"0"_s;
    if (roundedTo(value, 3) == 0)
        return u"<0.001"_s;
    return grouped(value, decimalsFor(value));
}

QString englishUnit(qint64 count, const QString &unit)
{
    const bool hasPlural = unit.size() > 2 && unit.endsWith(u's') && !unit.contains(u'/');
    if (count != 1 || !hasPlural)
        return unit;
    return unit.chopped(unit.endsWith(u"sses") ? 2 : 1);
}

} // namespace

QString formatMicroseconds(std::optional<qint64> recorded)
{
    if (!isRecorded(recorded))
        return notRecorded;
    const qint64 microseconds = *recorded;
    if (microseconds < 1'000)
        return u"%1 µs"_s.arg(microseconds);
    const double milliseconds = double(microseconds) / 1e3;
    if (std::round(milliseconds) < 1'000)
        return threeDigits(milliseconds) + u" ms"_s;
    return threeDigits(double(microseconds) / 1e6) + u" s"_s;
}

QString formatAsMilliseconds(std::optional<qint64> microseconds)
{
    return isRecorded(microseconds) ? threeDigits(double(*microseconds) / 1e3) : notRecorded;
}

QString formatRate(std::optional<double> perSecond)
{
    return isRecorded(perSecond) ? threeDigits(*perSecond) : notRecorded;
}

QString formatPercent(std::optional<double> recorded)
{
    if (!isRecorded(recorded))
        return notRecorded;
    const double percent = *recorded;
    if (percent > 0 && roundedTo(percent, 2) == 0)
        return u"<0.01 %"_s; // a few failures among very many are not none
    const int decimals = std::min(decimalsFor(percent), 2);
    return withoutTrailingZeros(grouped(percent, decimals)) + u" %"_s;
}

QString formatBytes(std::optional<qint64> bytes)
{
    static const std::array units{u"B"_s, u"KiB"_s, u"MiB"_s, u"GiB"_s, u"TiB"_s, u"PiB"_s, u"EiB"_s};
    if (!isRecorded(bytes))
        return notRecorded;
    auto value = double(*bytes);
    std::size_t unit = 0;
    while (unit + 1 < units.size() && std::round(value) >= 1'024) {
        value /= 1'024;
        ++unit;
    }
    const int decimals = unit == 0 ? 0 : decimalsFor(value);
    return withoutTrailingZeros(grouped(value, decimals)) + u' ' + units[unit];
}

QString pluralUnit(qint64 count, const QString &unit)
{
    const int number = int(std::min<qint64>(count, std::numeric_limits<int>::max()));
    const QString translated =
        QCoreApplication::translate("Unit", unit.toUtf8().constData(), nullptr, number);
    return translated == unit ? englishUnit(count, unit) : translated;
}

QString formatCounted(qint64 count, const QString &unit)
{
    return formatCount(count) + u' ' + pluralUnit(count, unit);
}

QString formatCount(qint64 count)
{
    if (count < 0)
        return notRecorded;
    QString digits = QString::number(count);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, u',');
    return digits;
}

QString plainLine(QString text)
{
    std::replace_if(text.begin(), text.end(), isTerminalControl, u' ');
    return text;
}

QString formatDuration(Seconds duration)
{
    const double seconds = duration.count();
    if (!isRecorded(std::optional(seconds)))
        return notRecorded;
    if (seconds > 0 && roundedTo(seconds, 2) == 0)
        return u"<0.01 s"_s;
    if (roundedTo(seconds, 2) < 10)
        return withoutTrailingZeros(grouped(seconds, 2)) + u" s"_s;

    const auto part = [](qint64 number, const QString &unit) {
        return number ? u' ' + formatCount(number) + u' ' + unit : QString();
    };
    const auto wholeSeconds = toWhole(seconds);
    const auto wholeMinutes = toWhole(seconds / 60);
    if (wholeSeconds < 3'600)
        return (part(wholeSeconds / 60, u"min"_s) + part(wholeSeconds % 60, u"s"_s)).mid(1);
    return (part(wholeMinutes / 60, u"h"_s) + part(wholeMinutes % 60, u"min"_s)).mid(1);
}

QString formatClock(double seconds)
{
    if (!isRecorded(std::optional(seconds)))
        return notRecorded;
    const auto whole = toWhole(seconds);
    const auto twoDigits = [](qint64 number) { return u"%1"_s.arg(number, 2, 10, QChar(u'0')); };
    if (whole < 3'600)
        return u"%1:%2"_s.arg(whole / 60).arg(twoDigits(whole % 60));
    return u"%1:%2:%3"_s.arg(whole / 3'600).arg(twoDigits(whole / 60 % 60), twoDigits(whole % 60));
}

namespace
{

/// Whole milliseconds of a decimal number of a unit, in whole numbers so that nothing is rounded;
/// nothing if it is finer than a millisecond.
std::optional<qint64> parseMilliseconds(const QString &number, qint64 unitMs)
{
    const qsizetype point = number.indexOf(u'.');
    const QString whole = point < 0 ? number : number.left(point);
    const QString fraction = point < 0 ? QString() : number.mid(point + 1);
    qint64 scale = 1;
    for (qsizetype i = 0; i < fraction.size(); ++i)
        scale *= 10;
    const qint64 scaledFraction = fraction.toLongLong() * unitMs;
    if (scaledFraction % scale != 0)
        return std::nullopt;
    return whole.toLongLong() * unitMs + scaledFraction / scale;
}

} // namespace

std::optional<Milliseconds> parseDuration(QStringView text)
{
    // The lengths bound the numbers, so that no sum can overflow.
    static const QString number = uR"((\d{1,11}(?:\.\d{1,9})?)\s*)"_s;
    static const QRegularExpression bare(u"^\\s*%1$"_s.arg(number));
    static const QRegularExpression parts(
        u"^\\s*(?:%1h)?\\s*(?:%1m(?:in)?)?\\s*(?:%1s)?\\s*(?:%1ms)?\\s*$"_s.arg(number));
    static constexpr std::array unitsMs{msPerHour, msPerMinute, msPerSecond, qint64{1}};

    const QString subject = text.toString();
    if (const auto match = bare.match(subject); match.hasMatch()) {
        const std::optional<qint64> value = parseMilliseconds(match.captured(1), msPerSecond);
        return value ? std::optional(Milliseconds(*value)) : std::nullopt;
    }
    const auto match = parts.match(subject);
    if (!match.hasMatch() || match.lastCapturedIndex() < 1)
        return std::nullopt;
    qint64 sum = 0;
    for (int i = 0; i < int(unitsMs.size()); ++i) {
        if (match.captured(i + 1).isEmpty())
            continue;
        const std::optional<qint64> value = parseMilliseconds(match.captured(i + 1), unitsMs[std::size_t(i)]);
        if (!value)
            return std::nullopt;
        sum += *value;
    }
    return Milliseconds(sum);
}

QString writeDuration(Milliseconds duration)
{
    const qint64 all = duration.count();
    Q_ASSERT(all >= 0);
    if (all > 0 && all < msPerSecond)
        return u"%1ms"_s.arg(all);
    QString text;
    if (const qint64 hours = all / msPerHour)
        text += u"%1h"_s.arg(hours);
    if (const qint64 minutes = all % msPerHour / msPerMinute)
        text += u"%1m"_s.arg(minutes);
    if (const qint64 rest = all % msPerMinute; rest || text.isEmpty()) {
        const QString decimals = u"%1"_s.arg(rest % msPerSecond, 3, 10, QChar(u'0'));
        text += withoutTrailingZeros(u"%1.%2"_s.arg(rest / msPerSecond).arg(decimals)) + u's';
    }
    return text;
}

} // namespace loadstone
