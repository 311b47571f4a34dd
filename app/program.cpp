// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"

#include "app/appcontext.h"
#include "app/commands/baselinecommand.h"
#include "app/commands/checkcommand.h"
#include "app/commands/comparecommand.h"
#include "app/commands/democommand.h"
#include "app/commands/doctorcommand.h"
#include "app/commands/exportcommand.h"
#include "app/commands/importcommand.h"
#include "app/commands/loadcommand.h"
#include "app/commands/profilescommand.h"
#include "app/commands/reproducecommand.h"
#include "app/commands/resumecommand.h"
#include "app/commands/runcommand.h"
#include "app/commands/runscommand.h"
#include "app/commands/servecommand.h"
#include "app/commands/setupcommand.h"
#include "app/commands/showcommand.h"
#include "app/commands/stackscommand.h"
#include "app/commands/upstreamcommand.h"
#include "app/commands/validatecommand.h"
#include "app/logoutput.h"
#include "app/terminal.h"
#include "app/translation.h"
#include "app/window.h"
#include "core/base/logging.h"
#include "core/base/nearest.h"
#include "core/base/paths.h"
#include "core/export/exportformats.h"

#include <QApplication>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QTemporaryDir>

namespace loadstone
{

using namespace Qt::StringLiterals;

Commands makeCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<DemoCommand>());
    commands.push_back(std::make_unique<RunCommand>());
    commands.push_back(std::make_unique<LoadCommand>());
    commands.push_back(std::make_unique<ServeCommand>());
    commands.push_back(std::make_unique<StacksCommand>());
    commands.push_back(std::make_unique<CheckCommand>());
    commands.push_back(std::make_unique<ProfilesCommand>());
    commands.push_back(std::make_unique<ValidateCommand>());
    commands.push_back(std::make_unique<RunsCommand>());
    commands.push_back(std::make_unique<ShowCommand>());
    commands.push_back(std::make_unique<CompareCommand>());
    commands.push_back(std::make_unique<ExportCommand>());
    commands.push_back(std::make_unique<ImportCommand>());
    commands.push_back(std::make_unique<ResumeCommand>());
    commands.push_back(std::make_unique<BaselineCommand>());
    commands.push_back(std::make_unique<ReproduceCommand>());
    commands.push_back(std::make_unique<SetupCommand>());
    commands.push_back(std::make_unique<DoctorCommand>());
    commands.push_back(std::make_unique<UpstreamCommand>());
    return commands;
}

namespace
{

constexpr qsizetype callColumns = 26;

void nameProgram()
{
    QCoreApplication::setApplicationName(u"Loadstone"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(LOADSTONE_VERSION));
}

} // namespace

QString helpText(const Commands &commands)
{
    QString text =
        u"Loadstone %1: benchmarks Python web servers.\n\nUsage: loadstone [PROFILE]             open the "
        "window\n       loadstone COMMAND [options]     see `loadstone COMMAND --help`\n\n"_s.arg(
            QStringLiteral(LOADSTONE_VERSION));
    for (const auto &command : commands) {
        const QString call = command->name() + QLatin1Char(' ') + command->arguments();
        if (call.size() > callColumns) // too long for the column: a line of its own
            text += u"  %1\n"_s.arg(call);
        text += u"  %1 %2\n"_s.arg((call.size() > callColumns ? QString() : call).leftJustified(callColumns),
                                   command->summary());
    }
    text +=
        u"\n  --version                  Print the version.\n"
        "  --log CATEGORY[,CATEGORY]  Log to standard error, before or after a command. "
        "Categories:\n%1all, %2.\n"_s.arg(QString(callColumns + 3, u' '), logCategoryNames().join(u", "_s));
    return text;
}

Error unknownCommand(const QString &word, const Commands &commands)
{
    QStringList names;
    for (const auto &command : commands)
        names << command->name();
    const QString nearest = nearestName(word, names);
    return {ErrorCode::Usage,
            nearest.isEmpty() ? u"unknown command \"%1\"; `loadstone --help` lists the commands."_s.arg(word)
                              : u"unknown command \"%1\". Did you mean \"%2\"?"_s.arg(word, nearest),
            {}};
}

