// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/generalsection.h"

#include "core/profile/profile.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/textfield.h"

#include <QFormLayout>
#include <QLineEdit>

namespace loadstone
{

using namespace Qt::StringLiterals;

GeneralSection::GeneralSection(QWidget *parent)
    : FormSection(tr("General"), parent), m_name(new QLineEdit(this)), m_description(new TextField(this)),
      m_source(new QLineEdit(this))
{
    auto *layout = new QFormLayout(this);
    addRow(layout, tr("&Name"), m_name, u"profileName"_s, u"/name"_s);
    addRow(layout, tr("Descri&ption"), m_description, u"profileDescription"_s, u"/description"_s);
    addRow(layout, tr("Source"), m_source, u"profileSource"_s, u"/source"_s);
    m_description->setProse(true);
    m_description->setFixedHeight(textHeight(*m_description, 4));
    m_source->setPlaceholderText(tr("where the experiment was published"));
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        edit(u"name"_s, tr("Change Name"), [&text](Profile &profile) { profile.name = text; });
    });
    connect(m_source, &QLineEdit::textEdited, this, [this](const QString &text) {
        edit(u"source"_s, tr("Change Source"), [&text](Profile &profile) { profile.source = text; });
    });
    connect(m_description, &TextField::textChanged, this, [this] {
        const QString text = m_description->text();
        edit(u"description"_s, tr("Change Description"),
             [&text](Profile &profile) { profile.description = text; });
    });
}

void GeneralSection::refresh()
{
    // Setting the same text again would move the text cursor while the user types.
    if (m_name->text() != profile().name)
        m_name->setText(profile().name);
    if (m_source->text() != profile().source) {
        m_source->setText(profile().source);
        if (!m_source->hasFocus())
            m_source->setCursorPosition(0); // a long text is shown from its beginning
    }
    if (m_description->text() != profile().description)
        m_description->setText(profile().description);
}

} // namespace loadstone
