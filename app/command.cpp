// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"

#include "app/logoutput.h"
#include "app/terminal.h"

#include <QCommandLineParser>

namespace loadstone
{

int exitCodeFor(const Error &error)
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

void warn(const QString &sentence) { printErrorLine(QStringLiteral("loadstone: ") + sentence); }

int fail(const Error &error)
{
    warn(error.message);
    if (!error.detail.isEmpty() && error.detail != error.message) {
        for (const QString &line : error.detail.split(u'\n'))
            printErrorLine(line);
    }
    return exitCodeFor(error);
}

int checkOutput(int code)
{
    const QString problem = outputProblem();
    if (problem.isEmpty())
        return code;
    warn(QStringLiteral("Cannot write to standard output: %1.").arg(problem));
    return code == Done ? InternalError : code;
}

namespace
{

Error optionProblem(const Command &command, const QCommandLineParser &parser)
{
    // Some of the parser's sentences end with a full stop, some do not.
    QString sentence = parser.errorText();
    if (!sentence.endsWith(QLatin1Char('.')))
        sentence += QLatin1Char('.');
    for (const QString &option : parser.unknownOptionNames()) {
        if (const QString hint = command.hintFor(option); !hint.isEmpty())
            return {ErrorCode::Usage, QStringLiteral("%1 %2").arg(sentence, hint), {}};
    }
    return {ErrorCode::Usage,
            QStringLiteral("%1 `loadstone %2 --help` lists the options.").arg(sentence, command.name()),
            {}};
}

} // namespace

int Command::execute(const QStringList &given)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(summary());
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("Show this help."));
    parser.addOption(help);
    addOptions(parser);
    addLogOption(parser);
    const QString program = QStringLiteral("loadstone ") + name();
    if (!parser.parse(QStringList{program} + given))
        return fail(optionProblem(*this, parser));
    if (parser.isSet(help)) {
        // The parser's own first line knows the executable but not the verb.
        const QString text = parser.helpText();
        const qsizetype firstLineEnd = text.indexOf(QLatin1Char('\n'));
        print(QStringLiteral("Usage: %1 [options] %2").arg(program, arguments()).trimmed()
              + text.mid(firstLineEnd));
        return checkOutput(Done);
    }
    if (const Status logged = applyLogOption(parser); !logged)
        return fail(logged.error());
    return checkOutput(run(parser));
}

} // namespace loadstone
