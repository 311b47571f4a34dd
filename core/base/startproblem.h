// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QProcess;

namespace loadstone
{

/// Why a program could not be started.
struct StartProblem {
    QString reason; ///< to stand in brackets: the system's own words, or the shortage that they hide
    int error = 0;  ///< errno; 0 when it is not known
};

/// Of a process that has just failed to start.
StartProblem startProblem(const QProcess &process);

/// The errno whose system words `text` ends with, of those that starting a program can have; 0 for
/// none. Reverse of std::strerror() where only a message crossed from one process to another.
int startErrorIn(const QString &text);

/// What to do, in one sentence, about an errno that says that this machine or process has too little of
/// something (descriptors, processes, memory, room); empty for every other.
QString shortageRemedy(int error);

/// What to do about an errno of starting a program, in one sentence.
/// @param ofMissing the sentence where the program, its interpreter or its folder is not there, and
/// where the errno is not known
QString startRemedy(int error, const QString &ofMissing);

} // namespace loadstone
