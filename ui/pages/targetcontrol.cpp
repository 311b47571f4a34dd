// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/targetcontrol.h"

#include "core/present/charts/axis.h"
#include "core/profile/limits.h"
#include "core/profile/loadmodel.h"
#include "ui/models/liverun.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/formguards.h"
#include "ui/widgets/numberbox.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr int shortestPauseMs = 100;

/// A round number with room above the highest planned target.
int sliderEnd(const Load &load)
{
    return std::max(10, int(niceAxis(0, 2 * load.highestTarget(), 5, {}).ticks.last()));
}
} // namespace

TargetControl::TargetControl(const LiveRun &run, QWidget *parent)
    : QWidget(parent), m_run(run), m_label(new QLabel(tr("Target"), this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_box(new PlainSpinBox(this, PlainSpinBox::Beyond::Refused))
{
    setObjectName(u"targetControl"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 0, 14, 0);
    layout->addWidget(m_label);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_box);
    nameControl(m_box, m_label, u"targetBox"_s);
    m_slider->setObjectName(u"targetSlider"_s);
    m_slider->setAccessibleName(tr("Target of the running load"));
    m_box->setAccessibleName(tr("Target of the running load, as a number"));
    m_box->setKeyboardTracking(false); // 2,000 must not be 2, then 20 while typing
    m_box->setGroupSeparatorShown(true);
    m_box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_box->setMinimumWidth(fontMetrics().horizontalAdvance(u"1,000,000 requests/s"_s) + 40);
    for (QWidget *part : std::initializer_list<QWidget *>{m_slider, m_box}) {
        part->setFocusPolicy(Qt::StrongFocus);
        part->installEventFilter(this);
    }
    m_pause.setSingleShot(true);
    m_pause.setInterval(shortestPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &TargetControl::tell);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { choose(value); });
    connect(m_slider, &QSlider::sliderReleased, this, &TargetControl::tell);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, &TargetControl::choose);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, &TargetControl::showUnit);
    refresh();
}

QString TargetControl::disabledReason() const
{
    if (!m_run.isRunning())
        return tr("The target can be changed while a server is measured. No run is in progress.");
    if (m_run.state() == RunState::Stopping)
        return tr("The run is stopping.");
    if (const auto result = m_run.result(); result && result->profile.capacity)
        return tr("The capacity search sets the target.");
    switch (m_run.phase()) {
    case Phase::WarmUp:
    case Phase::Measure:
        return {};
    case Phase::Drain:
    case Phase::Stop:
    case Phase::Done:
        return tr("This trial has ended. The next trial's target can be changed from its warm-up on.");
    case Phase::Waiting:
    case Phase::Launch:
    case Phase::Primer:
        break;
    }
    return tr("The server is not ready yet. The target can be changed from the warm-up on.");
}

void TargetControl::refresh()
{
    if (m_run.currentTrial() != m_trial || !m_run.hasRun())
        beginTrial();
    const QString reason = disabledReason();
    const QString text = reason.isEmpty() ? tr("Changes the load immediately, until the end of this trial. "
                                               "The result is marked as changed by hand.")
                                          : reason;
    for (QWidget *part : std::initializer_list<QWidget *>{this, m_label, m_slider, m_box}) {
        part->setToolTip(text);
        if (part != this)
            part->setEnabled(reason.isEmpty());
    }
    if (!isBeingChanged() && !m_byHand)
        showTarget(plannedTarget());
}

bool TargetControl::isBeingChanged() const
{
    const auto *text = m_box->findChild<QLineEdit *>();
    return m_slider->isSliderDown() || m_waiting || (m_box->hasFocus() && text && text->isModified());
}

bool TargetControl::eventFilter(QObject *watched, QEvent *event)
{
    // Scrolling the page must not change the load.
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (event->type() != QEvent::Wheel || !widget || widget->hasFocus())
        return QWidget::eventFilter(watched, event);
    event->ignore();
    return true;
}

void TargetControl::beginTrial()
{
    m_trial = m_run.currentTrial();
    m_byHand.reset();
    m_waiting.reset();
    m_pause.stop();
    const std::optional<Load> ofTrial = m_run.load();
    if (!ofTrial)
        return;
    const Load &load = *ofTrial;
    const QSignalBlocker quiet[]{QSignalBlocker(m_slider), QSignalBlocker(m_box)};
    const int end = sliderEnd(load);
    m_slider->setRange(0, end);
    m_slider->setSingleStep(std::max(1, end / 100));
    m_slider->setPageStep(std::max(1, end / 10));
    m_box->setRange(0, load.isOpen() ? limits::rate.most : double(limits::users.most));
    m_box->setDecimals(load.isOpen() ? 1 : 0);
    showTarget(load.target());
}

double TargetControl::plannedTarget() const
{
    const QList<SecondBucket> &seconds = m_run.series().seconds;
    const std::optional<Load> load = m_run.load();
    const double first = load ? load->target() : 0;
    const bool isOfThisTrial =
        m_run.phase() != Phase::Launch && m_run.phase() != Phase::Primer && !seconds.isEmpty();
    return isOfThisTrial ? seconds.last().target.value_or(first) : first;
}

void TargetControl::choose(double target)
{
    m_byHand = target;
    m_waiting = target;
    showTarget(target);
    if (!m_pause.isActive())
        tell();
}

void TargetControl::tell()
{
    if (!m_waiting)
        return;
    const double target = *m_waiting;
    m_waiting.reset();
    m_pause.start();
    emit targetChosen(target);
}

void TargetControl::showTarget(double target)
{
    const QSignalBlocker quiet[]{QSignalBlocker(m_slider), QSignalBlocker(m_box)};
    // A number beyond the slider's end extends it.
    if (target > m_slider->maximum() && !m_slider->isSliderDown())
        m_slider->setMaximum(int(std::ceil(target)));
    if (m_slider->value() != int(std::lround(target)))
        m_slider->setValue(int(std::lround(target)));
    if (m_box->value() != target)
        m_box->setValue(target);
    showUnit();
}

void TargetControl::showUnit()
{
    const auto result = m_run.result();
    const bool isOpen = result && result->profile.load.isOpen();
    loadstone::showUnit(*m_box,
                        isOpen ? tr("requests/s") : tr("users", "behind a number", int(m_box->value())));
}

} // namespace loadstone
