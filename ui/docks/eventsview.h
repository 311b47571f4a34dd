// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace loadstone
{

class EventsModel;

/// The list of what happened in a run. Choosing a line moves the charts' cursor there.
class EventsView : public QTreeView
{
    Q_OBJECT
public:
    explicit EventsView(EventsModel *model, QWidget *parent = nullptr);

    QSize sizeHint() const override; ///< a few lines: docks begin small

signals:
    void timeChosen(double seconds);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace loadstone
