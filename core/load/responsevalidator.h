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

/// Judges the answers to one request after another of a virtual user while they arrive, the same for
/// every HTTP transport: begin(), then header() and body() as they come, conclude() once the answer
/// is complete. What happens to the connection is the transport's to judge.
///
/// Costs next to nothing and allocates nothing where only status and length are expected. Holds a
/// body only as long and as far as JSON is expected or captured in it.
class ResponseValidator
{
public:
    /// The longest body in which JSON is looked for; a longer one is a wrong body.
    static constexpr qint64 longestJson = 1LL << 20;
    /// The longest value of a header or captured value that is kept; a longer one is a wrong body.
    static constexpr qsizetype longestValue = 16 << 10;

    /// Why the value of a capture cannot be used, in a sentence; empty when it can.
    static QString captureProblem(const Capture &capture, const std::optional<QByteArray> &value);

    ResponseValidator();
    ~ResponseValidator();
    ResponseValidator(ResponseValidator &&) noexcept;
    ResponseValidator &operator=(ResponseValidator &&) noexcept;

    /// What comes next is the answer to `request`, which has to stay until conclude().
    void begin(const RequestTemplate &request);

    /// Whether header() has to be called at all.
    bool needsHeaders() const { return m_needsHeaders; }
    /// Whether the body's bytes count; otherwise only how many there are: countBody() suffices.
    bool needsBody() const { return m_needsBody; }

    /// One field of the final answer (not of an interim 1xx), in the order of the answer; of fields
    /// with the same name each. White space around the value does not matter.
    void header(std::string_view name, std::string_view value);
    /// The next part of the body, without its framing.
    void body(const char *bytes, qint64 length)
    {
        if (m_needsBody)
            look(bytes, length);
        m_bodyBytes += length;
    }
    void countBody(qint64 length) { m_bodyBytes += length; }
    /// Bytes of the body so far.
    qint64 bodyBytes() const { return m_bodyBytes; }

    /// The answer is complete: sets class, status, phase, example, number of bytes and what was
    /// captured; leaves times and connection alone.
    /// @param reason phrase of the status line, for the example of an unexpected status
    void conclude(Outcome &outcome, int status, std::string_view reason = {});

private:
    /// A header that is looked for, all fields of its name joined.
    struct WatchedHeader {
        QByteArray name;
        std::optional<QByteArray> value;
    };
    /// Only where more than status, length and exact body as text is expected.
    struct Kept {
        std::vector<WatchedHeader> headers; ///< those expected, then those captured
        QByteArrayList cookies;             ///< values of Set-Cookie
        QByteArray json;
        bool isJsonTooLong = false;
        QCryptographicHash hash{QCryptographicHash::Sha256}; ///< of the body so far, where it is expected
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
    qint64 m_firstDifference = -1; ///< byte of the body that is not as expected
    std::unique_ptr<Kept> m_kept;
    bool m_needsHeaders = false;
    bool m_needsBody = false;
};

} // namespace loadstone
