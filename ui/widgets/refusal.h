// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace loadstone
{

/// Says at a field that what was typed there cannot be stored, and what is stored instead.
void sayRefused(QWidget *field, const QString &typed, const QString &stored);

} // namespace loadstone
