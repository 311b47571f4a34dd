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

/// Verdict on a response from its bytes, independent of Qt.
struct WireVerdict {
    enum class State {
        Open,     ///< in progress, or not observed
        Complete, ///< status, reason and body are valid
        Failed,   ///< with this failure
    };
    State state = State::Open;
    NativeFailure failure;
    int status = 0; ///< 0 until known
    std::string reason;
    bool isHeadDone = false;
    bool keepsConnection = false;
};

/// Shared state of the load thread and Qt's HTTP thread for one virtual user's request: the load thread
/// begins and ends each request, a QnamTap in the HTTP thread fills in its observations.
class QnamWire
{
public:
    /// @param listener thread in which `onConcluded` is called, with the sequence number of the request, for
    /// each final verdict
    QnamWire(QObject *listener, std::function<void(quint64)> onConcluded);

    /// Used by taps, whose lifetime is independent: looked up by id.
    static std::shared_ptr<QnamWire> find(quint64 id);
    static std::shared_ptr<QnamWire> make(QObject *listener, std::function<void(quint64)> onConcluded);
    quint64 id() const { return m_id; }

    /// The load thread sends the next request. @param connection of the user on which Qt will send it
    /// @return sequence number of the request
    quint64 begin(const RequestTemplate &request, qint64 bodySize, const QString &connection);
    /// The listener is destroyed; it is not notified any more.
    void detach();

    /// Required for all members below.
    std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

    /// Makes the verdict final and notifies the listener.
    void conclude(WireVerdict::State state);

    quint64 sequence = 0; ///< number of the request
    QString connection;
    const RequestTemplate *request = nullptr;
    qint64 bodySize = 0;           ///< of the request
    bool isPending = false;        ///< a request is in flight without a verdict
    bool isTapped = false;         ///< a tap reads the response
    const void *carrier = nullptr; ///< the tap on whose connection the request is
    bool openedConnection = false; ///< a connection was opened since the request began
    bool isQtDeaf = false;         ///< the end of the response is hidden from Qt
    bool wasStale = false;         ///< it was sent on a persistent connection that the server closed
    int repetitions = 0;           ///< how often Qt repeats it on another connection
    ResponseValidator validator;   ///< of the response's headers and body
    WireVerdict verdict;

private:
    const quint64 m_id;
    std::mutex m_mutex;
    QObject *m_listener;
    std::function<void(quint64)> m_onConcluded;
};

} // namespace loadstone
