// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamtransport.h"

#include "core/base/oneshot.h"
#include "core/load/qnam/qnamexchange.h"
#include "core/load/qnam/qnamtap.h"
#include "core/load/requesthead.h"
#include "core/load/serveraddress.h"
#include "core/profile/requesttarget.h"
#include "core/server/trust.h"

#include <QCoroNetworkReply>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QSslConfiguration>
#include <QTimer>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype replyBufferBytes = 256 * 1024;
/// Connections of one user that are used in rotation after an aborted request; by the time the first is used
/// again, Qt has finished with it. Not more, because Qt keeps each open for two minutes.
constexpr int lanes = 4;

/// Disables Qt's automatic behaviour. The cache setting stays at its default: there is no cache, and
/// AlwaysNetwork would add a header against caches on the way.
QNetworkRequest plainRequest()
{
    QNetworkRequest request;
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    return request;
}

/// No proxy, but one with a user name: the tap's tag, passed in the fragment of the URL, which is not sent. A
/// side effect: Qt reads from such a socket through a buffer instead of byte by byte.
class TaggedSockets final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return {QNetworkProxy(QNetworkProxy::DefaultProxy, {}, 0, query.url().fragment())};
    }
};

/// Sets a request's headers so that Qt adds none.
class HeaderSetter
{
public:
    explicit HeaderSetter(QNetworkRequest &request) : m_request(request) { }

    void operator()(std::string_view name, std::string_view value)
    {
        const QByteArray field(name.data(), static_cast<qsizetype>(name.size()));
        const QByteArray text(value.data(), static_cast<qsizetype>(value.size()));
        if (m_request.hasRawHeader(field)) {
            // Qt has one value per name, but writes it verbatim: a value can contain another header line.
            m_lastValue += "\r\n" + field + ": " + text;
        } else {
            m_lastName = field;
            m_lastValue = text;
        }
        m_request.setRawHeader(m_lastName, m_lastValue.isEmpty() ? emptyValue(m_lastName) : m_lastValue);
    }

private:
    /// A value equivalent to an empty one: Qt would omit an empty header, or replace it by its own default.
    /// Servers strip the space.
    static QByteArray emptyValue(const QByteArray &name)
    {
        constexpr std::array fields{"Host", "User-Agent", "Accept-Language", "Accept-Encoding", "Connection"};
        const bool isQts = std::any_of(fields.begin(), fields.end(), [&name](const char *field) {
            return name.compare(field, Qt::CaseInsensitive) == 0;
        });
        return isQts ? QByteArrayLiteral(" ") : QByteArrayLiteral("");
    }

    QNetworkRequest &m_request;
    QByteArray m_lastName;
    QByteArray m_lastValue;
};

/// Scheme, address and port of each candidate. Addresses, because Qt would race the addresses of a name at
/// every connect, with a connection to each.
QByteArrayList makeOrigins(const QUrl &baseUrl, const ServerAddress &address)
{
    QByteArrayList origins;
    for (const SocketAddress &candidate : address.candidates) {
        QUrl origin;
        origin.setScheme(baseUrl.scheme());
        origin.setHost(QHostAddress(candidate.address()).toString());
        origin.setPort(baseUrl.port());
        origins.append(origin.toEncoded());
    }
    return origins;
}

class QnamTransport final : public Transport
{
public:
    QnamTransport(const Connection &connection, const QUrl &baseUrl, const Clock &clock,
                  const QByteArray &certificate)
        : m_connection(connection), m_address(resolveAddress(baseUrl)),
          m_origins(makeOrigins(baseUrl, m_address)), m_clock(clock), m_plainRequest(plainRequest())
    {
        if (m_address.isOverTls)
            m_plainRequest.setSslConfiguration(trustOnly(certificate));
        QnamTap::install();
        m_manager.setProxyFactory(new TaggedSockets);
        m_manager.setAutoDeleteReplies(false);
    }

    QCoro::Task<Outcome> perform(int user, PreparedRequest request) override
    {
        User &state = userState(user);
        const TimePoint sentAt = m_clock.now();
        qsizetype origin = m_origin;
        for (qsizetype tried = 1;; ++tried) {
            const std::optional<QNetworkRequest> ready = requestFor(user, state, request, origin);
            if (!ready)
                break;
            QNetworkReply *const reply = send(*ready, request);
            state.exchange->begin(reply, sentAt);
            co_await reply;
            // A server that ignores `Connection: close` must not get the next request on the same connection.
            if ((!m_connection.reuse && state.exchange->leavesConnectionOpen())
                || state.exchange->leavesSurplus())
                ++state.connectionNumber;
            // Qt may still connect or handshake for the aborted request, and would fail the next one with it.
            if (state.exchange->wasAborted())
                state.lane = (state.lane + 1) % lanes;
            const Outcome outcome = state.exchange->finish();
            const qsizetype next = (origin + 1) % m_origins.size();
            noteOrigin(origin, next, state.exchange->wasSent(), outcome.outcomeClass);
            if (tried >= m_origins.size() || !mayTryNextAddress(outcome))
                co_return outcome;
            origin = next;
        }
        OneShot<bool> turn;
        QTimer::singleShot(0, &m_manager, [&turn] { turn.set(true); });
        co_await turn.wait(); // in a later turn of the event loop, as every response
        co_return unsendable(request);
    }

