// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/stack/interpreter.h"

#include <QMap>
#include <QObject>
#include <QString>

#include <memory>

namespace loadstone
{

/// The definition of a Python environment.
struct EnvironmentSpec {
    QString id;       ///< "cpython"
    QString lockFile; ///< absolute; for a user's own stack possibly a list without hashes
    InterpreterChoice interpreter = {};
};

/// The version of an installed package, whose name may be spelt differently ("flask" is "Flask",
/// "grpcio_tools" is "grpcio-tools"); empty if not installed.
QString installedVersion(const QString &package, const QMap<QString, QString> &installed);

/// One line of a package tree.
struct PackageNode {
    int depth = 0; ///< 0 for the named packages
    QString name;
    QString version;
    bool operator==(const PackageNode &) const = default;
};

/// State of an environment on this machine.
struct EnvironmentState {
    QString id;
    bool isBuilt = false;    ///< with the current hash of the lock
    bool canBeBuilt = false; ///< an interpreter with venv was found
    Sentence reason;         ///< why not, with the remedy
    QString python;          ///< interpreter inside, if built
    QString binFolder;
    QString interpreter; ///< "CPython 3.11.2"
};

/// Builds and stores Python environments in the user's cache: ENV-<hash of lock and interpreter>. Only
/// folders with a `.complete` marker, which is written last, are ever used. One build of an environment at a
/// time, also across processes (lock file); others wait. Used in one thread.
class EnvironmentStore : public QObject
{
    Q_OBJECT
public:
    /// @param definitions folder with one folder per environment. @param cache where to build.
    /// @param guardProgram the executable that provides the hidden role `guard`, which every build runs under
    EnvironmentStore(const QString &definitions, const QString &cache, const QString &guardProgram,
                     QObject *parent = nullptr);
    ~EnvironmentStore() override;

    /// Adds the environment of a user's stack. Replaces one of the same id.
    void add(const EnvironmentSpec &spec);

    QStringList ids() const;
    /// The empty id is the environment of a stack that needs none: built, without a Python. Reads only files
    /// if the environment is built, or after a build(). Otherwise it blocks for about 100 ms, once per
    /// process, to run an interpreter that reports its version.
    EnvironmentState state(const QString &id) const;
    /// Installed packages of a built environment: name → version.
    QMap<QString, QString> packages(const QString &id) const;
    /// The named packages, each followed by its dependencies, as installed in a built environment. Repeated
    /// packages are not expanded again.
    QList<PackageNode> packageTree(const QString &id, const QStringList &packages) const;

    /// Builds in the background unless built or the id is empty; `built` always follows, exactly once per
    /// call.
    void build(const QString &id);
    /// Ends running and waiting builds; each reports ErrorCode::Stopped and removes its files.
    void cancel();

signals:
    /// @param fraction 0…1, -1 if unknown. @param text the current step
    void progressed(const QString &id, double fraction, const QString &text);
    void built(const QString &id, const loadstone::Status &status);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
