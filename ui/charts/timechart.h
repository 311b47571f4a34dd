// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chartpainting.h"

#include <QChartView>
#include <QMap>
#include <QPixmap>

#include <optional>

class QLineSeries;
class QToolButton;
class QValueAxis;

namespace loadstone
{

/// Cursor and pins shared by the charts of a stack.
struct ChartCursor {
    std::optional<double> time; ///< under the pointer, or moved by keys
    std::optional<double> pinA;
    std::optional<double> pinB;
    bool operator==(const ChartCursor &) const = default;
};

/// Draws one ChartModel with a shared time cursor. Qt Charts draws the lines; ChartBackdrop draws plot area,
/// grid and tick labels, because the axes of Qt Charts have a different width in each chart, elide labels and
/// print 6666.67.
///
/// A running load changes only the latest points of its lines, several times a second. Everything before them
/// is cached as a picture, and only they are redrawn: watching a load takes little CPU time from it.
class TimeChart : public QChartView
{
    Q_OBJECT
public:
    explicit TimeChart(QWidget *parent = nullptr);
    ~TimeChart() override;

    void setModel(const ChartModel &model);
    const ChartModel &model() const { return m_model; }
    void setTimeLabelsShown(bool isShown);
    void setChartCursor(const ChartCursor &cursor);
    /// Emphasises this series' line; empty for none.
    void setEmphasis(const QString &seriesId);

    /// The plot in widget coordinates.
    QRectF plotRect() const;
    double timeAt(double x) const;
    double xAt(double time) const;
    double yAt(double value) const;

signals:
    void hovered(double time);
    void left();
    void clicked(double time, Qt::KeyboardModifiers modifiers);
    void rangeSelected(double from, double to);
    void wheelZoomed(double factor, double around);
    void keyPressed(int key, Qt::KeyboardModifiers modifiers);

protected:
    void paintEvent(QPaintEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    class Overlay;
    friend class Overlay;

    void restyle();
    void placeParts();
    void showSeries();
    double scaled(double y) const;
    /// Bounding rectangle of the differences between the latest points of two models with the same picture.
    QRectF changedSince(const ChartModel &before) const;
    QPen makePen(const ChartSeries &series) const;

    ChartModel m_model;
    ChartModel m_settled; ///< without the latest points of each line: shown by the picture
    QPixmap m_picture;
    ChartInsets m_insets; ///< cached: depend on the font, and are needed for every point
    bool m_isPictureOld = true;
    QValueAxis *m_x;
    QValueAxis *m_y;
    QMap<QString, QLineSeries *> m_lines;
    Overlay *m_overlay;
    QToolButton *m_info;
    ChartCursor m_cursor;
    QString m_emphasis;
    std::optional<double> m_dragFrom; // widget x
    double m_dragTo = 0;
    bool m_hasTimeLabels = false;
};

} // namespace loadstone
