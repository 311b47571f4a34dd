// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/chartmodel.h"
#include "core/profile/profile.h"

#include <QWidget>

namespace loadstone
{

/// Preview of a load: users or requests per second over time, with the warm-up shaded; its accessible
/// description has the same content.
class LoadPreview : public QWidget
{
    Q_OBJECT
public:
    explicit LoadPreview(QWidget *parent = nullptr);

    /// Hides itself when the duration of the load is unknown.
    void setLoad(const Load &load, Milliseconds warmUp);
    const ChartModel &model() const { return m_model; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChartModel m_model;
};

/// The load over time as a chart with one line; without a line for an unknown duration.
ChartModel makePreview(const Load &load, Milliseconds warmUp);
/// "Warm-up 5 s at 100 requests/s, not counted. Then 10 s to 500 requests/s, evenly; …"
QString describeCourse(const Load &load, Milliseconds warmUp);

} // namespace loadstone
