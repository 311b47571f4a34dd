// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/reader.h"

namespace loadstone
{

class Catalogue;
struct Stack;

/// The engine to load a stack with when nothing else is said.
QString engineFor(const Stack &stack);

/// Why the engine cannot load this stack, in a sentence with the remedy; empty when it can.
QString protocolProblem(const Stack &stack, const QString &engine);

/// Why the stack does not run in the environment that the entry names, with the remedy; empty where it does.
QString environmentProblem(const Stack &stack, const ServerEntry &entry);

/// What is wrong with a profile that only the catalogue can tell: unknown stacks, presets and parameters,
/// values out of range, requests that a stack does not have or cannot answer as they expect, endpoints
/// that need a slow upstream where the profile has none, thresholds of servers that it does not have.
QList<ProfileProblem> validateWithCatalogue(const Profile &profile, const Catalogue &catalogue);
/// Adds this to a reading, each problem with its place in the file.
void checkWithCatalogue(ProfileReading &reading, const Catalogue &catalogue);

} // namespace loadstone
