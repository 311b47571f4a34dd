// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace loadstone
{

/// Translates the texts of the system checks.
class DoctorText
{
    Q_DECLARE_TR_FUNCTIONS(DoctorText)
};

} // namespace loadstone
