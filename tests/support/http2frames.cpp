// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http2frames.h"

#include <QtEndian>

namespace loadstone::http2
{

namespace
{

constexpr qsizetype frameHead = 9;
constexpr qsizetype largestFrame = 16'384;
const QByteArray preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

template<typename Number>
QByteArray bigEndian(Number number)
{
    QByteArray bytes(sizeof number, '\0');
    qToBigEndian(number, bytes.data());
    return bytes;
}

/// HPACK string without Huffman code: a length with a 7-bit prefix, and the bytes.
QByteArray literal(const QByteArray &text)
{
    constexpr qsizetype fits = 127;
    constexpr qsizetype continues = 128;
    QByteArray bytes;
    if (text.size() < fits)
        return bytes.append(char(text.size())) + text;
    bytes.append(char(fits));
    qsizetype rest = text.size() - fits;
    for (; rest >= continues; rest /= continues)
        bytes.append(char(continues + rest % continues));
    return bytes.append(char(rest)) + text;
}

} // namespace

QByteArray frame(FrameType type, quint8 flags, quint32 stream, const QByteArray &payload)
{
    return bigEndian(quint32(payload.size())).mid(1) + char(type) + char(flags) + bigEndian(stream) + payload;
}

QByteArray settings(const QList<std::pair<Setting, quint32>> &values)
{
    QByteArray payload;
    for (const auto &[setting, value] : values)
        payload += bigEndian(quint16(setting)) + bigEndian(value);
    return frame(FrameType::Settings, 0, 0, payload);
}

QByteArray headers(quint32 stream, const Fields &fields, quint8 flags)
{
    QByteArray block;
    for (const auto &[name, value] : fields)
        block += '\0' + literal(name) + literal(value);
    QByteArray frames;
    for (qsizetype begin = 0; begin == 0 || begin < block.size(); begin += largestFrame) {
        const bool isLast = begin + largestFrame >= block.size();
        frames += frame(begin == 0 ? FrameType::Headers : FrameType::Continuation,
                        quint8((begin == 0 ? flags : 0) | (isLast ? endHeaders : 0)), stream,
                        block.mid(begin, largestFrame));
    }
    return frames;
}

QByteArray data(quint32 stream, const QByteArray &payload, quint8 flags)
{
    return frame(FrameType::Data, flags, stream, payload);
}

QByteArray resetStream(quint32 stream, Error error)
{
    return frame(FrameType::RstStream, 0, stream, bigEndian(quint32(error)));
}

QByteArray goAway(quint32 lastStream, Error error)
{
    return frame(FrameType::GoAway, 0, 0, bigEndian(lastStream) + bigEndian(quint32(error)));
}

QByteArray ping() { return frame(FrameType::Ping, 0, 0, "scripted"); }

std::optional<quint32> RequestReader::next(QByteArray &received, QByteArray &replies)
{
    if (!m_hasPreface && received.size() >= preface.size()) {
        m_hasPreface = true;
        received.remove(0, preface.size());
    }
    while (m_hasPreface && received.size() >= frameHead) {
        const auto *const head = reinterpret_cast<const uchar *>(received.constData());
        const auto length = qsizetype(qFromBigEndian<quint32>(head) >> 8);
        if (received.size() < frameHead + length)
            return {};
        const auto type = FrameType(head[3]);
        const quint8 flags = head[4];
        const quint32 stream = qFromBigEndian<quint32>(head + 5) & 0x7fff'ffff;
        const QByteArray payload = received.mid(frameHead, length);
        received.remove(0, frameHead + length);
        if ((type == FrameType::Settings || type == FrameType::Ping) && (flags & ack) == 0)
            replies += frame(type, ack, 0, type == FrameType::Ping ? payload : QByteArray());
        if ((type == FrameType::Headers || type == FrameType::Data) && (flags & endStream) != 0)
            return stream;
    }
    return {};
}

} // namespace loadstone::http2
