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

/// The current variable values of one virtual user.
struct UserVariables {
    std::vector<qint64> values; ///< per source: a number or a row
    std::vector<QByteArray> captured;
    RandomStream random;
    int user = 0;
};

/// The counters of a load's sequences, the only shared state of its threads: each counter has its own cache
/// line.
class SequenceCounts
{
public:
    /// @param variables maximum number
    explicit SequenceCounts(qsizetype variables) : m_counts(static_cast<size_t>(variables)) { }
    /// 0, 1, 2, …, each once. Thread-safe.
    quint64 next(size_t sequence) { return m_counts[sequence].next.fetch_add(1, std::memory_order_relaxed); }

private:
    struct alignas(64) Count {
        std::atomic<quint64> next{0};
    };
    std::vector<Count> m_counts;
};

/// Replaces `{name}` in path, headers and body of requests by values. One per load thread, shared by its
/// users; its texts are deep copies, so that threads do not contend for reference counts.
///
/// All placeholders in one request show the same value; a counter advances once per request that uses it.
/// Columns of the same file and rule use the same row. Braces around anything else stay unchanged, so that
/// JSON bodies need no escaping. Texts (columns and captured values) are encoded for their place:
/// percent-encoded in a path, without control characters in a header, escaped in a JSON body.
class RequestExpander
{
public:
    /// Prepared requests must not outlive it.
    /// @param sequences of the load; null: it has a single thread
    RequestExpander(const QList<RequestTemplate> &requests, const QList<Variable> &variables,
                    const std::optional<RequestTemplate> &login = {}, const ScenarioFiles &files = {},
                    const std::shared_ptr<SequenceCounts> &sequences = {});
    Q_DISABLE_COPY_MOVE(RequestExpander)

    /// Index of the login among the endpoints: after the requests.
    int loginEndpoint() const { return static_cast<int>(m_requests.size()); }
    bool hasLogin() const { return m_login.has_value(); }

    UserVariables startOfUser(quint64 seed, int user) const;
    PreparedRequest prepare(int endpoint, UserVariables &variables) const;
    /// Stores captured values, in the order of the endpoint's captures.
    void keep(int endpoint, const QByteArrayList &captured, UserVariables &variables) const;

private:
    /// Encoding of a text.
    enum class Place { Path, Header, JsonBody, OtherBody };
    /// Literal text, followed by the value of a variable unless its index is -1.
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
        std::vector<Text> headers;   ///< the request's, if one of them has a variable
        std::vector<size_t> sources; ///< used by it
        std::vector<size_t> captures;
    };
    /// Supplies a number, or a common row for related columns.
    struct Source {
        enum class Rule { PerUser, Counter, Shared, Random };
        Rule rule = Rule::Counter;
        qint64 first = 0;
        qint64 last = 0;
    };
    /// A valid name in braces.
    struct Name {
        QByteArray name;
        int source = -1;     ///< -1: a captured value
        size_t captured = 0; ///< its index, if captured
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
    std::shared_ptr<SequenceCounts> m_sequences; ///< one per source
    std::vector<Endpoint> m_endpoints;
};

} // namespace loadstone
