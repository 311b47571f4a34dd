// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/engines.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

struct Profile;
struct RunRecord;

/// The engine on which a run should be made again, because its own left too little to the load
/// generator; empty when the generator limited nothing, or when there is no such engine.
/// @param engines those that there are
QString engineToTry(const RunRecord &result, const QStringList &engines = engineIds());

/// Why a profile cannot be run again with the engine native; empty when it can.
QString nativeObstacle(const Profile &profile, const QStringList &engines = engineIds());

/// The same as engineToTry() as advice with the option; empty when there is nothing to advise.
QString engineAdvice(const RunRecord &result, const QStringList &engines = engineIds());

/// Two or three words of it for the end of a headline; empty likewise.
QString engineRemedy(const RunRecord &result, const QStringList &engines = engineIds());

} // namespace loadstone
