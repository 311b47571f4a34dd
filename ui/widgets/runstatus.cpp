// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/runstatus.h"

#include "ui/models/liverun.h"

#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
constexpr int progressSteps = 100; // each step repaints the bar

QLabel *quietLabel(const QString &objectName, const QString &accessibleName)
{
    auto *label = new QLabel;
    label->setObjectName(objectName);
    label->setAccessibleName(accessibleName);
    label->setTextFormat(Qt::PlainText);
    return label;
}
} // namespace

RunStatus::RunStatus(LiveRun &run, QStatusBar *bar)
    : QObject(bar), m_run(run), m_state(quietLabel(u"statusState"_s, tr("State of the run"))),
      m_progress(new QProgressBar), m_left(quietLabel(u"statusLeft"_s, tr("Time left"))),
      m_chip(quietLabel(u"statusServer"_s, tr("Server")))
{
    m_progress->setObjectName(u"statusProgress"_s);
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_progress->setFixedWidth(bar->fontMetrics().averageCharWidth() * 26);
    m_progress->setMaximumHeight(bar->fontMetrics().height());
    m_progress->setRange(0, progressSteps);
    m_progress->setTextVisible(false);
    m_left->setMinimumWidth(bar->fontMetrics().horizontalAdvance(tr("about 88 min left")));
    m_state->setMinimumWidth(1);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_chip->setContentsMargins(8, 0, 8, 0);
    bar->addWidget(m_state, 1);
    bar->addPermanentWidget(m_progress);
    bar->addPermanentWidget(m_left);
    bar->addPermanentWidget(m_chip);
    connect(&run, &LiveRun::refreshed, this, &RunStatus::update);
    connect(&run, &LiveRun::stateChanged, this, &RunStatus::update);
    update();
}

void RunStatus::update()
{
    const QString situation = m_run.situation();
    if (m_state->text() != situation) {
        m_state->setText(situation);
        m_state->setToolTip(situation);
    }
    const bool isRunning = m_run.isRunning();
    m_progress->setVisible(isRunning);
    const std::optional<double> fraction = m_run.progress().fraction;
    m_progress->setRange(0, fraction ? progressSteps : 0);
    m_progress->setValue(int(std::lround(fraction.value_or(0) * progressSteps)));
    m_left->setVisible(isRunning);
    for (const auto &[label, text] : {std::pair(m_left, m_run.timeLeft()), std::pair(m_chip, chipText())})
        if (label->text() != text)
            label->setText(text);
}

QString RunStatus::chipText() const
{
    const LiveRun::Server &server = m_run.server();
    const QString process = server.pid > 0 ? tr("pid %1, :%2").arg(server.pid).arg(server.port) : QString();
    const auto text = [&](const QString &shape, const QString &state) {
        QStringList parts{u"%1 %2"_s.arg(shape, server.name)};
        if (!state.isEmpty())
            parts << state;
        return parts.join(u", "_s);
    };
    switch (server.state) {
    case LiveRun::Server::State::Starting:
        return text(u"◐"_s, tr("starting"));
    case LiveRun::Server::State::Ready:
        return text(u"●"_s, process);
    case LiveRun::Server::State::Exited:
        return text(u"✖"_s, tr("exited"));
    case LiveRun::Server::State::Stopped:
        break;
    }
    return server.name.isEmpty() ? tr("○ No server") : text(u"○"_s, tr("stopped"));
}

} // namespace loadstone
