// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/resultsview.h"

#include "ui/models/resultsmodel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QSortFilterProxyModel>

namespace loadstone
{

using namespace Qt::StringLiterals;

ResultsView::ResultsView(ResultsModel *model, QWidget *parent)
    : QTableView(parent), m_results(model), m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(model);
    m_sorted->setSortRole(ResultsModel::SortRole);
    setModel(m_sorted);
    setObjectName(u"resultsView"_s);
    setAccessibleName(tr("Results per server and endpoint"));
    setToolTip({});
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 7);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSortIndicatorClearable(true);
    setSortable(false);
    connect(model, &QAbstractItemModel::modelReset, this, &ResultsView::hideColumns);
    connect(model, &QAbstractItemModel::dataChanged, this, &ResultsView::hideColumns);
    hideColumns();
}

void ResultsView::hideColumns()
{
    for (int column = 0; column < ResultsModel::ColumnCount; ++column)
        setColumnHidden(column, !m_results->hasColumn(column));
}

void ResultsView::setSortable(bool isSortable)
{
    if (!isSortable) {
        horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        m_sorted->sort(-1);
    }
    setSortingEnabled(isSortable);
    if (isSortable)
        horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
}

QSize ResultsView::minimumSizeHint() const { return {200, fontMetrics().height() * 4}; }

void ResultsView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(m_results->asText());
        return;
    }
    QTableView::keyPressEvent(event);
}

void ResultsView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_sorted->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect(), Qt::AlignCenter,
                     tr("No results yet. A server's figures appear when its trial ends."));
}

} // namespace loadstone
