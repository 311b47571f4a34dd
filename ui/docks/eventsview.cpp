// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/eventsview.h"

#include "ui/models/eventsmodel.h"
#include "ui/widgets/paddeditemdelegate.h"

#include <QHeaderView>
#include <QPainter>

namespace loadstone
{

using namespace Qt::StringLiterals;

EventsView::EventsView(EventsModel *model, QWidget *parent) : QTreeView(parent)
{
    setObjectName(u"eventsView"_s);
    setAccessibleName(tr("Events of the run"));
    setModel(model);
    setRootIsDecorated(false);
    setItemDelegate(new PaddedItemDelegate(4, this));
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    const int digit = fontMetrics().averageCharWidth();
    header()->resizeSection(EventsModel::Time, 10 * digit);
    header()->resizeSection(EventsModel::Kind, 26 * digit);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    emit timeChosen(current.data(EventsModel::AtRole).toDouble());
            });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!selectionModel()->hasSelection())
            scrollToBottom();
    });
}

QSize EventsView::sizeHint() const { return {600, fontMetrics().height() * 9}; }

void EventsView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect(), Qt::AlignCenter,
                     tr("No events yet. Launches, warm-ups and failures are listed here."));
}

} // namespace loadstone
