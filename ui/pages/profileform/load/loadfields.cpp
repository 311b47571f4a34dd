// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/load/loadfields.h"

#include "ui/widgets/formguards.h"

#include <QFormLayout>
#include <QLabel>

namespace loadstone
{

LoadFields::LoadFields(QFormLayout *rows, QWidget *form) : QObject(form), m_rows(rows), m_form(form) { }

void LoadFields::setVisible(bool isVisible)
{
    for (QWidget *control : std::as_const(m_ofRows))
        m_rows->setRowVisible(control, isVisible);
}

QLabel *LoadFields::addRow(const QString &label, QWidget *control, const QString &objectName,
                           const QStringList &pointers)
{
    auto *caption = new QLabel(label, m_form);
    nameControl(control, caption, objectName);
    m_rows->addRow(caption, control);
    m_ofRows.append(control);
    for (const QString &pointer : pointers)
        m_controls.append({pointer, control});
    return caption;
}

} // namespace loadstone
