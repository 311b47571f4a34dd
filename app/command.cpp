// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"

#include "app/terminal.h"
#include "core/base/format.h"

#include <QCommandLineParser>

namespace loadstone
{

int exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Usage:
    case ErrorCode::NotFound:
        return UsageError;
    case ErrorCode::Unavailable:
    case ErrorCode::Network:
    case ErrorCode::Process:
        return ServerUnavailable;
    case ErrorCode::Stopped:
        return StoppedByUser;
    case ErrorCode::Io:
    case ErrorCode::Internal:
        break;
    }
    return InternalError;
}

int fail(const Error &error)
{
    printError(QStringLiteral("loadstone: %1\n").arg(error.message));
    if (!error.detail.isEmpty() && error.detail != error.message) {
        for (const QString &line : error.detail.split(u'\n'))
            printError(plainLine(line) + u'\n');
    }
    return exitCodeOf(error);
}

int Command::execute(const QStringList &given)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(summary());
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("Show this help."));
    parser.addOption(help);
    addOptions(parser);
    const QString program = QStringLiteral("loadstone ") + name();
    if (!parser.parse(QStringList{program} + given)) {
        // Some of the parser's sentences end with a full stop, some do not.
        QString error = parser.errorText();
        if (!error.endsWith(QLatin1Char('.')))
            error += QLatin1Char('.');
        return fail({ErrorCode::Usage,
                     QStringLiteral("%1 `%2 --help` shows what it takes.").arg(error, program),
                     {}});
    }
    if (parser.isSet(help)) {
        // The parser's own first line knows the executable but not the verb.
        const QString text = parser.helpText();
        const qsizetype firstLineEnd = text.indexOf(QLatin1Char('\n'));
        print(QStringLiteral("Usage: %1 [options] %2").arg(program, arguments()).trimmed()
              + text.mid(firstLineEnd));
        return Done;
    }
    return run(parser);
}

} // namespace loadstone
