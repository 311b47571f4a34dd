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

/// Changes the load that is running, by hand: users, or requests per second. Off, with the reason
/// as its tooltip, while there is nothing to change. Changes are emitted at most ten times a second,
/// the last one always.
class TargetControl : public QWidget
{
    Q_OBJECT
public:
    explicit TargetControl(const LiveRun &run, QWidget *parent = nullptr);

    /// Shows the target of the moment, unless a person has set another one.
    void refresh();
    /// Why nothing can be changed now; empty when it can.
    QString offReason() const;

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
    QTimer m_pause; ///< runs after a change was emitted, until the next may be
    std::optional<double> m_waiting;
    std::optional<double> m_byHand;
    std::optional<int> m_trial;
};

} // namespace loadstone
