// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"

class QCommandLineParser;

namespace loadstone
{

struct Services;

/// The options that change a profile for one run: --stack, --engine, --users, --duration,
/// --requests, --repeats, --threshold.
void addProfileOptions(QCommandLineParser &parser);

/// Reads a profile by id or path. All errors are in the detail, one a line with their place.
Result<Profile> readStoredProfile(const Services &services, const QString &idOrPath);

/// Reads the profile by id or path, changes it as the options say, and checks the whole again.
/// All errors are in the detail, one a line with their place.
Result<Profile> chooseProfile(const Services &services, const QString &idOrPath,
                              const QCommandLineParser &parser);

/// Reads `ID[:PRESET][,key=value…]`.
Result<StackVariant> parseStackOption(const QString &text);

/// Reads "8", "true" or a word as a JSON number, bool or string.
QJsonValue parseParameterValue(const QString &text);

} // namespace loadstone
