// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/random.h"
#include "core/load/transport.h"
#include "core/profile/scenariofiles.h"

#include <atomic>
#include <memory>
#include <vector>

namespace loadstone
{

/// What one virtual user knows of the values it shows.
struct UserVariables {
    std::vector<qint64> values; ///< of each source: a number or a row
    std::vector<QByteArray> captured;
    RandomStream random;
    int user = 0;
};

/// How far the sequences of a load have come. The one thing that its threads share: each count has a
/// cache line of its own.
class SequenceCounts
{
public:
    /// @param variables how many there are at most
    explicit SequenceCounts(qsizetype variables) : m_counts(static_cast<size_t>(variables)) { }
    /// 0, 1, 2, …, each once. From any thread.
    quint64 next(size_t sequence) { return m_counts[sequence].next.fetch_add(1, std::memory_order_relaxed); }

private:
    struct alignas(64) Count {
        std::atomic<quint64> next{0};
    };
    std::vector<Count> m_counts;
};

/// Fills `{name}` in path, headers and body of requests with values. Made once for a load thread and
/// shared by its users; its texts are copies, so that threads do not count references together.
///
/// All places of one request show the same value; a counter advances once for each request that
/// shows it. Columns of the same file and rule show the same row. Braces around anything that is not
/// a variable stay as they are, so that JSON bodies need no escaping. Texts (columns and what was
/// captured) are written as their place needs it: percent-encoded in a path, without control
/// characters in a header, escaped in a JSON body.
class RequestExpander
{
public:
    /// What is prepared must not outlive it.
    /// @param sequences of the load; nothing: it is the only thread
    RequestExpander(const QList<RequestTemplate> &requests, const QList<Variable> &variables,
                    const std::optional<RequestTemplate> &login = {}, const ScenarioFiles &files = {},
                    const std::shared_ptr<SequenceCounts> &sequences = {});
    Q_DISABLE_COPY_MOVE(RequestExpander)

    /// Where the login is among the endpoints: after the requests.
    int loginEndpoint() const { return static_cast<int>(m_requests.size()); }
    bool hasLogin() const { return m_login.has_value(); }

    UserVariables startOfUser(quint64 seed, int user) const;
    PreparedRequest prepare(int endpoint, UserVariables &variables) const;
    /// Keeps what an answer brought, in the order of the endpoint's captures.
    void keep(int endpoint, const QByteArrayList &captured, UserVariables &variables) const;

private:
    /// How a text is written at its place.
    enum class Place { Path, Header, JsonBody, OtherBody };
    /// Literal text, followed by the value of a variable unless that is -1.
    struct Piece {
        QByteArray literal;
        int variable = -1;
    };
    struct Text {
        Place place = Place::OtherBody;
        std::vector<Piece> pieces;
    };
    struct Endpoint {
        const RequestTemplate *source = nullptr;
        Text target;
        Text body;
        std::vector<Text> headers;   ///< as the request's, if one of them shows a variable
        std::vector<size_t> sources; ///< those that it shows
        std::vector<size_t> captures;
    };
    /// What gives a number, or a row to all columns that go together.
    struct Source {
        enum class Rule { PerUser, Counter, Shared, Random };
        Rule rule = Rule::Counter;
        qint64 first = 0;
        qint64 last = 0;
    };
    /// A name that may stand in braces.
    struct Name {
        QByteArray name;
        int source = -1;     ///< nothing: it is captured
        size_t captured = 0; ///< then: which of them
        bool isNumber = true;
        QByteArrayList values; ///< of a column, by row
    };

    void addVariables(const QList<Variable> &variables, const ScenarioFiles &files);
    void addCaptures(const RequestTemplate &request);
    Endpoint endpointFor(const RequestTemplate &request, const ScenarioFiles &files) const;
    Text split(const QByteArray &text, Place place) const;
    int find(const QByteArray &name) const;
    qint64 valueFor(size_t source, UserVariables &variables) const;
    QByteArray join(const Text &text, const UserVariables &variables) const;
    void append(QByteArray &text, const Name &name, Place place, const UserVariables &variables) const;

    const QList<RequestTemplate> m_requests;
    const std::optional<RequestTemplate> m_login;
    std::vector<Name> m_names;
    std::vector<Source> m_sources;
    size_t m_capturedNames = 0;
    std::shared_ptr<SequenceCounts> m_sequences; ///< one for each source
    std::vector<Endpoint> m_endpoints;
};

} // namespace loadstone
