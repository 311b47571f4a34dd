// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/formsection.h"

#include "ui/models/profiledocument.h"
#include "ui/widgets/formguards.h"

#include <QFormLayout>
#include <QLabel>

namespace loadstone
{

FormSection::FormSection(const QString &title, QWidget *parent) : QGroupBox(title, parent)
{
    setAccessibleName(title);
}

void FormSection::setDocument(ProfileDocument *document)
{
    m_document = document;
    setEnabled(document != nullptr);
    if (document)
        refresh();
}

void FormSection::setReadOnly(bool isReadOnly) { setEnabled(!isReadOnly); }

ProfileDocument *FormSection::document() const { return m_document; }
const Profile &FormSection::profile() const { return m_document->profile(); }

void FormSection::edit(const QString &field, const QString &text,
                       const std::function<void(Profile &)> &change)
{
    if (m_document)
        m_document->edit(field, text, change);
}

QWidget *FormSection::controlAt(const QString &pointer) const
{
    // Falls back to the control of an enclosing value: /load/think_time/max_s is part of /load/think_time.
    QWidget *nearest = nullptr;
    qsizetype length = -1;
    for (const Control &control : m_controls) {
        const bool isInside =
            pointer == control.pointer || pointer.startsWith(control.pointer + QLatin1Char('/'));
        if (isInside && control.pointer.size() > length) {
            nearest = control.widget;
            length = control.pointer.size();
        }
    }
    return nearest;
}

QLabel *FormSection::addRow(QFormLayout *layout, const QString &label, QWidget *control,
                            const QString &objectName, const QString &pointer)
{
    auto *caption = new QLabel(label, this);
    nameControl(control, caption, objectName);
    layout->addRow(caption, control);
    if (!pointer.isEmpty())
        addControl(pointer, control);
    return caption;
}

void FormSection::addControl(const QString &pointer, QWidget *control)
{
    m_controls.append({pointer, control});
}

} // namespace loadstone