    void abortAll() override
    {
        // An abort resumes its coroutine, which may start another request: over a copy.
        std::vector<QPointer<QnamExchange>> running;
        for (const auto &[user, state] : m_users)
            running.emplace_back(state.exchange.get());
        for (const QPointer<QnamExchange> &exchange : running) {
            if (exchange)
                exchange->cancel();
        }
    }

private:
    struct User {
        std::unique_ptr<QnamExchange> exchange;
        qint64 connectionNumber = 0;
        int lane = 0;
    };
    /// A request in Qt's form without the user's name; built once unless variables change it.
    struct Written {
        const RequestTemplate *source = nullptr;
        bool hasBody = false;
        bool isChanging = false; ///< variables change its headers
        QNetworkRequest request;
        QByteArray target; ///< that the URL was built from
        qsizetype origin = -1;
    };

    User &userState(int user)
    {
        User &state = m_users[user];
        if (!state.exchange)
            state.exchange = std::make_unique<QnamExchange>(m_clock, m_connection.timeout, m_readBuffer);
        return state;
    }

    /// Another address may accept the connection that this one refused.
    bool mayTryNextAddress(const Outcome &outcome) const
    {
        // Without IPv6 its addresses fail with EADDRNOTAVAIL, the same error as exhausted ports.
        return outcome.outcomeClass == OutcomeClass::Refused
            || (outcome.outcomeClass == OutcomeClass::PortUnavailable && !m_hasAccepted);
    }

    void noteOrigin(qsizetype origin, qsizetype next, bool wasSent, OutcomeClass outcome)
    {
        m_hasAccepted = m_hasAccepted || wasSent;
        if (wasSent)
            m_origin = origin;
        // An address without any response is retried only after all others.
        else if (outcome == OutcomeClass::ConnectTimeout && !m_hasAccepted)
            m_origin = next;
    }

    /// Nothing for a request that cannot be sent unchanged.
    std::optional<QNetworkRequest> requestFor(int user, const User &state, const PreparedRequest &prepared,
                                              qsizetype origin)
    {
        if (m_origins.isEmpty() || !bodyProblem(prepared).isEmpty())
            return {};
        Written &written = writtenFor(prepared);
        if (written.origin != origin || written.target != prepared.target) {
            const std::optional<QUrl> url = urlForQt(m_origins.at(origin), prepared.target);
            if (!url)
                return {};
            written.request.setUrl(*url);
            written.target = prepared.target;
            written.origin = origin;
        }
        QNetworkRequest request = written.request;
        const QString connection = u"user%1-%2-%3"_s.arg(user).arg(state.connectionNumber).arg(state.lane);
        request.setPeerVerifyName(m_address.isOverTls ? certifiedName(connection) : connection);
        state.exchange->expect(prepared, connection);
        QUrl url = request.url();
        url.setFragment(QnamTap::tag(state.exchange->wire(), connection));
        request.setUrl(url);
        return request;
    }

    Written &writtenFor(const PreparedRequest &request)
    {
        const bool hasBody = !request.body.isEmpty();
        auto found = std::find_if(m_written.begin(), m_written.end(), [&](const Written &each) {
            return each.source == request.source && each.hasBody == hasBody;
        });
        const bool isChanging = !request.ownHeaders.isEmpty();
        if (found != m_written.end() && !isChanging && !found->isChanging)
            return *found;
        if (found == m_written.end())
            found = m_written.insert(found, Written());
        *found = {request.source, hasBody, isChanging, m_plainRequest, {}, -1};
        visitHeaders(request, m_address.host, !m_connection.reuse, HeaderSetter(found->request));
        return *found;
    }

    QNetworkReply *send(const QNetworkRequest &request, const PreparedRequest &prepared)
    {
        const QByteArray &method = prepared.source->method;
        if (method == "GET" && prepared.body.isEmpty())
            return m_manager.get(request);
        if (method == "HEAD")
            return m_manager.head(request);
        if (announcesBody(method, !prepared.body.isEmpty()))
            return m_manager.sendCustomRequest(request, method, prepared.body);
        // For an empty body Qt would send a Content-Length.
        return m_manager.sendCustomRequest(request, method, static_cast<QIODevice *>(nullptr));
    }

    static QString bodyProblem(const PreparedRequest &request)
    {
        return qnamBodyProblem(request.source->method, !request.body.isEmpty());
    }

    Outcome unsendable(const PreparedRequest &request) const
    {
        Outcome outcome;
        if (m_origins.isEmpty()) {
            outcome.outcomeClass = OutcomeClass::Dns;
            outcome.diedIn = RequestPhase::Connect;
            outcome.example = m_address.problem.left(Outcome::longestExample);
            return outcome;
        }
        outcome.outcomeClass = OutcomeClass::Protocol;
        outcome.diedIn = RequestPhase::Send;
        const QString body = bodyProblem(request);
        outcome.example =
            (body.isEmpty() ? qnamPathProblem(request.target) : body).left(Outcome::longestExample);
        return outcome;
    }

    Connection m_connection;
    ServerAddress m_address;
    QByteArrayList m_origins; ///< in the order of the address's candidates
    qsizetype m_origin = 0;   ///< tried first: the one that accepted last
    bool m_hasAccepted = false;
    const Clock &m_clock;
    QNetworkRequest m_plainRequest;
    std::vector<Written> m_written; ///< small: one or two per endpoint
    QByteArray m_readBuffer = QByteArray(replyBufferBytes, Qt::Uninitialized);
    QNetworkAccessManager m_manager;
    std::unordered_map<int, User> m_users; ///< references stay valid when others are added
};

} // namespace

std::unique_ptr<Transport> makeQnamTransport(const LoadSpec &spec, const Clock &clock)
{
    return std::make_unique<QnamTransport>(spec.connection, spec.baseUrl, clock, spec.certificate);
}

} // namespace loadstone
