// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/sweptservers.h"

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/profile/limits.h"
#include "core/run/profilecheck.h"
#include "core/run/requestfit.h"
#include "core/stack/catalogue.h"
#include "core/stack/parameters.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class SweptServers
{
    Q_DECLARE_TR_FUNCTIONS(SweptServers)
};

bool isVariedBy(const Stack &stack, const QString &setting)
{
    if (setting == environmentSetting())
        return !stack.furtherEnvironments.isEmpty();
    return isProfileSetting(setting) || setting == presetSetting() || findParameter(stack, setting);
}

/// What keeps the server from being run in a cell, a sentence each.
QStringList cellProblems(const Stack &stack, const ServerEntry &entry, const Profile &profile)
{
    if (const QString problem = protocolProblem(stack, profile.connection.engine); !problem.isEmpty())
        return {problem};
    if (const QString problem = environmentProblem(stack, entry); !problem.isEmpty())
        return {problem};
    const Result<QJsonObject> parameters = resolveParameters(stack, entry);
    return parameters ? requestProblems(stack, *parameters, profile) : QStringList{parameters.error().text()};
}

/// The profile's enabled servers of known stacks.
QList<QPair<ServerEntry, const Stack *>> knownServers(const Profile &profile, const Catalogue &catalogue)
{
    QList<QPair<ServerEntry, const Stack *>> servers;
    for (const ServerEntry &entry : profile.servers) {
        const Stack *stack = entry.isEnabled ? catalogue.find(entry.stackId) : nullptr;
        if (stack)
            servers.append({entry, stack});
    }
    return servers;
}

QString noServerHas(const QString &setting, const QList<QPair<ServerEntry, const Stack *>> &servers)
{
    QStringList names;
    for (const auto &[entry, stack] : servers) {
        for (const ParameterSpec &spec : stack->parameters)
            names << spec.name;
    }
    names << presetSetting();
    for (const auto &server : servers) {
        if (isVariedBy(*server.second, environmentSetting()))
            names << environmentSetting();
    }
    names.removeDuplicates();
    QString nearest = nearestName(setting, names);
    for (const QString &key : sweepableSettings()) {
        if (nearest.isEmpty() && key.endsWith(u'/' + setting))
            nearest = key;
    }
    return SweptServers::tr("No server of this profile has the parameter \"%1\". %2")
        .arg(setting.left(100),
             nearest.isEmpty() ? SweptServers::tr("Use one of: %1.").arg(listedNames(names))
                               : SweptServers::tr("Did you mean \"%1\"?").arg(nearest));
}

/// The first problem that a value adds to those that some server has anyway; empty if it fits all.
QString valueFault(const Profile &profile, const SweepValue &value,
                   const QList<QPair<ServerEntry, const Stack *>> &servers)
{
    const Profile applied = applyCell(profile, {value});
    for (const auto &[entry, stack] : servers) {
        if (!isVariedBy(*stack, value.setting))
            continue;
        const QStringList known = cellProblems(*stack, entry, profile);
        for (const QString &problem : cellProblems(*stack, applyCell(entry, {value}), applied)) {
            if (!known.contains(problem))
                return problem;
        }
    }
    return {};
}

QString nameOfCell(const QString &server, const SweepCell &cell)
{
    QStringList parts{server};
    for (const SweepValue &value : cell)
        parts << sweepText(value);
    return parts.join(u", "_s);
}

} // namespace

Sweep sweepOf(const Stack &stack, const Sweep &sweep)
{
    Sweep own = sweep;
    own.dimensions.removeIf(
        [&stack](const SweepDimension &dimension) { return !isVariedBy(stack, dimension.setting); });
    return own;
}

Result<QList<ResolvedServer>> expandSweep(const QList<ResolvedServer> &servers, const Profile &profile)
{
    QList<ResolvedServer> expanded;
    for (const ResolvedServer &server : servers) {
        for (const SweepCell &cell : sweepCells(sweepOf(server.stack, profile.sweep))) {
            ResolvedServer swept = server;
            swept.cell = cell;
            swept.baseName = cell.isEmpty() ? QString() : server.name;
            swept.name = nameOfCell(server.name, cell);
            swept.entry = applyCell(server.entry, cell);
            const QStringList problems = cellProblems(swept.stack, swept.entry, applyCell(profile, cell));
            if (!problems.isEmpty())
                return Error{ErrorCode::Usage, problems.first(), problems.join(u'\n')};
            swept.parameters = *resolveParameters(swept.stack, swept.entry);
            if (!swept.entry.environment.isEmpty())
                swept.stack.environment = swept.entry.environment;
            expanded << swept;
        }
    }
    return expanded;
}

QList<ProfileProblem> validateSweepWithCatalogue(const Profile &profile, const Catalogue &catalogue)
{
    QList<ProfileProblem> problems;
    if (countCells(profile.sweep) > limits::mostSweepCells)
        return problems; // reported without the catalogue
    const auto servers = knownServers(profile, catalogue);
    const auto add = [&problems](const QString &pointer, const QString &message) {
        problems.append({ProfileProblem::Severity::Error, pointer, {}, message});
    };
    for (qsizetype i = 0; i < profile.sweep.dimensions.size() && !servers.isEmpty(); ++i) {
        const SweepDimension &dimension = profile.sweep.dimensions.at(i);
        const QString pointer = childPointer(u"/sweep/dimensions"_s, i);
        const bool isVaried = std::any_of(servers.begin(), servers.end(), [&dimension](const auto &server) {
            return isVariedBy(*server.second, dimension.setting);
        });
        if (!isVaried) {
            add(pointer + u"/setting"_s, noServerHas(dimension.setting, servers));
            continue;
        }
        if (isProfileSetting(dimension.setting) && !sweepableSettings().contains(dimension.setting))
            continue; // reported without the catalogue
        for (qsizetype v = 0; v < dimension.values.size(); ++v) {
            const QString fault = valueFault(profile, {dimension.setting, dimension.values.at(v)}, servers);
            if (!fault.isEmpty())
                add(childPointer(pointer + u"/values"_s, v), fault);
        }
    }
    return problems;
}

} // namespace loadstone
