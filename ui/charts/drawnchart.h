// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

#include <QWidget>

namespace loadstone
{

/// A chart of any kind as the report draws it, in the font and the colours of the window: for what Qt Charts
/// has no series for, such as heat maps and intervals. A tool tip has the figure under the pointer. As high
/// as its width needs; wider than its place where its figures need it (neededSize()).
class DrawnChart : public QWidget
{
    Q_OBJECT
public:
    explicit DrawnChart(QWidget *parent = nullptr);

    void setModel(const ChartModel &model);
    const ChartModel &model() const { return m_model; }
    const ChartDrawing &drawing() const { return m_drawing; }

    /// The size of the chart in a place of that width.
    QSize neededSize(int width) const;
    /// The text of what is there; empty for none.
    QString tipAt(QPointF position) const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return neededSize(width).height(); }
    QSize sizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    ChartDrawing draw(int width) const;
    QFont fontOf(TextRole role) const;
    int textSize() const; ///< of labels, in pixels

    ChartModel m_model;
    ChartDrawing m_drawing; ///< for the current width
};

} // namespace loadstone
