// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/environmentfolder.h"

#include "core/base/newfile.h"
#include "core/base/regularfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QThreadPool>

#include <atomic>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString markerFile(const QString &folder) { return folder + u"/.complete"_s; }

// Exactly ID-<16 hexadecimal digits>, so that "cpython" does not claim "cpython-extra-…".
bool belongsTo(const QString &name, const QString &id)
{
    return name.startsWith(id + u'-') && name.size() == id.size() + 17
        && !name.mid(id.size() + 1).contains(u'-');
}

std::optional<BuiltEnvironment> readMarker(const QString &folder)
{
    const Result<QByteArray> text = readRegularFile(markerFile(folder), smallFile);
    if (!text)
        return {};
    const QJsonObject json = QJsonDocument::fromJson(*text).object();
    return BuiltEnvironment{
        folder, json[u"lock"].toString(), {json[u"interpreter"].toString(), json[u"version"].toString()}};
}

// "typing-extensions>=4.8.0; python_version < '3.11'": only the name matters; the installed packages show
// whether the condition applies.
QString neededPackage(const QString &requirement)
{
    static const QRegularExpression name(u"^[A-Za-z0-9][A-Za-z0-9._-]*"_s);
    static const QRegularExpression extra(u";.*\\bextra\\b"_s);
    return requirement.contains(extra) ? QString() : name.match(requirement).captured();
}

InstalledPackage readMetadata(QFile &metadata)
{
    InstalledPackage package;
    // An empty line ends the headers.
    for (QByteArray line = metadata.readLine(); !line.trimmed().isEmpty(); line = metadata.readLine()) {
        const QString value = QString::fromUtf8(line.mid(line.indexOf(':') + 1)).trimmed();
        if (line.startsWith("Name: "))
            package.name = value;
        else if (line.startsWith("Version: "))
            package.version = value;
        else if (line.startsWith("Requires-Dist: ") && !neededPackage(value).isEmpty())
            package.needs << neededPackage(value);
    }
    package.needs.removeDuplicates();
    return package;
}

} // namespace

QString lockHash(const EnvironmentSpec &spec)
{
    const Result<QByteArray> lock = readRegularFile(spec.lockFile, longestLock);
    if (!lock)
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(*lock);
    if (const Result<QByteArray> tools = readRegularFile(toolsLock(spec), longestLock))
        hash.addData(*tools);
    return QString::fromLatin1(hash.result().toHex());
}

QString toolsLock(const EnvironmentSpec &spec) { return QFileInfo(spec.lockFile).path() + u"/tools.lock"_s; }

QString environmentFolder(const QString &cache, const QString &id, const QString &lockHash,
                          const Interpreter &interpreter)
{
    const QString what = lockHash + u'\n' + interpreter.program + u'\n' + interpreter.version;
    const QByteArray hash = QCryptographicHash::hash(what.toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"%1/%2-%3"_s.arg(cache, id, QString::fromLatin1(hash.left(16)));
}

std::optional<BuiltEnvironment> findBuilt(const QString &cache, const EnvironmentSpec &spec)
{
    const QString hash = lockHash(spec);
    if (hash.isEmpty())
        return {};
    const bool isChosen = !qEnvironmentVariableIsEmpty(spec.interpreter.variable.toLatin1().constData());
    const QDir directory(cache);
    for (const QString &name : directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time)) {
        if (!belongsTo(name, spec.id))
            continue;
        std::optional<BuiltEnvironment> built = readMarker(directory.absoluteFilePath(name));
        if (!built || built->lockHash != hash || !QFileInfo(built->interpreter.program).isExecutable()
            || !QFileInfo(built->folder + u"/bin/python"_s).isExecutable())
            continue;
        if (isChosen) {
            const Result<Interpreter> wanted = findInterpreter(spec.interpreter);
            if (!wanted || wanted.value() != built->interpreter)
                continue;
        }
        return built;
    }
    return {};
}

Status writeMarker(const BuiltEnvironment &built)
{
    const QString file = markerFile(built.folder);
    const QJsonObject json{{u"lock"_s, built.lockHash},
                           {u"interpreter"_s, built.interpreter.program},
                           {u"version"_s, built.interpreter.version}};
    if (const QString problem = saveFile(file, QJsonDocument(json).toJson()); !problem.isEmpty())
        return Error{ErrorCode::Io,
                     Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                "%1 cannot be written: %2. Free some space and try again."),
                              file, problem),
                     {}};
    return success();
}

void discardFolder(const QString &folder)
{
    if (!QFileInfo::exists(folder))
        return;
    static std::atomic<int> count = 0;
    QString doomed = u"%1.removing-%2-%3"_s.arg(folder).arg(QCoreApplication::applicationPid()).arg(++count);
    if (!QDir().rename(folder, doomed))
        doomed = folder;
    QThreadPool::globalInstance()->start([doomed] { QDir(doomed).removeRecursively(); });
}

void discardOthers(const QString &cache, const QString &id, const QString &keep)
{
    const QDir directory(cache);
    for (const QString &name : directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = directory.absoluteFilePath(name);
        const qsizetype tail = name.indexOf(u".removing-"_s);
        const QString plain = tail < 0 ? name : name.left(tail);
        if (belongsTo(plain, id) && QFileInfo(folder) != QFileInfo(keep))
            discardFolder(folder);
    }
}

QList<InstalledPackage> installedPackages(const QString &folder)
{
    QList<InstalledPackage> packages;
    const QStringList pythons =
        QDir(folder + u"/lib"_s).entryList({u"py*"_s}, QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &python : pythons) {
        const QDir site(u"%1/lib/%2/site-packages"_s.arg(folder, python));
        for (const QString &name : site.entryList({u"*.dist-info"_s}, QDir::Dirs)) {
            QFile metadata(site.absoluteFilePath(name + u"/METADATA"_s));
            if (openRegularFile(metadata, smallFile))
                packages << readMetadata(metadata);
        }
    }
    return packages;
}

} // namespace loadstone