namespace
{

int runWindow(int argc, char **argv)
{
    if (!hasDisplay()) {
        warn(u"no display for the window. `loadstone --help` lists the commands for the "
             "terminal; start with `loadstone demo`."_s);
        return UsageError;
    }
    const QApplication application(argc, argv);
    nameProgram();
    AppContext context;
    return showWindow(context, argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
}

/// Whether a call writes a format that has to draw texts, and so needs fonts.
bool drawsText(const QStringList &arguments)
{
    const QString option = u"--format"_s;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        QString list;
        if (arguments[i] == option)
            list = arguments.value(i + 1);
        else if (arguments[i].startsWith(option + u'='))
            list = arguments[i].mid(option.size() + 1);
        for (const QString &id : list.split(u',')) {
            const ExportFormat *format = findExportFormat(id);
            if (format && format->drawsText)
                return true;
        }
    }
    return false;
}

/// Sets a variable of the environment as long as it lives. Servers get the environment as it was.
class TemporaryVariable
{
public:
    TemporaryVariable(const char *name, const QByteArray &value) : m_name(name), m_before(qgetenv(name))
    {
        qputenv(name, value);
    }
    ~TemporaryVariable()
    {
        if (m_before.isNull())
            qunsetenv(m_name);
        else
            qputenv(m_name, m_before);
    }
    Q_DISABLE_COPY_MOVE(TemporaryVariable)

private:
    const char *m_name;
    QByteArray m_before; ///< null: it was not set
};

/// An application without a display that knows fonts.
std::unique_ptr<QCoreApplication> makeDrawingApplication(int &argc, char **argv)
{
    const TemporaryVariable platform("QT_QPA_PLATFORM", "offscreen");
    // Qt warns where there is no such folder, as in a container; nothing is put there.
    const QTemporaryDir folder;
    const char *const runtimeFolder = "XDG_RUNTIME_DIR";
    const TemporaryVariable runtime(runtimeFolder,
                                    qEnvironmentVariableIsSet(runtimeFolder) ? qgetenv(runtimeFolder)
                                                                             : folder.path().toLocal8Bit());
    return std::make_unique<QGuiApplication>(argc, argv);
}

int runCommand(Command &command, int argc, char **argv)
{
    QStringList given;
    for (int i = 2; i < argc; ++i)
        given << QString::fromLocal8Bit(argv[i]);
    std::unique_ptr<QCoreApplication> application;
    if (command.showsWindow(given) && hasDisplay())
        application = std::make_unique<QApplication>(argc, argv);
    else if (drawsText(given))
        application = makeDrawingApplication(argc, argv);
    else
        application = std::make_unique<QCoreApplication>(argc, argv);
    nameProgram();
    if (!qobject_cast<QApplication *>(application.get())) // the window installs it itself, after its plurals
        installTranslation();
    return command.execute(QCoreApplication::arguments().mid(2));
}

} // namespace

int runProgram(int argc, char **argv)
{
    prepareStandardStreams();
    writeLogToStandardError();
    if (const Status home = provideHome(); !home)
        return fail(home.error());
    if (const Status logged = takeLogOption(argc, argv); !logged)
        return fail(logged.error());

    const Commands commands = makeCommands();
    const QString word = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    for (const auto &command : commands) {
        if (command->name() == word)
            return runCommand(*command, argc, argv);
    }
    if (word == QLatin1String("--help") || word == QLatin1String("-h") || word == QLatin1String("help")) {
        print(helpText(commands));
        return checkOutput(Done);
    }
    if (word == QLatin1String("--version")) {
        printLine(u"Loadstone %1"_s.arg(QStringLiteral(LOADSTONE_VERSION)));
        return checkOutput(Done);
    }
    if (word.isEmpty() || word.endsWith(QLatin1String(".json")))
        return runWindow(argc, argv);
    return fail(unknownCommand(word, commands));
}

} // namespace loadstone
