// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/refusal.h"

#include <QCoreApplication>
#include <QToolTip>
#include <QWidget>

namespace loadstone
{

void reportRefused(QWidget *field, const QString &typed, const QString &stored)
{
    const QString words = stored.isEmpty()
        ? QCoreApplication::translate("Refusal", "“%1” is not valid here; the field was cleared.").arg(typed)
        : QCoreApplication::translate("Refusal", "“%1” is not valid here; kept %2.").arg(typed, stored);
    QToolTip::showText(field->mapToGlobal(QPoint(0, field->height())), words, field);
}

} // namespace loadstone
