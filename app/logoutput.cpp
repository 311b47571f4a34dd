// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logoutput.h"

#include "app/terminal.h"
#include "core/base/logging.h"

#include <QCommandLineParser>
#include <QElapsedTimer>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

const QString logOption = u"log"_s;

QElapsedTimer sinceStart;
QtMessageHandler usualHandler = nullptr;

void handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    const QLatin1StringView category(context.category);
    if (!category.startsWith("loadstone."_L1)) {
        usualHandler(type, context, text);
        return;
    }
    const QString seconds = QString::number(double(sinceStart.elapsed()) / 1'000, 'f', 3);
    printErrorLine(u"[%1] %2: %3"_s.arg(seconds.rightJustified(9), category, text));
}

Status enable(const QString &list)
{
    QStringList names;
    for (const QString &name : list.split(u','))
        names << name.trimmed();
    return enableLogging(names);
}

} // namespace

void writeLogToStandardError()
{
    sinceStart.start();
    usualHandler = qInstallMessageHandler(handleMessage);
}

void addLogOption(QCommandLineParser &parser)
{
    parser.addOption(
        {logOption,
         u"Log to standard error, separated by commas: all, %1."_s.arg(logCategoryNames().join(u", "_s)),
         u"categories"_s});
}

Status applyLogOption(const QCommandLineParser &parser)
{
    return parser.isSet(logOption) ? enable(parser.value(logOption)) : success();
}

Status takeLogOption(int &argc, char **argv)
{
    const QString first = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    const QString name = u"--"_s + logOption;
    const bool hasOwnValue = first.startsWith(name + u'=');
    if (first != name && !hasOwnValue)
        return success();
    const int taken = hasOwnValue ? 1 : std::min(argc - 1, 2);
    const QString value = hasOwnValue ? first.mid(name.size() + 1)
        : taken == 2                  ? QString::fromLocal8Bit(argv[2])
                                      : QString();
    std::move(argv + 1 + taken, argv + argc + 1, argv + 1); // including the final null
    argc -= taken;
    return enable(value);
}

} // namespace loadstone
