// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fieldvalidator.h"

#include "ui/widgets/refusal.h"

#include <QLineEdit>

#include <utility>

namespace loadstone
{

FieldValidator::FieldValidator(const QString &pattern, QLineEdit *field, std::function<QString()> stored)
    : QRegularExpressionValidator(QRegularExpression(pattern), field), m_field(field),
      m_stored(std::move(stored))
{
}

QValidator::State FieldValidator::validate(QString &text, int &position) const
{
    return std::max(QRegularExpressionValidator::validate(text, position), Intermediate);
}

void FieldValidator::fixup(QString &text) const
{
    const QString stored = m_stored();
    if (!text.isEmpty())
        reportRefused(m_field, text, stored);
    text = stored;
}

} // namespace loadstone
