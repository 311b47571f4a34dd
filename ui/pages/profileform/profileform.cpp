// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/profileform.h"

#include "ui/models/profiledocument.h"
#include "ui/pages/profileform/capacitysection.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/generalsection.h"
#include "ui/pages/profileform/loadsection.h"
#include "ui/pages/profileform/measurementsection.h"
#include "ui/pages/profileform/problemlist.h"
#include "ui/pages/profileform/requestssection.h"
#include "ui/pages/profileform/serverssection.h"
#include "ui/pages/profileform/thresholdssection.h"
#include "ui/pages/profileform/upstreamsection.h"
#include "ui/pages/profileform/variablessection.h"
#include "ui/theme/chartcolors.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/formguards.h"
#include "ui/widgets/messagebar.h"

#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Key under which ProfileDocument stores a field's unreadable text.
QString unreadKey(const DurationEdit &edit) { return u'#' + edit.objectName(); }

} // namespace

ProfileForm::ProfileForm(const Catalogue *catalogue, const StackFacts &facts, QWidget *parent)
    : QWidget(parent), m_builtIn(new MessageBar(this)), m_scroll(new QScrollArea(this)),
      m_problems(new ProblemList(this)), m_guards(new FormGuards(this))
{
    m_builtIn->setObjectName(u"builtInBar"_s);
    m_builtIn->setCloseable(false);
    auto *duplicate = m_builtIn->addButton(tr("Duplicate to Edit"), u"duplicateToEdit"_s);
    connect(duplicate, &QPushButton::clicked, this, &ProfileForm::duplicateRequested);

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(10);
    m_sections = {new GeneralSection(content),     new ServersSection(catalogue, facts, content),
                  new RequestsSection(content),    new VariablesSection(content),
                  new LoadSection(content),        new CapacitySection(content),
                  new MeasurementSection(content), new UpstreamSection(content),
                  new ThresholdsSection(content)};
    for (FormSection *section : std::as_const(m_sections))
        layout->addWidget(section);
    layout->addStretch(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setObjectName(u"profileForm"_s);
    m_scroll->setAccessibleName(tr("Profile"));

    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_builtIn);
    page->addWidget(m_scroll, 1);
    page->addWidget(m_problems);
    keepReadable();
    m_guards->guard(content);
    m_durations = content->findChildren<DurationEdit *>();
    for (DurationEdit *edit : std::as_const(m_durations))
        connect(edit, &DurationEdit::problemChanged, this, [this, edit] { storeUnread(*edit); });
    connect(m_problems, &ProblemList::problemChosen, this, &ProfileForm::goTo);
    connect(m_guards, &FormGuards::undoRequested, this, [this] {
        if (m_document)
            m_document->undoStack().undo();
    });
    connect(m_guards, &FormGuards::redoRequested, this, [this] {
        if (m_document)
            m_document->undoStack().redo();
    });
}

void ProfileForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        keepReadable();
}

void ProfileForm::keepReadable()
{
    // A built-in profile is read-only, but must stay readable.
    QPalette readable = palette();
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        readable.setColor(QPalette::Disabled, role, chartColors(palette()).secondaryText);
    m_scroll->widget()->setPalette(readable);
}

void ProfileForm::setDocument(ProfileDocument *document)
{
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    m_document = nullptr;
    for (DurationEdit *edit : std::as_const(m_durations))
        edit->forgetUnread();
    m_document = document;
    for (FormSection *section : std::as_const(m_sections))
        section->setDocument(document);
    if (document) {
        for (DurationEdit *edit : std::as_const(m_durations)) {
            if (const QString unread = document->unreadText(unreadKey(*edit)); !unread.isNull())
                edit->setUnread(unread);
        }
        connect(document, &ProfileDocument::changed, this, &ProfileForm::refresh);
        connect(document, &ProfileDocument::problemsChanged, this, &ProfileForm::showProblems);
        connect(document, &ProfileDocument::modifiedChanged, this, &ProfileForm::refresh);
    }
    refresh();
    showProblems();
}

void ProfileForm::refresh()
{
    const bool isBuiltIn = m_document && m_document->isBuiltIn();
    if (isBuiltIn)
        m_builtIn->showMessage(MessageBar::Kind::Information,
                               tr("Built-in profile. Duplicate it to edit it."));
    else
        m_builtIn->hide();
    for (FormSection *section : std::as_const(m_sections)) {
        if (m_document)
            section->refresh();
        section->setReadOnly(!m_document || isBuiltIn);
    }
    m_guards->guard(m_scroll->widget()); // parameter editors are created dynamically
    for (DurationEdit *edit : std::as_const(m_durations)) {
        if (!edit->isVisibleTo(m_scroll->widget()) || !edit->isEnabledTo(m_scroll->widget()))
            edit->forgetUnread(); // it cannot be corrected there
    }
}

void ProfileForm::storeUnread(DurationEdit &edit)
{
    markProblem(edit, edit.problem());
    if (m_document)
        m_document->setUnread(unreadKey(edit), edit.text(), edit.problem());
}

void ProfileForm::showProblems()
{
    m_problems->setProblems(m_document ? m_document->problems() : QList<ProfileProblem>());
}

void ProfileForm::goTo(const QString &pointer)
{
    QWidget *control =
        pointer.startsWith(u'#') ? m_scroll->widget()->findChild<QWidget *>(pointer.mid(1)) : nullptr;
    for (FormSection *section : std::as_const(m_sections)) {
        if (!control)
            control = section->controlAt(pointer);
    }
    if (!control)
        return;
    m_scroll->ensureWidgetVisible(control);
    control->setFocus(Qt::OtherFocusReason);
}

} // namespace loadstone
