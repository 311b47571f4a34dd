// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"

#include <QString>

class QProcess;

namespace loadstone
{

/// Why a program could not be started.
struct StartProblem {
    Sentence reason; ///< for brackets: the system's message, or the shortage behind it
    int error = 0;   ///< errno; 0 if unknown
};

/// Of a process that has just failed to start.
StartProblem startProblem(const QProcess &process);

/// The errno whose system message `text` ends with, out of the errors of starting a program; 0 for none.
/// Reverse of std::strerror() for errors that cross between processes as text.
int startErrorIn(const QString &text);

/// The remedy, as one sentence, for an errno that means a shortage in this machine or process (descriptors,
/// processes, memory, disk space); empty for any other.
Sentence shortageRemedy(int error);

/// The remedy for an errno of starting a program, as one sentence.
/// @param ofMissing the sentence if the program, its interpreter or its folder does not exist, or the errno
/// is unknown
Sentence startRemedy(int error, const Sentence &ofMissing);

} // namespace loadstone
