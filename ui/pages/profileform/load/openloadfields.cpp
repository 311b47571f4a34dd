// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/load/openloadfields.h"

#include "core/profile/limits.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/numberbox.h"

#include <QComboBox>
#include <QSignalBlocker>

namespace loadstone
{

using namespace Qt::StringLiterals;

OpenLoadFields::OpenLoadFields(QFormLayout *rows, QWidget *form)
    : LoadFields(rows, form), m_rate(new PlainSpinBox(form)), m_arrivals(new QComboBox(form)),
      m_connections(new IntegerBox(form)), m_queue(new IntegerBox(form))
{
    m_rate->setRange(limits::rate.least, limits::rate.most);
    m_rate->setDecimals(3);
    m_rate->setGroupSeparatorShown(true);
    m_rate->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_arrivals->addItem(tr("evenly spaced"), int(Arrivals::Constant));
    m_arrivals->addItem(tr("at random, independently (Poisson)"), int(Arrivals::Poisson));
    m_arrivals->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_arrivals->setMinimumContentsLength(24);
    m_connections->setRange(int(limits::connections.least), int(limits::connections.most));
    m_queue->setRange(int(limits::queue.least), int(limits::queue.most));
    for (IntegerBox *box : {m_connections, m_queue}) {
        box->setGroupSeparatorShown(true);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        connect(box, &QSpinBox::valueChanged, this, &OpenLoadFields::showUnits);
    }
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &OpenLoadFields::showUnits);
    showUnits();
    m_connections->setToolTip(tr("Maximum requests in flight. Further scheduled requests wait for a free "
                                 "connection; the wait counts towards response time."));
    m_queue->setToolTip(
        tr("Maximum requests waiting for a connection. Further scheduled requests are dropped and counted."));
    addRow(tr("&Rate"), m_rate, u"loadRate"_s, {u"/load/rate_per_s"_s});
    addRow(tr("Arrivals"), m_arrivals, u"loadArrivals"_s, {u"/load/arrivals"_s});
    addRow(tr("Max. in flight"), m_connections, u"loadConnections"_s, {u"/load/connections"_s});
    addRow(tr("Max. waiting"), m_queue, u"loadQueue"_s, {u"/load/queue"_s});
    connectFields();
}

void OpenLoadFields::connectFields()
{
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        emit edited(u"rate"_s, tr("Change Rate to %1").arg(m_rate->cleanText()),
                    [value](Load &load) { load.rate = value; });
    });
    connect(m_arrivals, &QComboBox::currentIndexChanged, this, [this] {
        const auto arrivals = Arrivals(m_arrivals->currentData().toInt());
        emit edited({}, tr("Change Arrivals"), [arrivals](Load &load) { load.arrivals = arrivals; });
    });
    connect(m_connections, &QSpinBox::valueChanged, this, [this](int value) {
        emit edited(u"connections"_s, tr("Change Requests in Flight"),
                    [value](Load &load) { load.connections = value; });
    });
    connect(m_queue, &QSpinBox::valueChanged, this, [this](int value) {
        emit edited(u"queue"_s, tr("Change Waiting Requests"), [value](Load &load) { load.queue = value; });
    });
}

void OpenLoadFields::show(const Load &load)
{
    const QSignalBlocker quiet[]{QSignalBlocker(m_rate), QSignalBlocker(m_arrivals),
                                 QSignalBlocker(m_connections), QSignalBlocker(m_queue)};
    if (!qFuzzyCompare(1 + m_rate->value(), 1 + load.rate))
        m_rate->setValue(load.rate);
    m_arrivals->setCurrentIndex(m_arrivals->findData(int(load.arrivals)));
    if (m_connections->value() != load.connections)
        m_connections->setValue(load.connections);
    if (m_queue->value() != load.queue)
        m_queue->setValue(load.queue);
    showUnits(); // the signals were blocked
}

void OpenLoadFields::showUnits()
{
    showUnit(*m_rate, tr("requests/s"));
    showUnit(*m_connections, tr("requests", "behind a number", m_connections->value()));
    showUnit(*m_queue, tr("requests", "behind a number", m_queue->value()));
}

} // namespace loadstone
