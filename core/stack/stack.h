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
    std::optional<bool> keepsAlive = std::nullopt; ///< unlike the stack says
    bool operator==(const Preset &) const = default;
};

/// What has to be on the machine before a stack can be launched.
struct Requirement {
    enum class Kind {
        Program,     ///< name: looked for as findProgram() does
        Python,      ///< name: "3.7", a CPython of that version
        Environment, ///< name: an environment that is built or can be built
    };
    Kind kind = Kind::Program;
    QString name;
    QString reason; ///< the sentence to tell when it is missing; empty: one is made
    QString remedy; ///< what to do then
    bool operator==(const Requirement &) const = default;
};

/// One argument of a command template, or a group of them that is used only when parameters have
/// certain values. `${python}`, `${bin}` (the environment's bin folder), `${host}`, `${port}`,
/// `${run_dir}`, `${certificate}`, `${certificate_key}` (files, with TLS), `${parameter}` and
/// `${program:NAME}` are replaced; there is no shell.
struct CommandPart {
    QStringList arguments;
    QJsonObject when; ///< parameter → value; all of them must hold. Empty: always
    bool operator==(const CommandPart &) const = default;
};

/// The body of an endpoint's response while parameters have certain values. Of all entries for one
/// endpoint the first whose values all hold counts.
struct EndpointBody {
    QString endpoint;               ///< one of Stack::endpoints
    QJsonObject when;               ///< parameter → value; empty: whatever they are
    std::optional<QByteArray> body; ///< exact; nothing: only what follows is known
    std::optional<qint64> bytes;    ///< exact length
    QString bytesParameter;         ///< integer parameter whose value is the length; may be empty
    QByteArray sha256;              ///< lower-case hexadecimal digits; may be empty
    bool operator==(const EndpointBody &) const = default;
};

/// The answer that proves that a server is ready.
struct Readiness {
    QByteArray path = "/simple-response";
    int status = 200;
    QByteArray body;
    Milliseconds timeout{10'000};
    bool operator==(const Readiness &) const = default;
};

/// How a stack ends well.
struct StopRule {
    int signal = 15;
    Milliseconds grace{5'000};       ///< until everything left is killed
    Milliseconds repeatAfter{1'500}; ///< the signal is sent again then (some servers lose the first)
    QList<int> cleanExitCodes{0};    ///< dying by `signal` is always clean
    bool operator==(const StopRule &) const = default;
};

/// What to know before reading a stack's figures.
struct Trap {
    QString text;
    /// What of a result it explains, where that can be seen in the figures:
    /// "unannounced-close": connections that were kept and then closed without a word.
    QString explains = {};
    QJsonObject when = {}; ///< parameter → value; all of them must hold. Empty: always
    bool operator==(const Trap &) const = default;
};

/// A server stack of the catalogue: framework + server + how to start it.
struct Stack {
    QString id;
    QString title;
    QString framework;
    QString server;
    QString protocol = QStringLiteral("http");
    QString concurrency;      ///< "asyncio", "threads", "greenlets" …
    QString processModel;     ///< which processes and threads it runs as; may be empty
    QString environment;      ///< "cpython" …; empty: it needs none
    QString requirementsFile; ///< absolute; its own environment is built from it; mostly empty
    QString summary;          ///< one sentence for the card
    QString license;
    QString homepage;     ///< may be empty
    QStringList packages; ///< whose versions are recorded with a result
    QString folder;       ///< absolute; the server's working directory
    QString sharedFolder; ///< absolute; Python modules that all stacks share, may be empty
    QString url;          ///< where it runs already; then it has no command. Mostly empty
    QList<CommandPart> command;
    QList<ParameterSpec> parameters;
    QList<Preset> presets;
    QStringList endpoints;      ///< "GET /simple-response" …
    QList<EndpointBody> bodies; ///< only where parameters change them
    Readiness readiness;
    StopRule stop;
    QList<Trap> traps;
    QList<Requirement> requirements;
    QString unavailable;          ///< why it runs on no machine; empty for nearly all
    QString substitute;           ///< id of the stack that stands in for it; may be empty
    QMap<QString, bool> features; ///< "live_reload" …; what is not known is not there
    bool keepsAlive = true;       ///< answers several requests on one connection
    bool operator==(const Stack &) const = default;
};

/// What the stack's traps say.
inline QStringList trapTexts(const Stack &stack)
{
    QStringList texts;
    for (const Trap &trap : stack.traps)
        texts.append(trap.text);
    return texts;
}

} // namespace loadstone
