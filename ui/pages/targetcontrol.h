// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QSlider;

namespace loadstone
{

class LiveRun;
class PlainSpinBox;

/// Changes the running load manually: users, or requests per second. Disabled, with the reason as tooltip, if
/// there is nothing to change. Emits changes at most ten times a second, always including the last one.
class TargetControl : public QWidget
{
    Q_OBJECT
public:
    explicit TargetControl(const LiveRun &run, QWidget *parent = nullptr);

    /// Shows the current target, unless the user has set another one.
    void refresh();
    /// Why no change is possible now; empty if it is.
    QString disabledReason() const;

signals:
    void targetChosen(double target);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void beginTrial();
    void choose(double target);
    void tell();
    void showTarget(double target);
    void showUnit();
    double plannedTarget() const;
    bool isBeingChanged() const;

    const LiveRun &m_run;
    QLabel *m_label;
    QSlider *m_slider;
    PlainSpinBox *m_box;
    QTimer m_pause; ///< limits the rate of emitted changes
    std::optional<double> m_waiting;
    std::optional<double> m_byHand;
    std::optional<int> m_trial;
};

} // namespace loadstone
