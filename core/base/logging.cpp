// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/logging.h"

#include <QRegularExpression>

#include <array>

namespace loadstone
{

using namespace Qt::StringLiterals;

// QtDebugMsg is off unless a rule enables it.
Q_LOGGING_CATEGORY(logEnvironment, "loadstone.environment", QtInfoMsg)
Q_LOGGING_CATEGORY(logGuard, "loadstone.guard", QtInfoMsg)
Q_LOGGING_CATEGORY(logLoad, "loadstone.load", QtInfoMsg)
Q_LOGGING_CATEGORY(logReadiness, "loadstone.readiness", QtInfoMsg)
Q_LOGGING_CATEGORY(logRun, "loadstone.run", QtInfoMsg)
Q_LOGGING_CATEGORY(logServer, "loadstone.server", QtInfoMsg)

namespace
{

constexpr std::array categories{&logEnvironment, &logGuard, &logLoad, &logReadiness, &logRun, &logServer};
constexpr QLatin1StringView prefix("loadstone.");

} // namespace

QStringList logCategoryNames()
{
    QStringList names;
    for (const auto category : categories)
        names << QString::fromLatin1(category().categoryName()).mid(prefix.size());
    return names;
}

Status enableLogging(const QStringList &names)
{
    const QStringList known = logCategoryNames();
    QStringList rules;
    for (const QString &name : names) {
        if (name != u"all"_s && !known.contains(name))
            return Error{
                ErrorCode::Usage,
                u"Unknown log category \"%1\". Choose from all, %2."_s.arg(name, known.join(u", "_s)),
                {}};
        rules << u"%1%2=true"_s.arg(prefix, name == u"all"_s ? u"*"_s : name);
    }
    QLoggingCategory::setFilterRules(rules.join(u'\n'));
    return success();
}

QString shellText(const QStringList &command)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./-]+$"_s);
    QStringList words;
    for (QString word : command)
        words << (plain.match(word).hasMatch() ? word : u"'%1'"_s.arg(word.replace(u"'"_s, u"'\\''"_s)));
    return words.join(u' ');
}

} // namespace loadstone
