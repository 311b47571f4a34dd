// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/taskgroup.h"

#include <QtGlobal>

#include <exception>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

TaskGroup::TaskGroup(QObject *parent) : QObject(parent) { }

TaskGroup::~TaskGroup()
{
    if (m_liveCount != 0)
        qFatal("A task group was destroyed with %d live coroutines", m_liveCount);
}

void TaskGroup::launch(QCoro::Task<> task)
{
    ++m_liveCount;
    guard(std::move(task));
}

QCoro::Task<> TaskGroup::guard(QCoro::Task<> task)
{
    // QCoro discards exceptions of a dropped Task, so they must be caught here.
    QString error;
    try {
        co_await task;
    } catch (const std::exception &exception) {
        error = QString::fromLocal8Bit(exception.what());
    } catch (...) {
        error = u"an exception of unknown type"_s;
    }
    if (!error.isEmpty()) {
        qCritical("A coroutine ended by an exception: %s", qPrintable(error));
        if (m_firstError.isEmpty())
            m_firstError = error;
    }
    if (--m_liveCount == 0)
        emit emptied();
}

void TaskGroup::requestStop()
{
    if (m_isStopRequested)
        return;
    m_isStopRequested = true;
    emit stopRequested();
}

} // namespace loadstone
