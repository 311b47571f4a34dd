// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optionvalues.h"

#include "core/text/format.h"

#include <QCommandLineParser>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString expectation(const QString &option, const QString &what, const QString &value)
{
    return u"--%1 expects %2, not \"%3\"."_s.arg(option, what, value);
}

QString optionFor(QString pointer, const QHash<QString, QString> &options)
{
    QString place = pointer;
    while (!pointer.isEmpty()) {
        if (const auto option = options.constFind(pointer); option != options.constEnd())
            return *option;
        pointer.truncate(pointer.lastIndexOf(u'/'));
    }
    return place;
}

} // namespace

Error usageError(const QString &message) { return {ErrorCode::Usage, message, {}}; }

Result<qint64> readInteger(const QCommandLineParser &parser, const QString &option,
                           const Limits<qint64> &limits)
{
    bool isNumber = false;
    const qint64 value = parser.value(option).toLongLong(&isNumber);
    if (isNumber && limits.contains(value))
        return value;
    return usageError(expectation(
        option, u"an integer from %1 to %2"_s.arg(formatCount(limits.least), formatCount(limits.most)),
        parser.value(option)));
}

Result<double> readPositiveNumber(const QCommandLineParser &parser, const QString &option,
                                  const Limits<double> &limits)
{
    bool isNumber = false;
    const double value = parser.value(option).toDouble(&isNumber);
    if (isNumber && value > 0 && limits.contains(value))
        return value;
    return usageError(expectation(option,
                                  u"a number above 0, at most %1"_s.arg(formatCount(qint64(limits.most))),
                                  parser.value(option)));
}

Result<double> readPercent(const QCommandLineParser &parser, const QString &option,
                           const Limits<double> &limits)
{
    QString text = parser.value(option).trimmed();
    if (text.endsWith(u'%'))
        text.chop(1);
    bool isNumber = false;
    const double percent = text.trimmed().toDouble(&isNumber);
    if (isNumber && limits.contains(percent))
        return percent;
    const QString range = limits.isLeastExcluded ? u"above %1 and at most %2"_s : u"from %1 to %2"_s;
    return usageError(expectation(option, u"a percentage %1"_s.arg(range.arg(limits.least).arg(limits.most)),
                                  parser.value(option)));
}

Result<Milliseconds> readTime(const QCommandLineParser &parser, const QString &option, ZeroTime zero,
                              const Limits<Milliseconds> &limits)
{
    const QString value = parser.value(option);
    return readTime(value, option, value, zero, limits);
}

Result<Milliseconds> readTime(QStringView text, const QString &option, const QString &value, ZeroTime zero,
                              const Limits<Milliseconds> &limits)
{
    const std::optional<Milliseconds> time = parseDuration(text);
    if (time && limits.contains(*time) && (zero == ZeroTime::Allowed || *time > Milliseconds(0)))
        return *time;
    const QString above = zero == ZeroTime::Allowed ? QString() : u"above 0 and "_s;
    return usageError(expectation(
        option, u"a time such as 30s, 1m30s or 250ms, %1at most %2"_s.arg(above, formatDuration(limits.most)),
        value));
}

Error optionError(const QList<ProfileProblem> &problems, const QHash<QString, QString> &options)
{
    QStringList sentences;
    for (const ProfileProblem &problem : problems) {
        if (problem.severity != ProfileProblem::Severity::Error)
            continue;
        const QString name = optionFor(problem.pointer, options);
        sentences << (name.isEmpty() ? problem.message : u"%1: %2"_s.arg(name, problem.message));
    }
    if (sentences.size() == 1)
        return usageError(sentences.constFirst());
    return {ErrorCode::Usage, u"These options cannot be used:"_s, sentences.join(u'\n')};
}

} // namespace loadstone
