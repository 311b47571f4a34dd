// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamtransport.h"

#include "core/load/qnam/qnamexchange.h"
#include "core/load/qnam/qnamtap.h"
#include "core/server/trust.h"

#include <QCoroNetworkReply>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QSslConfiguration>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace loadstone
{

namespace
{

constexpr qsizetype readBufferBytes = 256 * 1024;
/// Connections of one user that take turns after a request was cut off; by the time the first has its
/// turn again, Qt is done with it. Not more, because Qt keeps each for two minutes.
constexpr int lanes = 4;

/// Nothing that Qt would do on its own initiative, and no header that depends on the machine.
QNetworkRequest plainRequest(bool reuse)
{
    QNetworkRequest request;
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setRawHeader("User-Agent", "Loadstone/" LOADSTONE_VERSION);
    request.setRawHeader("Accept", "*/*");
    request.setRawHeader("Accept-Language", "*");
    // Set by us, Qt leaves a compressed body as it came.
    request.setRawHeader("Accept-Encoding", "identity");
    if (!reuse)
        request.setRawHeader("Connection", "close");
    return request;
}

/// No proxy, but one that has a name: that of the tap. It stands in the fragment of the address, which
/// is not sent. Qt also reads from such a socket as much as there is, not byte by byte.
class TaggedSockets final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return {QNetworkProxy(QNetworkProxy::DefaultProxy, {}, 0, query.url().fragment())};
    }
};

class QnamTransport final : public Transport
{
public:
    QnamTransport(const Connection &connection, const QUrl &baseUrl, const Clock &clock,
                  const QByteArray &certificate)
        : m_connection(connection),
          m_origin(baseUrl.toEncoded(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)),
          m_clock(clock), m_plainRequest(plainRequest(connection.reuse)),
          m_isOverTls(baseUrl.scheme() == QStringLiteral("https"))
    {
        if (m_isOverTls)
            m_plainRequest.setSslConfiguration(trustOnly(certificate));
        QnamTap::install();
        m_manager.setProxyFactory(new TaggedSockets);
        m_manager.setAutoDeleteReplies(false);
    }

    QCoro::Task<Outcome> perform(int user, PreparedRequest request) override
    {
        User &state = userState(user);
        const TimePoint sentAt = m_clock.now();
        const QString connection =
            QStringLiteral("user%1-%2-%3").arg(user).arg(state.connectionNumber).arg(state.lane);
        state.exchange->expect(request, connection);
        QNetworkReply *const reply =
            send(request, connection, QnamTap::tag(state.exchange->wire(), connection));
        state.exchange->begin(reply, sentAt);
        co_await reply;
        // A server that keeps the connection open against our wish must not get the next request on it.
        if ((!m_connection.reuse && state.exchange->leavesConnectionOpen())
            || state.exchange->leavesSurplus())
            ++state.connectionNumber;
        // Qt may still connect or shake hands for what was cut off, and would end the next request with it.
        if (state.exchange->wasAborted())
            state.lane = (state.lane + 1) % lanes;
        co_return state.exchange->finish();
    }

    void abortAll() override
    {
        // An abort resumes its coroutine, which may come back for another request: over a copy.
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

    User &userState(int user)
    {
        User &state = m_users[user];
        if (!state.exchange)
            state.exchange = std::make_unique<QnamExchange>(m_clock, m_connection.timeout, m_readBuffer);
        return state;
    }

    /// @param connection of the user that it is sent on @param tag of its socket
    QNetworkReply *send(const PreparedRequest &prepared, const QString &connection, const QString &tag)
    {
        const RequestTemplate &source = *prepared.source;
        QNetworkRequest request = m_plainRequest;
        QUrl url = QUrl::fromEncoded(m_origin + prepared.target);
        url.setFragment(tag);
        request.setUrl(url);
        request.setPeerVerifyName(m_isOverTls ? certifiedName(connection) : connection);
        for (const Header &header : prepared.headers())
            request.setRawHeader(header.name, header.value);

        const QByteArray &method = source.method;
        if (method == "GET" && prepared.body.isEmpty())
            return m_manager.get(request);
        if (method == "HEAD")
            return m_manager.head(request);
        // Qt would add a form's type, with a warning on the console, where none is given.
        if (!request.hasRawHeader("Content-Type") && (method == "POST" || !prepared.body.isEmpty()))
            request.setRawHeader("Content-Type", "application/octet-stream");
        if (method == "POST")
            return m_manager.post(request, prepared.body);
        if (method == "PUT")
            return m_manager.put(request, prepared.body);
        return m_manager.sendCustomRequest(request, method, prepared.body);
    }

    Connection m_connection;
    QByteArray m_origin;
    const Clock &m_clock;
    QNetworkRequest m_plainRequest;
    bool m_isOverTls;
    QByteArray m_readBuffer = QByteArray(readBufferBytes, Qt::Uninitialized);
    QNetworkAccessManager m_manager;
    std::unordered_map<int, User> m_users; ///< references into it stay valid while others are added
};

} // namespace

std::unique_ptr<Transport> makeQnamTransport(const Connection &connection, const QUrl &baseUrl,
                                             const Clock &clock, const QByteArray &certificate)
{
    return std::make_unique<QnamTransport>(connection, baseUrl, clock, certificate);
}

} // namespace loadstone
