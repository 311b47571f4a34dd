// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runcontroller.h"

#include <QList>
#include <QObject>

namespace loadstone::test
{

/// Collects the events of one kind that a run controller sends.
template<typename Event>
class EventSpy : public QList<Event>
{
public:
    explicit EventSpy(RunController &controller)
    {
        QObject::connect(&controller, &RunController::happened, &m_context, [this](const RunEvent &event) {
            if (const auto *wanted = std::get_if<Event>(&event))
                this->append(*wanted);
        });
    }

private:
    QObject m_context;
};

} // namespace loadstone::test
