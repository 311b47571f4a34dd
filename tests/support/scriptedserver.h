// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QThread>
#include <QUrl>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace loadstone
{

/// A received request.
struct ScriptedRequest {
    QByteArray method;
    QByteArray target;
    QByteArray head; ///< request line and headers
    QByteArray body;
    int onConnection = 0; ///< 0 for the first one on its connection, then 1, 2 …
    int number = 0;       ///< index among all received requests
    quint32 stream = 0;   ///< with HTTP/2, where only the last two members are valid
};

/// One step of a response; after the last one the server reads the next request.
struct ScriptStep {
    enum class Kind {
        Send,         ///< `bytes`, in one write
        SendBytewise, ///< `bytes`, one byte per packet
        Drip,         ///< `bytes`, one byte every `pauseMs`
        Pause,        ///< for `pauseMs`
        Close,        ///< orderly, after all bytes are sent
        Reset,        ///< immediately, with RST
        Hang,         ///< no further bytes
        Flood,        ///< `bytes` repeatedly, as fast as they are accepted, until the connection ends
    };
    Kind kind = Kind::Send;
    QByteArray bytes;
    int pauseMs = 0;
};
using Script = QList<ScriptStep>;

/// Ready-made scripts.
namespace script
{
Script send(const QByteArray &bytes);
Script bytewise(const QByteArray &bytes);
/// A plain response with Content-Length.
Script respond(const QByteArray &body, int status = 200, const QByteArray &extraHeaders = {});
Script delayed(int pauseMs, const Script &then);
Script close();
Script reset();
Script hang();
Script flood(const QByteArray &bytes);
Script drip(const QByteArray &bytes, int pauseMs);
} // namespace script

/// A scripted HTTP/1.1 or HTTP/2 server inside the test, which may violate the protocols, and counts
/// connections and requests. Runs in a separate thread, on a free port of 127.0.0.1 with a backlog of 4,096.
class ScriptedServer
{
public:
    using Handler = std::function<Script(const ScriptedRequest &)>;

    /// @param handler called in the server's thread for each complete request
    explicit ScriptedServer(Handler handler);
    explicit ScriptedServer(const Script &always);
    /// @param address of this machine, in place of 127.0.0.1
    ScriptedServer(const Script &always, const QString &address);
    /// Over TLS. @param certificate, key files
    ScriptedServer(Handler handler, const QString &certificate, const QString &key);
    /// HTTP/2 without TLS: scripts send frames (http2frames.h). Settings and pings are acknowledged while no
    /// script is played. @param greeting played after a client has connected
    ScriptedServer(Handler handler, const Script &greeting);
    ~ScriptedServer();
    Q_DISABLE_COPY_MOVE(ScriptedServer)

    /// Responds to a request after its head, without reading its body.
    void setAnswersAtHead(bool answersAtHead) { m_answersAtHead = answersAtHead; }

    quint16 port() const { return m_port; }
    QUrl url() const;

    int connections() const { return m_connections; } ///< accepted so far
    int openConnections() const { return m_open; }    ///< currently
    int requests() const { return m_requests; }       ///< complete requests so far
    int mostConnections() const { return m_most; }    ///< simultaneously open
    QList<ScriptedRequest> firstRequests() const;     ///< at most the first 1,000

    /// Stops listening and resets every connection, like a crashed server.
    void die();

private:
    class Listener;
    friend class Listener;

    void begin();

    Handler m_handler;
    QString m_address = QStringLiteral("127.0.0.1");
    QString m_certificate; ///< empty without TLS
    QString m_key;
    std::optional<Script> m_greeting; ///< with HTTP/2
    QThread m_thread;
    Listener *m_listener = nullptr;
    quint16 m_port = 0;
    std::atomic<bool> m_answersAtHead{false};
    std::atomic<int> m_connections{0};
    std::atomic<int> m_open{0};
    std::atomic<int> m_most{0};
    std::atomic<int> m_requests{0};
    mutable std::mutex m_mutex;
    QList<ScriptedRequest> m_firstRequests;
};

} // namespace loadstone
