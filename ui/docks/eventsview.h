// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace loadstone
{

class EventsModel;

/// The events of a run. Selecting one moves the charts' cursor to it.
class EventsView : public QTreeView
{
    Q_OBJECT
public:
    explicit EventsView(EventsModel *model, QWidget *parent = nullptr);

    QSize sizeHint() const override; ///< a few lines: docks start small

signals:
    void timeChosen(double seconds);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace loadstone
