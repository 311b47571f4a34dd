// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/responsevalidator.h"

#include "core/load/responsejson.h"

#include <algorithm>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Maximum capacity that is retained for the user's next response.
constexpr qsizetype reusableBytes = 16 << 10;

bool isSameName(std::string_view name, const QByteArray &other)
{
    return qsizetype(name.size()) == other.size()
        && qstrnicmp(name.data(), qsizetype(name.size()), other.constData(), other.size()) == 0;
}

QByteArrayView trimmed(std::string_view value)
{
    return QByteArrayView(value.data(), qsizetype(value.size())).trimmed();
}

/// Appends up to the limit plus one byte, which indicates that the limit was exceeded.
void appendBounded(QByteArray &buffer, QByteArrayView part)
{
    const qsizetype room = std::max<qsizetype>(0, ResponseValidator::longestValue + 1 - buffer.size());
    buffer.append(part.first(std::min(room, part.size())));
}

bool captures(const RequestTemplate &request, Capture::From from)
{
    return std::any_of(request.captures.begin(), request.captures.end(),
                       [from](const Capture &capture) { return capture.from == from; });
}

QString shown(const QByteArray &value) { return u'"' + QString::fromUtf8(value.left(60)) + u'"'; }

/// The encoding is undeclared: most are ASCII, some UTF-8; RFC 2616 had Latin-1.
QString reasonText(QByteArrayView reason)
{
    return reason.isValidUtf8() ? QString::fromUtf8(reason) : QString::fromLatin1(reason);
}

QString whatIsCaptured(const Capture &capture)
{
    switch (capture.from) {
    case Capture::From::Header:
        return u"header %1"_s.arg(capture.where);
    case Capture::From::Cookie:
        return u"cookie %1"_s.arg(capture.where);
    case Capture::From::Json:
        break;
    }
    return u"text or number at %1"_s.arg(capture.where);
}

} // namespace

ResponseValidator::ResponseValidator() = default;
ResponseValidator::~ResponseValidator() = default;
ResponseValidator::ResponseValidator(ResponseValidator &&) noexcept = default;
ResponseValidator &ResponseValidator::operator=(ResponseValidator &&) noexcept = default;

void ResponseValidator::begin(const RequestTemplate &request)
{
    m_request = &request;
    m_bodyBytes = 0;
    m_firstDifference = -1;
    const Expectation &expect = request.expect;
    const bool isPlain = expect.headers.isEmpty() && expect.json.isEmpty() && request.captures.isEmpty()
        && expect.bodySha256.isEmpty();
    m_needsBody = expect.body.has_value() || !expect.bodySha256.isEmpty();
    m_needsHeaders = false;
    if (isPlain) {
        m_buffers.reset();
        return;
    }
    if (!m_buffers)
        m_buffers = std::make_unique<Buffers>();
    m_buffers->headers.clear();
    m_buffers->cookies.clear();
    m_buffers->json.resize(0);
    m_buffers->isJsonTooLong = false;
    if (!expect.bodySha256.isEmpty())
        m_buffers->hash.reset();
    for (const ExpectedHeader &header : expect.headers)
        m_buffers->headers.push_back({header.name, {}});
    for (const Capture &capture : request.captures) {
        if (capture.from == Capture::From::Header)
            m_buffers->headers.push_back({capture.where.toUtf8(), {}});
    }
    m_needsHeaders = !m_buffers->headers.empty() || captures(request, Capture::From::Cookie);
    m_needsBody = m_needsBody || keepsJson();
}

bool ResponseValidator::keepsJson() const
{
    return m_buffers && (!m_request->expect.json.isEmpty() || captures(*m_request, Capture::From::Json));
}

void ResponseValidator::header(std::string_view name, std::string_view value)
{
    if (!m_needsHeaders)
        return;
    for (WatchedHeader &watched : m_buffers->headers) {
        if (!isSameName(name, watched.name))
            continue;
        if (watched.value)
            appendBounded(*watched.value, ", ");
        else
            watched.value = QByteArray("");
        appendBounded(*watched.value, trimmed(value));
    }
    constexpr qsizetype mostCookies = 100;
    if (isSameName(name, QByteArrayLiteral("Set-Cookie")) && m_buffers->cookies.size() < mostCookies
        && captures(*m_request, Capture::From::Cookie)) {
        m_buffers->cookies.append(QByteArray());
        appendBounded(m_buffers->cookies.last(), trimmed(value));
    }
}

void ResponseValidator::look(const char *bytes, qint64 length)
{
    if (m_request->expect.body)
        compare(*m_request->expect.body, bytes, length);
    if (!m_request->expect.bodySha256.isEmpty())
        m_buffers->hash.addData(QByteArrayView(bytes, length));
    if (!keepsJson() || m_buffers->isJsonTooLong)
        return;
    m_buffers->isJsonTooLong = m_bodyBytes + length > longestJson;
    if (m_buffers->isJsonTooLong)
        m_buffers->json = QByteArray();
    else
        m_buffers->json.append(bytes, length);
}

void ResponseValidator::compare(const QByteArray &expected, const char *bytes, qint64 length)
{
    if (m_firstDifference >= 0)
        return;
    const qint64 comparable = std::clamp<qint64>(expected.size() - m_bodyBytes, 0, length);
    const char *const wanted = expected.constData() + (comparable > 0 ? m_bodyBytes : 0);
    if (std::memcmp(wanted, bytes, static_cast<size_t>(comparable)) != 0)
        m_firstDifference = m_bodyBytes + (std::mismatch(bytes, bytes + comparable, wanted).first - bytes);
    else if (comparable < length)
        m_firstDifference = expected.size();
}

