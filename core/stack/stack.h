// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// One adjustable property of a stack, with its range.
struct ParameterSpec {
    enum class Type { Integer, Boolean, Choice };
    QString name; ///< snake_case
    QString title;
    QString help;
    QString unit; ///< may be empty
    Type type = Type::Integer;
    qint64 min = 0;
    qint64 max = 0;
    QStringList choices;
    QJsonValue defaultValue;
    bool operator==(const ParameterSpec &) const = default;
};

/// A named set of parameter values: "as-published" or "tuned".
struct Preset {
    QString id;
    QString title;
    QString note; ///< what it changes and why
    QJsonObject values;
    std::optional<bool> keepsAlive = std::nullopt; ///< overrides the stack's
    bool operator==(const Preset &) const = default;
};

/// A prerequisite for launching a stack on this machine.
struct Requirement {
    enum class Kind {
        Program,     ///< name: of a program for findProgram()
        Python,      ///< name: "3.7", a CPython of that version
        Environment, ///< name: an environment that is built or can be built
    };
    Kind kind = Kind::Program;
    QString name;
    QString reason; ///< sentence if it is missing; empty: a generated one
    QString remedy; ///< the remedy
    bool operator==(const Requirement &) const = default;
};

/// One argument of a command template, or a group of them that is used only with certain parameter values.
/// `${python}`, `${bin}` (the environment's bin folder), `${host}`, `${port}`, `${run_dir}`,
/// `${certificate}`, `${certificate_key}` (files, with TLS), `${parameter}` and `${program:NAME}` are
/// replaced; there is no shell.
struct CommandPart {
    QStringList arguments;
    QJsonObject when; ///< parameter → value; all must match. Empty: always
    bool operator==(const CommandPart &) const = default;
};

/// The body of an endpoint's response with certain parameter values. Of several entries for one endpoint the
/// first match applies.
struct EndpointBody {
    QString endpoint;               ///< one of Stack::endpoints
    QJsonObject when;               ///< parameter → value; empty: any
    std::optional<QByteArray> body; ///< exact; nothing: only the members below are known
    std::optional<qint64> bytes;    ///< exact length
    QString bytesParameter;         ///< integer parameter whose value is the length; may be empty
    QByteArray sha256;              ///< lower-case hexadecimal digits; may be empty
    bool operator==(const EndpointBody &) const = default;
};

/// The response that proves readiness.
struct Readiness {
    QByteArray path = "/simple-response";
    int status = 200;
    QByteArray body;
    Milliseconds timeout{10'000};
    bool operator==(const Readiness &) const = default;
};

/// How to stop a server of this stack cleanly.
struct StopRule {
    int signal = 15;
    Milliseconds grace{5'000};       ///< after which all remaining processes are killed
    Milliseconds repeatAfter{1'500}; ///< interval before the signal is repeated (some servers lose the first)
    QList<int> cleanExitCodes{0};    ///< dying by `signal` is always clean
    bool operator==(const StopRule &) const = default;
};

/// A peculiarity to know before interpreting a stack's figures.
struct Trap {
    QString text;
    /// The effect on results that it explains, if visible in the figures: "unannounced-close": persistent
    /// connections closed without notice.
    QString explains = {};
    QJsonObject when = {}; ///< parameter → value; all must match. Empty: always
    bool operator==(const Trap &) const = default;
};

/// A server stack of the catalogue: framework + server + how to start it.
struct Stack {
    QString id;
    QString title;
    QString framework;
    QString server;
    QString protocol = QStringLiteral("http");
    QString concurrency;             ///< "asyncio", "threads", "greenlets" …
    QString processModel;            ///< its processes and threads; may be empty
    QString environment;             ///< "cpython" …; empty: it needs none
    QStringList furtherEnvironments; ///< in which its packages are, too: "pypy"
    QString requirementsFile;        ///< absolute; the packages of its own environment; usually empty
    QString summary;                 ///< one sentence for the card
    QString license;
    QString homepage;     ///< may be empty
    QStringList packages; ///< whose versions are recorded with a result
    QString folder;       ///< absolute; the server's working directory
    QString sharedFolder; ///< absolute; Python modules that all stacks share, may be empty
    QString url; ///< address of a server that is already running; then it has no command. Usually empty
    QList<CommandPart> command;
    QList<ParameterSpec> parameters;
    QList<Preset> presets;
    QStringList endpoints;      ///< "GET /simple-response" …
    QList<EndpointBody> bodies; ///< only bodies that depend on parameters
    Readiness readiness;
    StopRule stop;
    QList<Trap> traps;
    QList<Requirement> requirements;
    QString unavailable;          ///< why it runs on no machine; usually empty
    QString substitute;           ///< id of a stack that replaces it; may be empty
    QMap<QString, bool> features; ///< "live_reload" …; unknown ones are absent
    bool keepsAlive = true;       ///< supports persistent connections
    bool operator==(const Stack &) const = default;
};

/// The texts of the stack's traps.
inline QStringList trapTexts(const Stack &stack)
{
    QStringList texts;
    for (const Trap &trap : stack.traps)
        texts.append(trap.text);
    return texts;
}

} // namespace loadstone
