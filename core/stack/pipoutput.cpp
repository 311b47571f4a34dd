// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/pipoutput.h"

#include "core/text/preparationtext.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

// Approximate shares of the time of a build with downloads on an average connection.
constexpr double collectShare = 0.6;
constexpr double buildShare = 0.65;
constexpr double installShare = 0.85;

struct Cause {
    const char *pattern;
    ErrorCode code;
    const char *message;
};

// The first match is the cause: later output of pip is often only a consequence.
constexpr Cause causes[] = {
    {"No space left on device|Disk quota exceeded", ErrorCode::Io,
     QT_TRANSLATE_NOOP("Sentence",
                       "There is not enough space for the Python packages. Free some (about 600 MB are "
                       "needed) and try again.")},
    {"DO NOT MATCH THE HASHES", ErrorCode::Process,
     QT_TRANSLATE_NOOP("Sentence",
                       "A downloaded package is not the one that was locked, so nothing was installed. Check "
                       "the package index "
                       "that pip is configured to use.")},
    {"Hashes are required|must have their versions pinned|Invalid requirement|Expected .* after|Could not "
     "parse",
     ErrorCode::Usage,
     QT_TRANSLATE_NOOP(
         "Sentence",
         "The list of locked packages is not valid. Install Loadstone again, or make the list again with "
         "pip-compile --generate-hashes.")},
    {"Python\\.h: No such file|command '[^']*(gcc|cc)[^']*' failed|(gcc|cc): (command )?not found|"
     "you need a C compiler|No such file or directory: '[^']*(gcc|cc)'|unable to find a C compiler",
     ErrorCode::Unavailable,
     QT_TRANSLATE_NOOP(
         "Sentence",
         "A package has to be compiled and there is no C compiler, or no Python headers. Install them (on "
         "Debian: "
         "apt-get install build-essential python3-dev) and try again.")},
    {"requires a different Python|Requires-Python", ErrorCode::Unavailable,
     QT_TRANSLATE_NOOP(
         "Sentence",
         "The locked packages are not made for this version of Python. Install Python 3.11, or set "
         "LOADSTONE_PYTHON to one.")},
    {"CERTIFICATE_VERIFY_FAILED", ErrorCode::Network,
     QT_TRANSLATE_NOOP("Sentence",
                       "The certificate of the package index is not trusted here. Configure pip's CA "
                       "certificates (pip config set global.cert FILE), and try again.")},
    {"Temporary failure in name resolution|Name or service not known|NewConnectionError|Network is "
     "unreachable|"
     "Connection refused|ConnectTimeout|ReadTimeout|ProxyError|Max retries exceeded|SSLError",
     ErrorCode::Network,
     QT_TRANSLATE_NOOP("Sentence",
                       "The package index cannot be reached. Check the network, or pip's configuration "
                       "(proxy, index), and try "
                       "again.")},
    {"No matching distribution found|Could not find a version", ErrorCode::Unavailable,
     QT_TRANSLATE_NOOP("Sentence",
                       "The package index does not have a locked package. Check the network and pip's "
                       "configuration (index), "
                       "and "
                       "try again.")},
};

/// The lines that pip marks as errors, in order, without duplicates.
QStringList errorLines(const QString &output)
{
    QStringList lines;
    for (const QString &line : output.split(u'\n')) {
        if (line.startsWith(u"ERROR:"_s))
            lines << line.mid(6).trimmed();
    }
    lines.removeDuplicates();
    return lines;
}

/// pip's own error message; its last output if no line is marked as an error.
QString pipErrorText(const QString &output)
{
    constexpr qsizetype mostLines = 3;
    QStringList lines = errorLines(output);
    if (lines.isEmpty())
        lines = output.split(u'\n', Qt::SkipEmptyParts);
    return lines.mid(std::max<qsizetype>(0, lines.size() - mostLines)).join(u" / "_s).trimmed();
}

const Cause *findCause(const QString &output)
{
    for (const Cause &cause : causes) {
        if (QRegularExpression(QString::fromUtf8(cause.pattern)).match(output).hasMatch())
            return &cause;
    }
    return nullptr;
}

/// A hand-written list has to be corrected by its author, and pip's message is the most precise.
Error ownListFailure(const QString &list, const QString &output, int exitCode, const Cause *cause)
{
    const bool isOfList = cause == nullptr || cause->code == ErrorCode::Usage;
    const QString words = pipErrorText(output);
    const Sentence pip =
        words.isEmpty() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "exit code %1"), exitCode) : Sentence(words);
    if (isOfList)
        return {ErrorCode::Unavailable,
                Sentence(QT_TRANSLATE_NOOP("Sentence", "The packages of %1 could not be installed. pip: %2"),
                         list, pip),
                output};
    return {cause->code,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "The packages of %1 could not be installed. %2 pip: %3"),
                     list, Sentence(cause->message), pip),
            output};
}

} // namespace

int lockedPackages(const QString &lockText)
{
    static const QRegularExpression name(u"^[A-Za-z0-9][^\\s]*=="_s, QRegularExpression::MultilineOption);
    int count = 0;
    for (auto it = name.globalMatch(lockText); it.hasNext(); it.next())
        ++count;
    return count;
}

bool PipProgress::read(const QString &line)
{
    static const QRegularExpression collecting(u"^Collecting ([A-Za-z0-9._-]+)"_s);
    static const QRegularExpression building(u"^\\s*Building wheel for ([^ ]+) .*started"_s);
    if (const QRegularExpressionMatch match = collecting.match(line); match.hasMatch()) {
        ++m_collected;
        const double share = std::min(1.0, double(m_collected) / std::max(m_packages, 1));
        const double fraction = m_packages > 0 ? collectShare * share : -1;
        advance(fraction, downloadingPackageText(match.captured(1)));
        return true;
    }
    if (const QRegularExpressionMatch match = building.match(line); match.hasMatch()) {
        advance(buildShare, compilingPackageText(match.captured(1)));
        return true;
    }
    if (line.startsWith(u"Installing collected packages"_s)) {
        advance(installShare, installingPackagesText());
        return true;
    }
    return false;
}

void PipProgress::advance(double fraction, const QString &text)
{
    m_fraction = fraction < 0 ? -1 : std::max(m_fraction, fraction);
    m_text = text;
}

Error pipFailure(const QString &output, int exitCode, const QString &ownList)
{
    const Cause *cause = findCause(output);
    if (!ownList.isEmpty())
        return ownListFailure(ownList, output, exitCode, cause);
    if (cause != nullptr)
        return {cause->code, Sentence(cause->message), output};
    const QString line = errorLines(output).value(errorLines(output).size() - 1);
    if (line.isEmpty())
        return {
            ErrorCode::Process,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "Installing the Python packages failed with exit code %1. Try again."),
                     exitCode),
            output};
    return {ErrorCode::Process,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "Installing the Python packages failed: %1. Try again."),
                     line),
            output};
}

} // namespace loadstone
