// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/variablessection.h"

#include "core/profile/profile.h"
#include "ui/models/variablesmodel.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/choicedelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QToolButton>
#include <QTreeView>

namespace loadstone
{

using namespace Qt::StringLiterals;

VariablesSection::VariablesSection(QWidget *parent)
    : FormSection(tr("Variables: {name} in a path, header or body is replaced by the value"), parent),
      m_model(new VariablesModel(this)), m_view(new QTreeView(this)),
      m_add(iconButton(this, u"add"_s, tr("Add a variable"), u"variableAdd"_s)),
      m_remove(iconButton(this, u"remove"_s, tr("Remove this variable"), u"variableRemove"_s))
{
    m_view->setModel(m_model);
    m_view->setObjectName(u"variables"_s);
    m_view->setAccessibleName(tr("Variables of the requests"));
    m_view->setRootIsDecorated(false);
    m_view->setItemDelegate(new ChoiceDelegate(8, VariablesModel::ChoicesRole, m_view));
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setFixedHeight(fontMetrics().height() * 6);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                            | QAbstractItemView::AnyKeyPressed);
    m_view->setToolTip(tr("Double-click or press F2 to edit a value. After its last value, a counter starts "
                          "again at the first."));
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 14);
    m_view->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_view->header()->setSectionResizeMode(VariablesModel::Kind, QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(VariablesModel::Rows, QHeaderView::ResizeToContents);

    auto *buttons = new QVBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_view, 1);
    layout->addLayout(buttons);

    connect(m_add, &QToolButton::clicked, this, &VariablesSection::add);
    connect(m_remove, &QToolButton::clicked, this, &VariablesSection::removeCurrent);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { setReadOnly(m_isReadOnly); });
}

void VariablesSection::setDocument(ProfileDocument *document)
{
    m_model->setDocument(document);
    FormSection::setDocument(document);
    m_view->setCurrentIndex(m_model->index(0, 0));
}

void VariablesSection::refresh() { setReadOnly(m_isReadOnly); }

void VariablesSection::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    setEnabled(document() != nullptr); // the list stays readable and scrollable
    m_add->setEnabled(!isReadOnly);
    m_remove->setEnabled(!isReadOnly && m_view->currentIndex().isValid());
}

QWidget *VariablesSection::controlAt(const QString &pointer) const
{
    if (!pointer.startsWith(u"/variables"_s))
        return nullptr;
    const int row = pointer.section(u'/', 2, 2).toInt();
    if (row < m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(row, 0));
    return m_view;
}

void VariablesSection::add()
{
    edit({}, tr("Add Variable"), [](Profile &profile) {
        Variable variable;
        variable.name = u"number%1"_s.arg(profile.variables.size() + 1);
        variable.last = 9;
        profile.variables.append(variable);
    });
    const QModelIndex added = m_model->index(m_model->rowCount() - 1, 0);
    m_view->setCurrentIndex(added);
    m_view->edit(added);
}

void VariablesSection::removeCurrent()
{
    const int row = m_view->currentIndex().row();
    if (document() && row >= 0 && row < profile().variables.size())
        edit({}, tr("Remove Variable"), [row](Profile &profile) { profile.variables.removeAt(row); });
}

} // namespace loadstone
