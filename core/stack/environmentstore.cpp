// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/environmentstore.h"

#include "core/stack/environmentbuild.h"
#include "core/stack/environmentfolder.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

// Normalised as Python's packaging rules do for comparison.
QString normalized(const QString &package)
{
    static const QRegularExpression separators(u"[-_.]+"_s);
    return package.toLower().replace(separators, u"-"_s);
}

void addToTree(QList<PackageNode> &nodes, QSet<QString> &listed,
               const QMap<QString, InstalledPackage> &installed, const QString &name, int depth)
{
    const auto package = installed.constFind(name);
    if (package == installed.cend())
        return;
    nodes.append({depth, package->name, package->version});
    if (listed.contains(name))
        return;
    listed.insert(name);
    for (const QString &needed : package->needs)
        addToTree(nodes, listed, installed, normalized(needed), depth + 1);
}

} // namespace

QString installedVersion(const QString &package, const QMap<QString, QString> &installed)
{
    for (auto it = installed.cbegin(); it != installed.cend(); ++it) {
        if (normalized(it.key()) == normalized(package))
            return it.value();
    }
    return {};
}

class EnvironmentStore::Private
{
public:
    QString definitions;
    QString cache;
    QString guardProgram;
    QList<EnvironmentBuild *> builds; // running; children of the store

    QMap<QString, EnvironmentSpec> added;

    EnvironmentSpec spec(const QString &id) const
    {
        if (added.contains(id))
            return added.value(id);
        const QDir folder(QDir(definitions).absoluteFilePath(id));
        return {id, folder.filePath(u"requirements.lock"_s),
                readInterpreterChoice(folder.filePath(u"environment.json"_s), id)};
    }
    std::optional<BuiltEnvironment> built(const QString &id) const { return findBuilt(cache, spec(id)); }
};

EnvironmentStore::EnvironmentStore(const QString &definitions, const QString &cache,
                                   const QString &guardProgram, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>())
{
    m_d->definitions = definitions;
    m_d->cache = QDir(cache).absolutePath();
    m_d->guardProgram = guardProgram;
}

EnvironmentStore::~EnvironmentStore() { qDeleteAll(m_d->builds); }

void EnvironmentStore::add(const EnvironmentSpec &spec) { m_d->added.insert(spec.id, spec); }

QStringList EnvironmentStore::ids() const
{
    QStringList ids = m_d->added.keys();
    for (const QString &name :
         QDir(m_d->definitions).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (QFileInfo::exists(m_d->spec(name).lockFile))
            ids.append(name);
    }
    ids.removeDuplicates();
    ids.sort();
    return ids;
}

EnvironmentState EnvironmentStore::state(const QString &id) const
{
    EnvironmentState state;
    state.id = id;
    if (id.isEmpty()) {
        state.isBuilt = true;
        return state;
    }
    if (!ids().contains(id)) {
        state.reason =
            Sentence(QT_TRANSLATE_NOOP("Sentence", "There is no environment \"%1\". Choose from: %2."), id,
                     ids().join(u", "));
        return state;
    }
    if (const std::optional<BuiltEnvironment> built = m_d->built(id)) {
        state.isBuilt = true;
        state.canBeBuilt = true;
        state.binFolder = built->folder + u"/bin"_s;
        state.python = state.binFolder + u"/python"_s;
        state.interpreter = built->interpreter.version;
        return state;
    }
    const Result<Interpreter> interpreter = findInterpreter(m_d->spec(id).interpreter);
    state.canBeBuilt = interpreter.isOk();
    if (interpreter)
        state.interpreter = interpreter->version;
    else
        state.reason = interpreter.error().message;
    return state;
}

QMap<QString, QString> EnvironmentStore::packages(const QString &id) const
{
    const std::optional<BuiltEnvironment> built = m_d->built(id);
    QMap<QString, QString> packages;
    if (built) {
        for (const InstalledPackage &package : installedPackages(built->folder))
            packages.insert(package.name, package.version);
    }
    return packages;
}

QList<PackageNode> EnvironmentStore::packageTree(const QString &id, const QStringList &packages) const
{
    const std::optional<BuiltEnvironment> built = m_d->built(id);
    if (!built)
        return {};
    QMap<QString, InstalledPackage> installed;
    for (const InstalledPackage &package : installedPackages(built->folder))
        installed.insert(normalized(package.name), package);
    QList<PackageNode> nodes;
    QSet<QString> listed;
    for (const QString &package : packages)
        addToTree(nodes, listed, installed, normalized(package), 0);
    return nodes;
}

void EnvironmentStore::build(const QString &id)
{
    if (id.isEmpty()) {
        QMetaObject::invokeMethod(
            this, [this] { emit built({}, success()); }, Qt::QueuedConnection);
        return;
    }
    auto *build = new EnvironmentBuild(m_d->spec(id), m_d->cache, m_d->guardProgram, this);
    m_d->builds.append(build);
    connect(build, &EnvironmentBuild::progressed, this,
            [this, id](double fraction, const QString &text) { emit progressed(id, fraction, text); });
    connect(build, &EnvironmentBuild::finished, this, [this, id, build](const Status &status) {
        m_d->builds.removeOne(build);
        build->deleteLater();
        emit built(id, status);
    });
    build->start();
}

void EnvironmentStore::cancel()
{
    const QList<EnvironmentBuild *> builds = m_d->builds;
    for (EnvironmentBuild *build : builds)
        build->cancel();
}

} // namespace loadstone
