// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/interpreter.h"

#include "core/base/jsonvalues.h"
#include "core/base/regularfile.h"
#include "core/base/startproblem.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMutex>
#include <QProcess>
#include <QStandardPaths>
#include <QVersionNumber>

#include <map>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int probeTimeoutMs = 5'000;

// Prints three lines: version, program, missing modules.
constexpr auto probeScript = u"import importlib.util as u, platform as p, sys\n"
                             "print(p.python_implementation(), p.python_version())\n"
                             "print(sys.executable)\n"
                             "print(' '.join(m for m in ('venv', 'ensurepip') if u.find_spec(m) is None))\n";

struct Candidate {
    Interpreter interpreter;
    QString missing; // modules, by name
};

Result<Candidate> probe(const QString &program)
{
    QProcess process;
    process.start(program, {u"-I"_s, u"-c"_s, QString::fromUtf16(probeScript)});
    if (!process.waitForStarted(probeTimeoutMs)) {
        const StartProblem problem = startProblem(process);
        return Error{ErrorCode::Process,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 could not be started (%2). %3"), program,
                              problem.reason,
                              startRemedy(problem.error,
                                          Sentence(QT_TRANSLATE_NOOP("Sentence", "Install it again.")))),
                     {}};
    }
    if (!process.waitForFinished(probeTimeoutMs) || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0) {
        const QString detail = QString::fromLocal8Bit(process.readAllStandardError());
        process.kill();
        process.waitForFinished(probeTimeoutMs);
        return Error{ErrorCode::Unavailable,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 does not run."), program), detail};
    }
    const QStringList lines = QString::fromUtf8(process.readAllStandardOutput()).split(u'\n');
    if (lines.size() < 3)
        return Error{ErrorCode::Unavailable,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is not a Python interpreter."), program),
                     {}};
    return Candidate{{lines.at(1).trimmed(), lines.at(0).trimmed()}, lines.at(2).trimmed()};
}

Result<Candidate> remembered(const QString &program)
{
    static QMutex mutex;
    // Not QHash: GCC 12 warns about the temporary in its insert() as uninitialised when optimising.
    static std::map<QString, Result<Candidate>> known;
    const QFileInfo file(program);
    const QString key =
        u"%1 %2 %3"_s.arg(program).arg(file.lastModified().toMSecsSinceEpoch()).arg(file.size());
    const QMutexLocker lock(&mutex);
    if (const auto found = known.find(key); found != known.end())
        return found->second;
    Result<Candidate> candidate = probe(program);
    // A failure to start, for want of descriptors or memory, may be temporary.
    if (candidate || candidate.error().code != ErrorCode::Process)
        known.emplace(key, candidate);
    return candidate;
}

Sentence acceptedVersions(const InterpreterChoice &choice)
{
    if (choice.newest.isEmpty())
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 or later"), choice.oldest);
    return choice.oldest == choice.newest
        ? Sentence(choice.newest)
        : Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 to %2"), choice.oldest, choice.newest);
}

Error unusable(const Sentence &sentence) { return {ErrorCode::Unavailable, sentence, {}}; }

Result<Interpreter> accepted(const QString &program, const InterpreterChoice &choice)
{
    const Result<Candidate> candidate = remembered(program);
    if (!candidate)
        return candidate.error();
    const Interpreter &interpreter = candidate->interpreter;
    const QStringList words = interpreter.version.split(u' ');
    if (words.first() != choice.implementation)
        return unusable(Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is %2 and not %3."), program,
                                 interpreter.version, choice.implementation));
    const QVersionNumber version = QVersionNumber::fromString(words.last());
    if (version < QVersionNumber::fromString(choice.oldest))
        return unusable(Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is %2; %3 or later is required."), program,
                                 interpreter.version, choice.oldest));
    const QVersionNumber newest = QVersionNumber::fromString(choice.newest);
    if (!newest.isNull() && !newest.isPrefixOf(version) && version > newest)
        return unusable(
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is %2; %3 is the latest supported version."), program,
                     interpreter.version, choice.newest));
    if (!candidate->missing.isEmpty())
        return unusable(Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 has no %2. %3"), program,
                                 candidate->missing, choice.remedy));
    return interpreter;
}

// On PATH pyenv has one shim for all its versions, which refuses those that are not selected.
QStringList programsNamed(const QString &name)
{
    QStringList programs;
    const QString onPath = QStandardPaths::findExecutable(name);
    if (!onPath.isEmpty())
        programs.append(onPath);
    const QDir versions(qEnvironmentVariable("PYENV_ROOT", QDir::homePath() + u"/.pyenv"_s) + u"/versions"_s);
    for (const QString &version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QFileInfo program(versions.filePath(version + u"/bin/"_s + name));
        if (program.isExecutable())
            programs.append(program.absoluteFilePath());
    }
    return programs;
}

} // namespace

InterpreterChoice readInterpreterChoice(const QString &file, const QString &id)
{
    InterpreterChoice choice;
    const Result<QByteArray> json = readRegularFile(file, smallFile);
    if (!json)
        return choice;
    const QJsonObject object = QJsonDocument::fromJson(*json).object();
    choice.programs = toStringList(object[u"interpreters"]);
    choice.implementation = object[u"implementation"].toString();
    choice.oldest = object[u"oldest"].toString();
    choice.newest = object[u"newest"].toString();
    choice.remedy = object[u"remedy"].toString();
    choice.variable += u'_' + id.toUpper();
    return choice;
}

Result<Interpreter> findInterpreter(const InterpreterChoice &choice)
{
    QStringList names = choice.programs;
    const QString chosen = qEnvironmentVariable(choice.variable.toLatin1().constData());
    if (!chosen.isEmpty())
        names = {chosen};
    QList<Sentence> reasons;
    QStringList details;
    for (const QString &name : std::as_const(names)) {
        for (const QString &program : programsNamed(name)) {
            Result<Interpreter> interpreter = accepted(program, choice);
            if (interpreter)
                return interpreter;
            reasons.append(interpreter.error().message);
            details.append(interpreter.error().text());
        }
    }
    const QString detail = details.join(u'\n');
    if (!chosen.isEmpty()) {
        const Sentence reason = reasons.isEmpty()
            ? Sentence(QT_TRANSLATE_NOOP("Sentence", "there is no such program."))
            : reasons.first();
        return Error{ErrorCode::Unavailable,
                     Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                "%1 names %2, which cannot be used: %3 Correct or unset it."),
                              choice.variable, chosen, reason),
                     detail};
    }
    if (!reasons.isEmpty())
        return Error{
            ErrorCode::Unavailable,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "No usable %1 was found: %2 Alternatively, set %3 to its path."),
                     choice.implementation, reasons.first(), choice.variable),
            detail};
    return Error{
        ErrorCode::Unavailable,
        Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 %2 was not found. %3 Alternatively, set %4 to its path."),
                 choice.implementation, acceptedVersions(choice), choice.remedy, choice.variable),
        {}};
}

} // namespace loadstone
