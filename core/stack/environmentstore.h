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

/// A Python environment that can be built.
struct EnvironmentSpec {
    QString id;       ///< "cpython"
    QString lockFile; ///< absolute; for a stack of one's own it need not be a lock with hashes
    InterpreterChoice interpreter = {};
};

/// The version of a package among installed ones, whose names may be written otherwise ("flask" is
/// "Flask", "grpcio_tools" is "grpcio-tools"); empty when it is not installed.
QString installedVersion(const QString &package, const QMap<QString, QString> &installed);

/// One line of a tree of packages.
struct PackageNode {
    int depth = 0; ///< 0 for what was asked for
    QString name;
    QString version;
    bool operator==(const PackageNode &) const = default;
};

/// State of an environment on this machine.
struct EnvironmentState {
    QString id;
    bool isBuilt = false;    ///< and the lock's hash matches
    bool canBeBuilt = false; ///< an interpreter with venv was found
    QString reason;          ///< why not, and what to do
    QString python;          ///< interpreter inside, when built
    QString binFolder;
    QString interpreter; ///< "CPython 3.11.2"
};

/// Builds and keeps Python environments in the user's cache: ENV-<hash of lock and interpreter>.
/// Only a folder with a `.complete` marker, written last, is ever used. One build of an environment
/// at a time, also across processes (lock file); further ones wait. Used in one thread.
class EnvironmentStore : public QObject
{
    Q_OBJECT
public:
    /// @param definitions folder with one folder per environment. @param cache where to build.
    /// @param guardProgram the executable whose hidden role `guard` every build runs under
    EnvironmentStore(const QString &definitions, const QString &cache, const QString &guardProgram,
                     QObject *parent = nullptr);
    ~EnvironmentStore() override;

    /// Adds the environment that a stack brings along. One of the same id is replaced.
    void add(const EnvironmentSpec &spec);

    QStringList ids() const;
    /// The empty id is the environment of a stack that needs none: built, without a Python. Looks at
    /// files only when the environment is built, or after a build(). Else it waits for an interpreter
    /// that is asked for its version once in the life of the process, some 100 ms.
    EnvironmentState state(const QString &id) const;
    /// Installed package → version of a built environment.
    QMap<QString, QString> packages(const QString &id) const;
    /// The packages named and below each what it needs, as installed in a built environment. What
    /// was listed before is not followed again.
    QList<PackageNode> packageTree(const QString &id, const QStringList &packages) const;

    /// Builds in the background unless built or the id is empty; `built` follows always, exactly once per call.
    void build(const QString &id);
    /// Ends running and waiting builds; each reports ErrorCode::Stopped and leaves nothing behind.
    void cancel();

signals:
    /// @param fraction 0…1, -1 unknown. @param text what is being done
    void progressed(const QString &id, double fraction, const QString &text);
    void built(const QString &id, const loadstone::Status &status);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
