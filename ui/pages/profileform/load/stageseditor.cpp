// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/load/stageseditor.h"

#include "ui/models/profiledocument.h"
#include "ui/models/stagesmodel.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/load/stagedelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QToolButton>
#include <QTreeView>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr Milliseconds firstLength{10'000};
}

StagesEditor::StagesEditor(QWidget *parent)
    : QWidget(parent), m_model(new StagesModel(this)), m_view(new QTreeView(this)),
      m_add(iconButton(this, u"add"_s, tr("Add a stage"), u"stageAdd"_s)),
      m_remove(iconButton(this, u"remove"_s, tr("Remove this stage (Delete)"), u"stageRemove"_s)),
      m_up(iconButton(this, u"up"_s, tr("Move this stage up (Alt+Up)"), u"stageUp"_s)),
      m_down(iconButton(this, u"down"_s, tr("Move this stage down (Alt+Down)"), u"stageDown"_s))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new StageDelegate(m_view));
    m_view->setObjectName(u"stages"_s);
    m_view->setAccessibleName(tr("Stages of the load"));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setFixedHeight(fontMetrics().height() * 8);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                            | QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_view->setToolTip(tr("Stages of the load, in order. Double-click or press F2 to edit a value."));
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 16);
    m_view->installEventFilter(this);

    auto *buttons = new QVBoxLayout;
    for (QToolButton *button : {m_add, m_remove, m_up, m_down})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view, 1);
    layout->addLayout(buttons);

    connect(m_add, &QToolButton::clicked, this, &StagesEditor::add);
    connect(m_remove, &QToolButton::clicked, this, &StagesEditor::removeCurrent);
    connect(m_up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(1); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &StagesEditor::updateButtons);
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, changed, this, &StagesEditor::updateButtons);
}

void StagesEditor::setDocument(ProfileDocument *document)
{
    m_document = document;
    m_model->setDocument(document);
    m_view->setCurrentIndex(m_model->index(0, 0));
    updateButtons();
}

void StagesEditor::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    updateButtons();
}

QWidget *StagesEditor::goTo(int row) const
{
    if (row >= 0 && row < m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(row, 0));
    return m_view;
}

int StagesEditor::currentRow() const { return m_view->currentIndex().row(); }

void StagesEditor::edit(const QString &text, const std::function<void(Profile &)> &change)
{
    if (m_document)
        m_document->edit({}, text, change);
}

void StagesEditor::add()
{
    const int after = currentRow() < 0 ? m_model->rowCount() - 1 : currentRow();
    edit(tr("Add Stage"), [after](Profile &profile) {
        Load &load = profile.load;
        Stage stage{load.target(), firstLength, true};
        if (after >= 0)
            stage = load.stages.at(after);
        load.stages.insert(after + 1, stage);
        load.duration.reset();
    });
    const QModelIndex added = m_model->index(after + 1, StagesModel::Target);
    m_view->setCurrentIndex(added);
    m_view->setFocus();
    m_view->edit(added);
}

void StagesEditor::removeCurrent()
{
    const int row = currentRow();
    if (row < 0 || m_isReadOnly)
        return;
    edit(tr("Remove Stage"), [row, duration = m_durationWithout](Profile &profile) {
        Load &load = profile.load;
        load.stages.removeAt(row);
        if (load.stages.isEmpty() && !load.requests)
            load.duration = duration;
    });
    m_view->setCurrentIndex(m_model->index(std::min(row, m_model->rowCount() - 1), 0));
}

void StagesEditor::move(int by)
{
    const int from = currentRow();
    const int to = from + by;
    if (m_isReadOnly || from < 0 || to < 0 || to >= m_model->rowCount())
        return;
    edit(tr("Move Stage"), [from, to](Profile &profile) { profile.load.stages.move(from, to); });
    m_view->setCurrentIndex(m_model->index(to, m_view->currentIndex().column()));
}

void StagesEditor::updateButtons()
{
    const int row = currentRow();
    const int last = m_model->rowCount() - 1;
    m_add->setEnabled(!m_isReadOnly);
    m_remove->setEnabled(!m_isReadOnly && row >= 0);
    m_up->setEnabled(!m_isReadOnly && row > 0);
    m_down->setEnabled(!m_isReadOnly && row >= 0 && row < last);
}

bool StagesEditor::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (watched != m_view || !isKey)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isMove =
        key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down);
    const bool isRemoval = key->modifiers() == Qt::NoModifier && key->key() == Qt::Key_Delete;
    if (!isMove && !isRemoval)
        return QWidget::eventFilter(watched, event);
    // The servers section has the same shortcuts: here they apply to this table.
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (isMove)
        move(key->key() == Qt::Key_Up ? -1 : 1);
    else
        removeCurrent();
    return true;
}

} // namespace loadstone
