// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"
#include "core/stack/stack.h"

#include <QList>
#include <QMap>

namespace loadstone
{

/// The stacks that can be named: the installed ones and the user's own.
class Catalogue
{
public:
    /// Loads every FOLDER/*/stack.json. Broken ones are left out and told in problems().
    static Catalogue load(const QStringList &folders);
    /// Stacks that come from elsewhere, as they are.
    static Catalogue of(QList<Stack> stacks);

    const QList<Stack> &stacks() const { return m_stacks; }
    const Stack *find(const QString &id) const; ///< nullptr when unknown
    QString nearest(const QString &id) const;   ///< best guess for a misspelt id; empty if none
    /// Why a stack whose folder has this name is left out; nullptr when none is.
    const Error *brokenStack(const QString &id) const;
    Error unknown(const QString &id) const; ///< tells that there is no such stack, or why it is left out
    const QList<Error> &problems() const { return m_problems; }

private:
    void sort();

    QList<Stack> m_stacks; // sorted by id
    QList<Error> m_problems;
    QMap<QString, Error> m_broken; // by the name of the folder
};

/// Every parameter of the stack with its effective value: default ← preset ← entry. Errors name
/// the parameter, the range, and the nearest known name.
Result<QJsonObject> resolveParameters(const Stack &stack, const ServerEntry &entry);

/// What a command template's `${…}` stand for.
struct CommandContext {
    QString python;
    QString binFolder;
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 0;
    QString runFolder;           ///< for private files of this launch, gone after it
    QString certificate = {};    ///< file; empty without TLS
    QString certificateKey = {}; ///< file; empty without TLS
};
/// The program and its arguments.
Result<QStringList> resolveCommand(const Stack &stack, const QJsonObject &parameters,
                                   const CommandContext &context);
/// The environment variables that tell a stack its parameters and its service:
/// LOADSTONE_HOST, LOADSTONE_PORT, LOADSTONE_PROCESS_DELAY_MS, LOADSTONE_STREAM_FILE,
/// LOADSTONE_CERTIFICATE and LOADSTONE_CERTIFICATE_KEY (empty without TLS), LOADSTONE_PARAM_<NAME>,
/// and PYTHONPATH for the shared payload module and applications.
QMap<QString, QString> serviceEnvironment(const Stack &stack, const QJsonObject &parameters,
                                          const Service &service, const QString &streamFile,
                                          const CommandContext &context);

} // namespace loadstone
