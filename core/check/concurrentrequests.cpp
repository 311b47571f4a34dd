// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/concurrentrequests.h"

#include "core/check/checktext.h"
#include "core/check/concurrenttlsrequests.h"
#include "core/check/plainconnection.h"

#include <QDeadlineTimer>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class PlainRequests
{
public:
    PlainRequests(QByteArray request, const ProbeResponse &wanted)
        : m_request(std::move(request)), m_wanted(wanted)
    {
    }
    ~PlainRequests()
    {
        for (const pollfd &waited : m_waited) {
            if (waited.fd >= 0)
                close(waited.fd);
        }
    }
    Q_DISABLE_COPY_MOVE(PlainRequests)

    void connect(const QString &host, quint16 port, int count)
    {
        for (int i = 0; i < count; ++i) {
            m_waited.push_back({openConnection(host, port), POLLOUT, 0});
            m_responses.emplace_back();
        }
    }

    void run(Milliseconds limit)
    {
        const QDeadlineTimer deadline(limit);
        while (
            isAnyOpen()
            && pollInterruptibly(m_waited.data(), m_waited.size(), Milliseconds(deadline.remainingTime()))) {
            for (size_t i = 0; i < m_waited.size(); ++i) {
                if (m_waited[i].fd >= 0 && m_waited[i].revents != 0)
                    proceed(i);
            }
        }
    }

    const ConcurrentOutcomes &count() const { return m_count; }

private:
    bool isAnyOpen() const
    {
        return std::any_of(m_waited.cbegin(), m_waited.cend(),
                           [](const pollfd &waited) { return waited.fd >= 0; });
    }

    void proceed(size_t i)
    {
        pollfd &waited = m_waited[i];
        if (waited.events == POLLOUT) {
            // The request is far smaller than a socket buffer.
            if (send(waited.fd, m_request.constData(), size_t(m_request.size()), MSG_NOSIGNAL)
                == m_request.size())
                waited.events = POLLIN;
            else
                end(i, m_count.dropped);
            return;
        }
        std::array<char, 16'384> buffer{};
        const ssize_t got = recv(waited.fd, buffer.data(), buffer.size(), 0);
        if (got > 0)
            m_responses[i].append(buffer.data(), got);
        const auto response = parseResponse(m_responses[i], got <= 0);
        if (response)
            end(i, isSame(*response, m_wanted) ? m_count.right : m_count.wrong);
        else if (got <= 0)
            end(i, m_count.dropped);
    }

    void end(size_t i, int &count)
    {
        close(m_waited[i].fd);
        m_waited[i].fd = -1;
        ++count;
    }

    QByteArray m_request;
    const ProbeResponse &m_wanted;
    std::vector<pollfd> m_waited;
    std::vector<QByteArray> m_responses;
    ConcurrentOutcomes m_count;
};

} // namespace

Status requestConcurrently(const QString &host, quint16 port, const QByteArray &request,
                           const ProbeResponse &wanted, int count, Milliseconds limit,
                           const QByteArray &certificate)
{
    ConcurrentOutcomes outcomes;
    if (certificate.isEmpty()) {
        PlainRequests plain(request, wanted);
        plain.connect(host, port, count);
        plain.run(limit);
        outcomes = plain.count();
    } else {
        outcomes = requestConcurrentlyOverTls({host, port, request, wanted, certificate}, count, limit);
    }
    if (outcomes.right == count)
        return success();
    return Error{
        ErrorCode::Network,
        CheckText::tr("%1 of %2 got a valid response within %3 s; %4 got another response, %5 were dropped")
            .arg(outcomes.right)
            .arg(count)
            .arg(Seconds(limit).count())
            .arg(outcomes.wrong)
            .arg(outcomes.dropped),
        {}};
}

} // namespace loadstone
