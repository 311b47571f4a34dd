// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace loadstone
{

/// Translates the texts of the checks of stacks.
class CheckText
{
    Q_DECLARE_TR_FUNCTIONS(CheckText)
};

} // namespace loadstone
