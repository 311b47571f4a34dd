// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/nativefailures.h"
#include "core/load/responsevalidator.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>

class QObject;

namespace loadstone
{

/// What the bytes of a response say about it, whatever Qt makes of them.
struct WireVerdict {
    enum class State {
        Open,     ///< not over yet, or nothing was seen of it
        Complete, ///< status, reason and body count
        Failed,   ///< with this failure
    };
    State state = State::Open;
    NativeFailure failure;
    int status = 0; ///< as soon as it is known; 0 before
    std::string reason;
    bool isHeadDone = false;
    bool keepsConnection = false;
};

/// What the load thread and Qt's HTTP thread share about the request of one virtual user: the load
/// thread begins and ends each request, a QnamTap in the HTTP thread fills in what the wire showed.
class QnamWire
{
public:
    /// @param listener in whose thread `onConcluded` is called, with the number of the request, for
    /// each verdict that is no longer Open
    QnamWire(QObject *listener, std::function<void(quint64)> onConcluded);

    /// Found by a tap through its number, which outlives it.
    static std::shared_ptr<QnamWire> find(quint64 id);
    static std::shared_ptr<QnamWire> make(QObject *listener, std::function<void(quint64)> onConcluded);
    quint64 id() const { return m_id; }

    /// The load thread sends the next request. @param connection of the user on which Qt will send it
    /// @return number of the request
    quint64 begin(const RequestTemplate &request, qint64 bodySize, const QString &connection);
    /// The listener goes; nothing is told any more.
    void detach();

    /// Everything below needs this lock.
    std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

    /// The verdict is final: tells the listener.
    void conclude(WireVerdict::State state);

    quint64 sequence = 0; ///< number of the request
    QString connection;
    const RequestTemplate *request = nullptr;
    qint64 bodySize = 0;           ///< of the request
    bool isPending = false;        ///< a request is on its way, and no verdict yet
    bool isTapped = false;         ///< a tap reads the response
    const void *carrier = nullptr; ///< the tap on whose connection the request is
    bool openedConnection = false; ///< a connection was made since the request began
    bool isQtDeaf = false;         ///< Qt is not told of the end of the response
    bool wasStale = false;         ///< it was sent on a kept connection that the server closed
    int repetitions = 0;           ///< how often Qt sends it again, on another connection
    ResponseValidator validator;   ///< of the response's headers and body
    WireVerdict verdict;

private:
    const quint64 m_id;
    std::mutex m_mutex;
    QObject *m_listener;
    std::function<void(quint64)> m_onConcluded;
};

} // namespace loadstone
