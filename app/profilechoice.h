// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"
#include "core/profile/reader.h"

class QCommandLineParser;

namespace loadstone
{

struct AppContext;

/// The options that change a profile for one run: --stack, --engine, --users, --duration,
/// --requests, --repeats, --pin, --threshold.
void addProfileOptions(QCommandLineParser &parser);

/// A profile as it stands in its file, with everything that is wrong with it.
struct CheckedProfile {
    QString file;
    ProfileReading reading;
};
/// Reads a profile by id or path and checks it, against the catalogue too. An error is one of the
/// file; what is wrong with the profile is in the reading.
Result<CheckedProfile> readStoredProfile(const AppContext &context, const QString &idOrPath);

/// The same for a profile that is to be run. All its errors are in the detail, one a line.
Result<Profile> readSoundProfile(const AppContext &context, const QString &idOrPath);

/// `FILE:LINE:COLUMN: error: …`, one a line.
QString problemLines(const QString &file, const QList<ProfileProblem> &problems);

/// Reads the profile by id or path, changes it as the options say, and checks the whole again.
/// All errors are in the detail, one a line with their place.
Result<Profile> chooseProfile(const AppContext &context, const QString &idOrPath,
                              const QCommandLineParser &parser);

/// Reads `ID[:PRESET][,key=value…]`.
Result<ServerEntry> parseStackOption(const QString &text);

/// Reads "8", "true" or a word as a JSON number, bool or string.
QJsonValue parseParameterValue(const QString &text);

} // namespace loadstone
