// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"

#include <QWidget>

namespace loadstone
{

/// The strip above a stack of charts that labels their marks. A label without room is omitted; its mark's
/// tooltip still shows it.
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
    /// The labels that fit, by priority: server turns, failures, others.
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
