// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/profilecheck.h"

#include "core/base/nearest.h"
#include "core/profile/enginetraits.h"
#include "core/profile/upstream.h"
#include "core/profile/validation/validatestacks.h"
#include "core/run/requestfit.h"
#include "core/run/sweptservers.h"
#include "core/run/thresholdcheck.h"
#include "core/stack/catalogue.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ProfileCheck
{
    Q_DECLARE_TR_FUNCTIONS(ProfileCheck)
};

QList<ServerFault> findFaults(const Stack &stack, const ServerEntry &entry)
{
    QStringList presets;
    for (const Preset &preset : stack.presets)
        presets << preset.id;
    if (!presets.contains(entry.preset)) {
        const QString nearest = nearestName(entry.preset, presets);
        const QString remedy = nearest.isEmpty() ? ProfileCheck::tr("It has %1.").arg(presets.join(u", "_s))
                                                 : ProfileCheck::tr("Did you mean \"%1\"?").arg(nearest);
        return {{u"preset"_s,
                 ProfileCheck::tr("%1 has no preset \"%2\". %3").arg(stack.title, entry.preset, remedy)}};
    }
    if (const QString problem = environmentProblem(stack, entry); !problem.isEmpty())
        return {{u"environment"_s, problem}};
    // One at a time, so that every wrong parameter is reported at its own place.
    QList<ServerFault> faults;
    for (auto it = entry.parameters.begin(); it != entry.parameters.end() && faults.size() < mostJsonProblems;
         ++it) {
        ServerEntry single = entry;
        single.parameters = QJsonObject{{it.key(), it.value()}};
        if (const Result<QJsonObject> resolved = resolveParameters(stack, single); !resolved)
            faults << ServerFault{u"parameters/"_s + it.key(), resolved.error().text()};
    }
    return faults;
}

/// The profile's requests that this server cannot serve.
QList<ServerFault> findRequestFaults(const Stack &stack, const ServerEntry &entry, const Profile &profile)
{
    const QString place = u"stack"_s;
    if (const QString problem = protocolProblem(stack, profile.connection.engine); !problem.isEmpty())
        return {{place, problem}};
    QList<ServerFault> faults;
    // Wrong parameters are reported at their own places.
    const Result<QJsonObject> parameters = resolveParameters(stack, entry);
    for (const QString &problem : requestProblems(stack, parameters ? *parameters : QJsonObject(), profile))
        faults << ServerFault{place, problem};
    return faults;
}

/// Whether an enabled server of the profile has `path` among its own endpoints.
bool isServed(const Profile &profile, const Catalogue &catalogue, const RequestTemplate &request)
{
    return std::any_of(profile.servers.cbegin(), profile.servers.cend(), [&](const ServerEntry &entry) {
        const Stack *stack = entry.isEnabled ? catalogue.find(entry.stackId) : nullptr;
        return stack && !findEndpoint(*stack, request).isEmpty();
    });
}

/// Requests of the catalogue's endpoints that call the slow upstream, in a profile that has none. An own
/// server may give these paths another meaning, so only declared endpoints count.
QList<ProfileProblem> validateUpstream(const Profile &profile, const Catalogue &catalogue)
{
    QList<ProfileProblem> problems;
    if (profile.upstream.api != Upstream::Api::None)
        return problems;
    for (qsizetype i = 0; i < profile.requests.size(); ++i) {
        const RequestTemplate &request = profile.requests.at(i);
        if (!callsUpstream(request.path) || !isServed(profile, catalogue, request))
            continue;
        problems.append(
            {ProfileProblem::Severity::Error,
             u"/requests/%1/path"_s.arg(i),
             {},
             ProfileCheck::tr("%1 makes the server call the slow upstream, and this profile has none. Add "
                              "\"upstream\": {\"api\": \"slow-api\", \"delay_s\": 1}.")
                 .arg(QString::fromUtf8(request.path.split('?').constFirst()))});
    }
    return problems;
}

/// A protocol's name for people.
QString protocolTitle(const QString &protocol) { return protocol == grpcProtocol() ? u"gRPC"_s : u"HTTP"_s; }

} // namespace

QString engineFor(const Stack &stack) { return defaultEngineFor(stack.protocol); }

QString protocolProblem(const Stack &stack, const QString &engine)
{
    const QString spoken = engineProtocol(engine);
    if (stack.protocol == spoken)
        return {};
    const QString remedy = engineFor(stack);
    return ProfileCheck::tr("%1 speaks %2, but the engine \"%3\" speaks %4. Set \"engine\" of /connection to "
                            "\"%5\"; servers of both kinds need a profile each.")
        .arg(stack.title, protocolTitle(stack.protocol), engine, protocolTitle(spoken), remedy);
}

QString environmentProblem(const Stack &stack, const ServerEntry &entry)
{
    if (entry.environment.isEmpty() || entry.environment == stack.environment
        || stack.furtherEnvironments.contains(entry.environment))
        return {};
    const QStringList all = QStringList{stack.environment} + stack.furtherEnvironments;
    return ProfileCheck::tr("%1 does not run in the environment \"%2\". Use one of: %3.")
        .arg(stack.title, entry.environment.left(100), all.join(u", "_s));
}

QList<ProfileProblem> validateWithCatalogue(const Profile &profile, const Catalogue &catalogue)
{
    QStringList known;
    for (const Stack &stack : catalogue.stacks())
        known << stack.id;
    // A stack that was left out is not a typing error: its own error is reported.
    for (const ServerEntry &entry : profile.servers) {
        if (catalogue.brokenStack(entry.stackId) != nullptr)
            known << entry.stackId;
    }
    const ServerCheck check = [&catalogue, &profile](const ServerEntry &entry) -> QList<ServerFault> {
        const Stack *stack = catalogue.find(entry.stackId);
        if (!stack) {
            const Error *fault = catalogue.brokenStack(entry.stackId);
            return fault ? QList{ServerFault{u"stack"_s, fault->text()}} : QList<ServerFault>();
        }
        QList<ServerFault> faults = findFaults(*stack, entry);
        if (entry.isEnabled)
            faults << findRequestFaults(*stack, entry, profile);
        return faults;
    };
    return validateStacks(profile, known, check) + validateUpstream(profile, catalogue)
        + validateSweepWithCatalogue(profile, catalogue) + validateThresholdServers(profile, catalogue);
}

void checkWithCatalogue(ProfileReading &reading, const Catalogue &catalogue)
{
    if (reading.draft)
        addProblems(reading, validateWithCatalogue(*reading.draft, catalogue));
}

} // namespace loadstone
