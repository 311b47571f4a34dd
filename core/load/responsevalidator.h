// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/profile/profile.h"

#include <QCryptographicHash>

#include <memory>
#include <string_view>
#include <vector>

namespace loadstone
{

/// Validates the responses to a virtual user's consecutive requests as they arrive, the same for every HTTP
/// transport: begin(), then header() and body() incrementally, conclude() at the end of the response.
/// Connection failures are the transport's responsibility.
///
/// Costs almost nothing and allocates nothing if only status and length are expected. Buffers a body only if
/// JSON is expected or captured, and up to a limit.
class ResponseValidator
{
public:
    /// Maximum length of a body for JSON checks; a longer one is a wrong body.
    static constexpr qint64 longestJson = 1LL << 20;
    /// Maximum length of a buffered header or captured value; a longer one is a wrong body.
    static constexpr qsizetype longestValue = 16 << 10;

    /// Why the value of a capture is invalid, as a sentence; empty if valid.
    static QString captureProblem(const Capture &capture, const std::optional<QByteArray> &value);

    ResponseValidator();
    ~ResponseValidator();
    ResponseValidator(ResponseValidator &&) noexcept;
    ResponseValidator &operator=(ResponseValidator &&) noexcept;

    /// Starts the response to `request`, which must stay valid until conclude().
    void begin(const RequestTemplate &request);

    /// Whether header() must be called at all.
    bool needsHeaders() const { return m_needsHeaders; }
    /// Whether the content of the body matters; otherwise countBody() suffices.
    bool needsBody() const { return m_needsBody; }

    /// One field of the final response (not of an interim 1xx), in order, including repeated names. Ignores
    /// white space around the value.
    void header(std::string_view name, std::string_view value);
    /// The next part of the body, without its framing.
    void body(const char *bytes, qint64 length)
    {
        if (m_needsBody)
            look(bytes, length);
        m_bodyBytes += length;
    }
    void countBody(qint64 length) { m_bodyBytes += length; }
    /// Number of body bytes so far.
    qint64 bodyBytes() const { return m_bodyBytes; }

    /// The response is complete: sets class, status, phase, example, byte count and captured values; leaves
    /// times and connection unchanged.
    /// @param reason phrase of the status line, for the example of an unexpected status
    void conclude(Outcome &outcome, int status, std::string_view reason = {});

private:
    /// A header to check or capture, with repeated fields joined.
    struct WatchedHeader {
        QByteArray name;
        std::optional<QByteArray> value;
    };
    /// Needed only for more than status, length and exact body.
    struct Buffers {
        std::vector<WatchedHeader> headers; ///< expected ones, then captured ones
        QByteArrayList cookies;             ///< values of Set-Cookie
        QByteArray json;
        bool isJsonTooLong = false;
        QCryptographicHash hash{QCryptographicHash::Sha256}; ///< of the body so far, if expected
    };

    void look(const char *bytes, qint64 length);
    void compare(const QByteArray &expected, const char *bytes, qint64 length);
    bool keepsJson() const;
    qint64 expectedLength() const;
    bool hasExpectedBody() const;
    QString bodyProblem() const;
    QString hashProblem() const;
    QString headerProblem() const;
    QString jsonAndCaptureProblem(QByteArrayList &captured) const;
    std::optional<QByteArray> capturedHeader(const QString &name) const;
    std::optional<QByteArray> capturedCookie(const QString &name) const;
    void releaseBody();

    const RequestTemplate *m_request = nullptr;
    qint64 m_bodyBytes = 0;
    qint64 m_firstDifference = -1; ///< first differing byte of the body
    std::unique_ptr<Buffers> m_buffers;
    bool m_needsHeaders = false;
    bool m_needsBody = false;
};

} // namespace loadstone
