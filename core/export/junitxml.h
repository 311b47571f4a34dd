// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>

namespace loadstone
{

/// JUnit XML, as CI servers read it: a test suite for the run, a test case for each server and threshold. A violated
/// threshold is a failure, one whose value is unknown an error; a server without a threshold has a case that it was
/// measured. `time` is the duration of the server's trials in seconds.
QByteArray junitXml(const RunRecord &run);

} // namespace loadstone
