// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatesweep.h"

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/profile/limits.h"
#include "core/profile/sweep.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/validation/validation.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString unknownSetting(const QString &setting)
{
    const QString nearest = nearestName(setting, sweepableSettings());
    return ProfileProblems::tr("A sweep cannot vary %1. %2")
        .arg(quoted(setting),
             nearest.isEmpty()
                 ? ProfileProblems::tr("Use one of: %1, \"preset\" or a parameter of the servers.")
                       .arg(listedNames(sweepableSettings()))
                 : ProfileProblems::tr("Did you mean \"%1\"?").arg(nearest));
}

/// The first error that a cell adds to those of the profile itself.
QString addedError(const Profile &profile, const QList<ProfileProblem> &known, const SweepCell &cell)
{
    for (const ProfileProblem &problem : validate(applyCell(profile, cell))) {
        const bool isKnown = std::any_of(known.begin(), known.end(), [&problem](const ProfileProblem &one) {
            return one.pointer == problem.pointer && one.severity == problem.severity;
        });
        if (problem.severity == ProfileProblem::Severity::Error && !isKnown)
            return problem.message;
    }
    return {};
}

/// @return whether every value is valid by itself
bool validateValues(Validation &validation, const SweepDimension &dimension, const QString &pointer,
                    const QList<ProfileProblem> &known)
{
    bool isValid = true;
    for (qsizetype i = 0; i < dimension.values.size(); ++i) {
        const SweepValue value{dimension.setting, dimension.values.at(i)};
        const std::optional<QString> problem = settingProblem(validation.profile(), value);
        const QString message = problem ? *problem : addedError(validation.profile(), known, {value});
        if (message.isEmpty())
            continue;
        validation.error(childPointer(pointer + u"/values"_s, i), message);
        isValid = false;
    }
    return isValid;
}

/// Values that are valid by themselves may contradict each other.
void validateCombinations(Validation &validation, const QList<ProfileProblem> &known)
{
    Sweep settings = validation.profile().sweep;
    settings.dimensions.removeIf(
        [](const SweepDimension &dimension) { return !isProfileSetting(dimension.setting); });
    if (settings.mode != Sweep::Mode::Grid || settings.dimensions.size() < 2)
        return;
    for (const SweepCell &cell : sweepCells(settings)) {
        const QString message = addedError(validation.profile(), known, cell);
        if (message.isEmpty())
            continue;
        QStringList names;
        for (const SweepValue &value : cell)
            names << sweepText(value);
        validation.error(u"/sweep"_s,
                         ProfileProblems::tr("The cell %1 is invalid: %2").arg(names.join(u", "_s), message));
        return;
    }
}

} // namespace

void validateSweep(Validation &validation)
{
    const QString list = u"/sweep/dimensions"_s;
    const Sweep &sweep = validation.profile().sweep;
    if (sweep.dimensions.isEmpty() || !validation.isDecoded(list))
        return;
    if (const qsizetype cells = countCells(sweep); cells > limits::mostSweepCells)
        return validation.error(list,
                                ProfileProblems::tr("The sweep has %1 cells; at most %2 are possible. Remove "
                                                    "values, or set \"mode\" to \"one-at-a-time\".")
                                    .arg(cells)
                                    .arg(limits::mostSweepCells));
    Profile plain = validation.profile();
    plain.sweep = {};
    const QList<ProfileProblem> known = validate(plain);
    bool isValid = true;
    QStringList earlier;
    for (qsizetype i = 0; i < sweep.dimensions.size(); ++i) {
        const SweepDimension &dimension = sweep.dimensions.at(i);
        const QString pointer = childPointer(list, i);
        if (!validation.isDecoded(pointer))
            return;
        if (earlier.contains(dimension.setting)) {
            validation.error(
                pointer + u"/setting"_s,
                ProfileProblems::tr("The sweep varies %1 twice. Put all values in one dimension.")
                    .arg(quoted(dimension.setting)));
            isValid = false;
        }
        earlier << dimension.setting;
        if (!isProfileSetting(dimension.setting))
            continue;
        if (!sweepableSettings().contains(dimension.setting)) {
            validation.error(pointer + u"/setting"_s, unknownSetting(dimension.setting));
            isValid = false;
        } else {
            isValid = validateValues(validation, dimension, pointer, known) && isValid;
        }
    }
    if (isValid)
        validateCombinations(validation, known);
}

} // namespace loadstone
