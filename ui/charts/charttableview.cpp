// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/charttableview.h"

#include "ui/models/charttablemodel.h"
#include "ui/theme/icons.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QTableView>

#include <algorithm>
#include <numeric>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

ChartTableView::ChartTableView(const QString &name, std::function<QList<ChartModel>()> models,
                               QWidget *parent)
    : QWidget(parent), m_models(std::move(models)), m_model(new ChartTableModel(this)),
      m_choice(new QComboBox(this)), m_note(new QLabel(this)), m_table(new QTableView(this))
{
    setObjectName(name);
    m_choice->setObjectName(name + u"Choice"_s);
    m_choice->setAccessibleName(tr("Chart shown as a table"));
    m_note->setObjectName(name + u"Note"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    auto *copyButton = new QPushButton(bundledIcon(u"copy"_s), tr("Copy"), this);
    copyButton->setObjectName(name + u"Copy"_s);
    copyButton->setToolTip(tr("Copy the selected rows, or all, for a spreadsheet (Ctrl+C)"));
    auto *closeButton = new QPushButton(bundledIcon(u"chart"_s), tr("Show Charts"), this);
    closeButton->setObjectName(name + u"Close"_s);
    closeButton->setToolTip(tr("Back to the charts (Esc)"));

    m_table->setObjectName(name + u"Rows"_s);
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false); // Tab leaves the table, as elsewhere
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 7);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setHighlightSections(false);

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(8, 4, 8, 4);
    bar->addWidget(m_choice);
    bar->addWidget(m_note, 1);
    bar->addWidget(copyButton);
    bar->addWidget(closeButton);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);

    const auto onKey = [this](const QKeySequence &key, auto slot) {
        auto *shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    onKey(Qt::Key_Escape, &ChartTableView::closed);
    onKey(QKeySequence::Copy, &ChartTableView::copy);
    connect(copyButton, &QPushButton::clicked, this, &ChartTableView::copy);
    connect(closeButton, &QPushButton::clicked, this, &ChartTableView::closed);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &ChartTableView::refresh);
}

void ChartTableView::onModelsChanged()
{
    if (isVisible())
        refresh();
}

void ChartTableView::open(const QString &chartId)
{
    refresh(); // fills the combo box
    const int at = m_choice->findData(chartId);
    m_choice->setCurrentIndex(std::max(at, 0));
    m_table->setFocus(Qt::ShortcutFocusReason);
}

QString ChartTableView::chartId() const { return m_choice->currentData().toString(); }

void ChartTableView::copy() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        rows.resize(m_model->rowCount());
        std::iota(rows.begin(), rows.end(), 0);
    }
    QGuiApplication::clipboard()->setText(m_model->asText(rows));
}

void ChartTableView::refresh()
{
    const QList<ChartModel> models = m_models();
    const auto isListed = [this](const ChartModel &model) { return m_choice->findData(model.id) >= 0; };
    if (m_choice->count() != models.size() || !std::all_of(models.begin(), models.end(), isListed)) {
        const QSignalBlocker quiet(m_choice);
        const QString shown = chartId(); // preserved when other charts come or go
        m_choice->clear();
        for (const ChartModel &model : models)
            m_choice->addItem(model.title, model.id);
        m_choice->setCurrentIndex(std::max(0, m_choice->findData(shown)));
    }
    const auto chosen = std::find_if(models.begin(), models.end(),
                                     [this](const ChartModel &model) { return model.id == chartId(); });
    if (chosen == models.end())
        return;
    m_model->setChart(*chosen);
    m_table->setAccessibleName(tr("%1 as a table").arg(chosen->title));
    const QString note = chosen->isEmpty() ? chosen->emptyText : m_model->note();
    if (m_note->text() != note)
        m_note->setText(note);
}

void ChartTableView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace loadstone
