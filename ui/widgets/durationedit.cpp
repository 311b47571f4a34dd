// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/durationedit.h"

#include "core/text/format.h"

#include <QFocusEvent>

#include <utility>

namespace loadstone
{

DurationEdit::DurationEdit(QWidget *parent) : QLineEdit(parent)
{
    setPlaceholderText(tr("for example 90, 1m30s or 250ms"));
    connect(this, &QLineEdit::textEdited, this, &DurationEdit::read);
}

void DurationEdit::setValue(Milliseconds value)
{
    if (!m_isValid && m_value == value)
        return;
    // While the user types, the original spelling is preserved until the field loses focus.
    const auto typed = parseDuration(text());
    if (m_value != value || !typed || (*typed == value && !hasFocus())) {
        m_value = value;
        setText(formatDuration(value));
    }
    setValid(true);
}

void DurationEdit::setUnread(const QString &text)
{
    setText(text);
    m_isValid = false;
    showProblem();
}

void DurationEdit::forgetUnread()
{
    if (m_isValid)
        return;
    setText(formatDuration(m_value));
    setValid(true);
}

QString DurationEdit::problem() const
{
    return m_isValid ? QString()
                     : tr("“%1” is not a duration. Use a format such as 90, 1m30s or 250ms.").arg(text());
}

void DurationEdit::focusOutEvent(QFocusEvent *event)
{
    if (m_isValid)
        setText(formatDuration(m_value));
    QLineEdit::focusOutEvent(event);
}

void DurationEdit::read(const QString &text)
{
    const auto value = parseDuration(text);
    setValid(value && value->count() >= 0);
    if (!m_isValid || *value == m_value)
        return;
    m_value = *value;
    emit valueEdited(m_value);
}

void DurationEdit::setValid(bool isValid)
{
    const bool wasValid = std::exchange(m_isValid, isValid);
    if (!wasValid || !isValid)
        showProblem();
}

void DurationEdit::showProblem()
{
    setToolTip(problem());
    emit problemChanged();
}

} // namespace loadstone
