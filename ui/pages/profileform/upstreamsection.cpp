// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/upstreamsection.h"

#include "core/profile/limits.h"
#include "core/profile/profile.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/numberbox.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QSignalBlocker>

namespace loadstone
{

using namespace Qt::StringLiterals;

UpstreamSection::UpstreamSection(QWidget *parent)
    : FormSection(tr("Slow upstream that the servers call"), parent), m_api(new QComboBox(this)),
      m_delay(new DurationEdit(this)), m_calls(new IntegerBox(this)),
      m_wholeSeconds(new QCheckBox(tr("truncated to whole seconds, as published"), this)),
      m_port(new IntegerBox(this))
{
    auto *layout = new QFormLayout(this);
    m_api->addItem(tr("none: no endpoint needs it"), int(Upstream::Api::None));
    m_api->addItem(tr("slow-api: /?delay="), int(Upstream::Api::SlowApi));
    m_api->addItem(tr("gosleep: /?seconds="), int(Upstream::Api::Gosleep));
    m_api->setToolTip(tr("Required by /single, /multiple and /io_bound. Runs alongside each server; its CPU "
                         "usage is shown separately."));
    m_calls->setRange(int(limits::upstreamCalls.least), int(limits::upstreamCalls.most));
    m_port->setRange(int(limits::port.least), int(limits::port.most));
    m_port->setSpecialValueText(tr("any free port"));
    addRow(layout, tr("API"), m_api, u"upstreamApi"_s, u"/upstream/api"_s);
    addRow(layout, tr("Response delay"), m_delay, u"upstreamDelay"_s, u"/upstream/delay_s"_s);
    addRow(layout, tr("Concurrent calls in /io_bound"), m_calls, u"upstreamCalls"_s, u"/upstream/calls"_s);
    addRow(layout, tr("Delays"), m_wholeSeconds, u"upstreamWholeSeconds"_s, u"/upstream/whole_seconds"_s);
    addRow(layout, tr("API port"), m_port, u"upstreamPort"_s, u"/upstream/port"_s);
    connectFields();
}

void UpstreamSection::connectFields()
{
    connect(m_api, &QComboBox::currentIndexChanged, this, [this] {
        const auto api = Upstream::Api(m_api->currentData().toInt());
        edit({}, tr("Change Slow Upstream"), [api](Profile &profile) {
            profile.upstream.api = api;
            if (api != Upstream::Api::Gosleep)
                profile.upstream.truncatesSeconds = false; // not supported by the others
        });
    });
    connect(m_delay, &DurationEdit::valueEdited, this, [this](Milliseconds value) {
        edit(u"upstreamDelay"_s, tr("Change Slow Upstream Delay"),
             [value](Profile &profile) { profile.upstream.delay = value; });
    });
    connect(m_calls, &QSpinBox::valueChanged, this, [this](int value) {
        edit(u"upstreamCalls"_s, tr("Change Concurrent Calls"),
             [value](Profile &profile) { profile.upstream.calls = value; });
    });
    connect(m_wholeSeconds, &QCheckBox::toggled, this, [this](bool isOn) {
        edit({}, tr("Change Truncation"),
             [isOn](Profile &profile) { profile.upstream.truncatesSeconds = isOn; });
    });
    connect(m_port, &QSpinBox::valueChanged, this, [this](int value) {
        edit(u"upstreamPort"_s, tr("Change Slow Upstream Port"),
             [value](Profile &profile) { profile.upstream.port = value; });
    });
}

void UpstreamSection::refresh()
{
    const Upstream &upstream = profile().upstream;
    const QSignalBlocker quiet[]{QSignalBlocker(m_api), QSignalBlocker(m_calls),
                                 QSignalBlocker(m_wholeSeconds), QSignalBlocker(m_port)};
    m_api->setCurrentIndex(m_api->findData(int(upstream.api)));
    m_delay->setValue(upstream.delay);
    if (m_calls->value() != upstream.calls)
        m_calls->setValue(upstream.calls);
    m_wholeSeconds->setChecked(upstream.truncatesSeconds);
    if (m_port->value() != upstream.port)
        m_port->setValue(upstream.port);
    const bool isUsed = upstream.api != Upstream::Api::None;
    for (QWidget *field :
         {static_cast<QWidget *>(m_delay), static_cast<QWidget *>(m_calls), static_cast<QWidget *>(m_port)})
        field->setEnabled(isUsed);
    m_wholeSeconds->setEnabled(upstream.api == Upstream::Api::Gosleep || upstream.truncatesSeconds);
}

} // namespace loadstone
