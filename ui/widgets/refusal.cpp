// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/refusal.h"

#include <QCoreApplication>
#include <QToolTip>
#include <QWidget>

namespace loadstone
{

void sayRefused(QWidget *field, const QString &typed, const QString &stored)
{
    const QString words = stored.isEmpty()
        ? QCoreApplication::translate("Refusal", "“%1” cannot be used here; the field is empty again.")
              .arg(typed)
        : QCoreApplication::translate("Refusal", "“%1” cannot be used here; %2 stays.").arg(typed, stored);
    QToolTip::showText(field->mapToGlobal(QPoint(0, field->height())), words, field);
}

} // namespace loadstone
