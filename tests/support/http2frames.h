// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>
#include <utility>

namespace loadstone::http2
{

/// Frames of a scripted server (RFC 9113), valid or not.
enum class FrameType : quint8 {
    Data = 0,
    Headers = 1,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
};
enum class Setting : quint16 { MaxConcurrentStreams = 3, InitialWindowSize = 4, MaxFrameSize = 5 };
enum class Error : quint32 {
    NoError = 0,
    ProtocolError = 1,
    InternalError = 2,
    FlowControlError = 3,
    RefusedStream = 7,
    Cancel = 8,
    CompressionError = 9,
    EnhanceYourCalm = 11,
    InadequateSecurity = 12,
    Http11Required = 13,
};
inline constexpr quint8 endStream = 0x1;
inline constexpr quint8 ack = 0x1;
inline constexpr quint8 endHeaders = 0x4;

using Fields = QList<std::pair<QByteArray, QByteArray>>;

QByteArray frame(FrameType type, quint8 flags, quint32 stream, const QByteArray &payload = {});
QByteArray settings(const QList<std::pair<Setting, quint32>> &values = {});
/// As literals without indexing, in as many frames as needed. @param flags endStream or 0
QByteArray headers(quint32 stream, const Fields &fields, quint8 flags = 0);
QByteArray data(quint32 stream, const QByteArray &payload, quint8 flags = 0);
QByteArray resetStream(quint32 stream, Error error);
/// @param lastStream the last one that the server accepted
QByteArray goAway(quint32 lastStream, Error error);
QByteArray ping();

/// The server's side of a connection: detects requests in a client's bytes, without looking at their content.
class RequestReader
{
public:
    /// The stream of the next complete request.
    /// @param received consumed bytes are removed
    /// @param replies the protocol's mandatory acknowledgements are appended
    std::optional<quint32> next(QByteArray &received, QByteArray &replies);

private:
    bool m_hasPreface = false;
};

} // namespace loadstone::http2
