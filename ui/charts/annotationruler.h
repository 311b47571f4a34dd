// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"

#include <QWidget>

namespace loadstone
{

/// The strip above a stack of charts that names the marks in them. A label that has no
/// room is left out; its mark's tooltip still has it.
class AnnotationRuler : public QWidget
{
    Q_OBJECT
public:
    explicit AnnotationRuler(QWidget *parent = nullptr);

    void setAnnotations(const QList<ChartAnnotation> &annotations, const ChartAxis &time);
    QSize sizeHint() const override;

    struct Label {
        MarkKind kind;
        QString text;
        double from; ///< x in the widget
        double width;
    };
    /// Those that have room: first whose turn it is, then what went wrong, then the rest.
    QList<Label> labels() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    double xAt(double time) const;
    QString toolTipAt(double x) const;

    QList<ChartAnnotation> m_annotations;
    ChartAxis m_time;
};

} // namespace loadstone
