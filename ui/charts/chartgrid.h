// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/drawnchart.h"

#include <QScrollArea>

class QLabel;

namespace loadstone
{

/// Drawn charts next to each other as far as the width allows, each with its explanation, and scrolled. What
/// several have in common is explained once.
class ChartGrid : public QScrollArea
{
    Q_OBJECT
public:
    explicit ChartGrid(QWidget *parent = nullptr);

    /// Charts keep their place and focus where their number stays the same.
    void setCharts(const QList<ChartModel> &charts);
    const QList<ChartModel> &models() const { return m_models; }
    QList<DrawnChart *> charts() const;

signals:
    void modelsChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Item {
        DrawnChart *chart = nullptr;
        QLabel *explanation = nullptr;
    };

    Item addItem();
    void place();
    /// Places items from `first` on in one row.
    /// @return the number of placed items
    qsizetype placeRow(qsizetype first, int width, int &y, int &widest);

    QWidget *m_content;
    QLabel *m_empty;
    QList<ChartModel> m_models;
    QList<Item> m_items;
};

} // namespace loadstone
