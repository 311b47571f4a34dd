// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace loadstone
{

/// Reports at a field that the typed text cannot be stored, with the stored value.
void reportRefused(QWidget *field, const QString &typed, const QString &stored);

} // namespace loadstone
