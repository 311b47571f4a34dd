// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"

#include "app/logoutput.h"
#include "app/terminal.h"

#include <QCommandLineParser>

namespace loadstone
{

using namespace Qt::StringLiterals;

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

void warn(const QString &sentence) { printErrorLine(u"loadstone: "_s + sentence); }

int fail(const Error &error)
{
    warn(error.text());
    if (!error.detail.isEmpty() && error.detail != error.text()) {
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
    warn(u"Cannot write to standard output: %1."_s.arg(problem));
    return code == Done ? InternalError : code;
}

namespace
{

Error optionProblem(const Command &command, const QCommandLineParser &parser)
{
    // Only some of the parser's messages end with a full stop.
    QString sentence = parser.errorText();
    if (!sentence.endsWith(QLatin1Char('.')))
        sentence += QLatin1Char('.');
    for (const QString &option : parser.unknownOptionNames()) {
        if (const QString hint = command.hintFor(option); !hint.isEmpty())
            return {ErrorCode::Usage, u"%1 %2"_s.arg(sentence, hint), {}};
    }
    return {
        ErrorCode::Usage, u"%1 `loadstone %2 --help` lists the options."_s.arg(sentence, command.name()), {}};
}

} // namespace

int Command::execute(const QStringList &given)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(summary());
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Show this help."_s);
    parser.addOption(help);
    addOptions(parser);
    addLogOption(parser);
    const QString program = u"loadstone "_s + name();
    if (!parser.parse(QStringList{program} + given))
        return fail(optionProblem(*this, parser));
    if (parser.isSet(help)) {
        // The parser's usage line has the executable without the verb.
        const QString text = parser.helpText();
        const qsizetype firstLineEnd = text.indexOf(QLatin1Char('\n'));
        print(u"Usage: %1 [options] %2"_s.arg(program, arguments()).trimmed() + text.mid(firstLineEnd));
        return checkOutput(Done);
    }
    if (const Status logged = applyLogOption(parser); !logged)
        return fail(logged.error());
    return checkOutput(run(parser));
}

} // namespace loadstone
