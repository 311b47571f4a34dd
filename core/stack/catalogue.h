// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"
#include "core/stack/stack.h"

#include <QList>
#include <QMap>

namespace loadstone
{

/// All known stacks: the installed ones and the user's own.
class Catalogue
{
public:
    /// Loads every FOLDER/*/stack.json. Invalid ones are omitted and reported by problems().
    static Catalogue load(const QStringList &folders);
    /// A catalogue of the given stacks, unchanged.
    static Catalogue of(QList<Stack> stacks);

    const QList<Stack> &stacks() const { return m_stacks; }
    const Stack *find(const QString &id) const; ///< nullptr when unknown
    QString nearest(const QString &id) const;   ///< closest id to a misspelt one; empty if none
    /// Why the stack in the folder of this name was omitted; nullptr if it was not.
    const Error *brokenStack(const QString &id) const;
    Error unknown(const QString &id) const; ///< error for an unknown or omitted stack
    const QList<Error> &problems() const { return m_problems; }

private:
    void sort();

    QList<Stack> m_stacks; // sorted by id
    QList<Error> m_problems;
    QMap<QString, Error> m_broken; // by folder name
};

/// Effective values of all parameters of the stack: default ← preset ← entry. Errors name the parameter, the
/// range, and the closest known name.
Result<QJsonObject> resolveParameters(const Stack &stack, const ServerEntry &entry);

/// Values of the `${…}` placeholders of a command template.
struct CommandContext {
    QString python;
    QString binFolder;
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 0;
    QString runFolder;           ///< for private files of this launch, removed after it
    QString certificate = {};    ///< file; empty without TLS
    QString certificateKey = {}; ///< file; empty without TLS
};
/// The program with its arguments.
Result<QStringList> resolveCommand(const Stack &stack, const QJsonObject &parameters,
                                   const CommandContext &context);
/// The environment variables that pass parameters and service settings to a stack: LOADSTONE_HOST,
/// LOADSTONE_PORT, LOADSTONE_PROCESS_DELAY_MS, LOADSTONE_STREAM_FILE, LOADSTONE_CERTIFICATE and
/// LOADSTONE_CERTIFICATE_KEY (empty without TLS), LOADSTONE_PARAM_<NAME>, and PYTHONPATH for the shared
/// payload module and applications.
QMap<QString, QString> serviceEnvironment(const Stack &stack, const QJsonObject &parameters,
                                          const Service &service, const QString &streamFile,
                                          const CommandContext &context);

} // namespace loadstone
