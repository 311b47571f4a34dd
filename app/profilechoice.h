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
/// --requests, --repeats, --precision, --pin, --threshold.
void addProfileOptions(QCommandLineParser &parser);

/// A profile as stored, with all its problems.
struct CheckedProfile {
    QString file;
    ProfileReading reading;
};
/// Reads a profile by id or path and validates it, including its servers against the catalogue. An error
/// concerns the file; problems of the profile are in the reading.
Result<CheckedProfile> readStoredProfile(const AppContext &context, const QString &idOrPath);

/// The same for a profile to run: its errors become the detail, one per line.
Result<Profile> readValidProfile(const AppContext &context, const QString &idOrPath);

/// `FILE:LINE:COLUMN: error: …`, one per line.
QString problemLines(const QString &file, const QList<ProfileProblem> &problems);

/// Reads the profile by id or path, applies the options, and validates the result. The detail of an error has
/// all problems with their positions, one per line.
Result<Profile> chooseProfile(const AppContext &context, const QString &idOrPath,
                              const QCommandLineParser &parser);

/// Parses `ID[:PRESET][,key=value…]`.
Result<ServerEntry> parseStackOption(const QString &text);

/// Parses "8", "true" or a word as a JSON number, bool or string.
QJsonValue parseParameterValue(const QString &text);

} // namespace loadstone