void ResponseValidator::conclude(Outcome &outcome, int status, std::string_view reason)
{
    outcome.status = status;
    outcome.diedIn = RequestPhase::Receive;
    outcome.bytesReceived = m_bodyBytes;
    const QList<int> &statuses = m_request->expect.statuses;
    const bool isStatusExpected = statuses.isEmpty() ? status / 100 == 2 : statuses.contains(status);
    if (!isStatusExpected) {
        outcome.outcomeClass = OutcomeClass::HttpStatus;
        outcome.example = u"%1 %2"_s.arg(status)
                              .arg(reasonText({reason.data(), qsizetype(reason.size())}))
                              .trimmed()
                              .left(Outcome::longestExample);
        releaseBody();
        return;
    }
    if (!m_buffers && hasExpectedBody()) {
        outcome.outcomeClass = OutcomeClass::Ok;
        return;
    }
    QString problem = bodyProblem();
    QByteArrayList captured;
    if (problem.isEmpty() && m_buffers) {
        problem = hashProblem();
        if (problem.isEmpty())
            problem = headerProblem();
        if (problem.isEmpty())
            problem = jsonAndCaptureProblem(captured);
    }
    releaseBody();
    outcome.outcomeClass = problem.isEmpty() ? OutcomeClass::Ok : OutcomeClass::WrongBody;
    outcome.example = problem.left(Outcome::longestExample);
    if (problem.isEmpty())
        outcome.captured = captured;
}

qint64 ResponseValidator::expectedLength() const
{
    const Expectation &expect = m_request->expect;
    return expect.body ? expect.body->size() : expect.bodyLength.value_or(m_bodyBytes);
}

bool ResponseValidator::hasExpectedBody() const
{
    return m_bodyBytes == expectedLength() && m_firstDifference < 0;
}

QString ResponseValidator::bodyProblem() const
{
    if (m_bodyBytes != expectedLength())
        return u"%1 bytes instead of %2"_s.arg(m_bodyBytes).arg(expectedLength());
    if (m_firstDifference >= 0)
        return u"The body differs from the expected one at byte %1"_s.arg(m_firstDifference);
    return {};
}

QString ResponseValidator::hashProblem() const
{
    const QByteArray &expected = m_request->expect.bodySha256;
    if (expected.isEmpty())
        return {};
    const QByteArray hash = m_buffers->hash.result().toHex();
    return hash == expected ? QString() : u"The body's SHA-256 is %1"_s.arg(QString::fromLatin1(hash));
}

QString ResponseValidator::headerProblem() const
{
    const QList<ExpectedHeader> &expected = m_request->expect.headers;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const std::optional<QByteArray> &value = m_buffers->headers[static_cast<size_t>(i)].value;
        const QString name = QString::fromUtf8(expected[i].name);
        if (!value)
            return u"The response has no header %1"_s.arg(name);
        if (value->size() > longestValue)
            return u"The header %1 is longer than 16 KiB"_s.arg(name);
        if (expected[i].value && *value != *expected[i].value)
            return u"The header %1 is %2 instead of %3"_s.arg(name, shown(*value), shown(*expected[i].value));
    }
    return {};
}

QString ResponseValidator::jsonAndCaptureProblem(QByteArrayList &captured) const
{
    if (m_buffers->isJsonTooLong)
        return u"The body is longer than 1 MiB, too long to look for JSON in it"_s;
    std::optional<ResponseJson> json;
    if (keepsJson())
        json.emplace(m_buffers->json);
    for (const ExpectedJson &expected : m_request->expect.json) {
        if (QString problem = json->problem(expected); !problem.isEmpty())
            return problem;
    }
    for (const Capture &capture : m_request->captures) {
        const std::optional<QByteArray> value = capture.from == Capture::From::Json
            ? json->scalar(capture.where)
            : capture.from == Capture::From::Header ? capturedHeader(capture.where)
                                                    : capturedCookie(capture.where);
        if (QString problem = captureProblem(capture, value); !problem.isEmpty())
            return problem;
        captured.append(*value);
    }
    return {};
}

QString ResponseValidator::captureProblem(const Capture &capture, const std::optional<QByteArray> &value)
{
    if (!value)
        return u"The response has no %1 for the variable %2"_s.arg(whatIsCaptured(capture), capture.variable);
    if (value->size() > longestValue)
        return u"The %1 is longer than 16 KiB, too long for the variable %2"_s.arg(whatIsCaptured(capture),
                                                                                   capture.variable);
    return {};
}

std::optional<QByteArray> ResponseValidator::capturedHeader(const QString &name) const
{
    for (const WatchedHeader &watched : m_buffers->headers) {
        if (watched.name == name.toUtf8())
            return watched.value;
    }
    return {};
}

std::optional<QByteArray> ResponseValidator::capturedCookie(const QString &name) const
{
    // The last one takes precedence, as in a browser.
    for (auto cookie = m_buffers->cookies.crbegin(); cookie != m_buffers->cookies.crend(); ++cookie) {
        const QByteArray pair = cookie->left(cookie->indexOf(';')).trimmed();
        const qsizetype equals = pair.indexOf('=');
        if (equals > 0 && pair.left(equals).trimmed() == name.toUtf8())
            return pair.mid(equals + 1).trimmed();
    }
    return {};
}

void ResponseValidator::releaseBody()
{
    if (m_buffers && m_buffers->json.capacity() > reusableBytes)
        m_buffers->json = QByteArray();
}

} // namespace loadstone
