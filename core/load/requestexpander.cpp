// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/requestexpander.h"

#include <algorithm>
#include <map>
#include <utility>

namespace loadstone
{

namespace
{

constexpr quint64 variableStream = 16ULL << 32;

/// Uniform over the integers from first to last.
qint64 drawn(RandomStream &random, qint64 first, qint64 last)
{
    const quint64 count = static_cast<quint64>(last - first) + 1;
    // Rejects numbers beyond the last whole multiple, which would favour low ones.
    const quint64 fair = ~quint64{0} - ~quint64{0} % count;
    quint64 number = random.next();
    while (number >= fair)
        number = random.next();
    return first + static_cast<qint64>(number % count);
}

bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void appendForHeader(QByteArray &text, const QByteArray &value)
{
    // A line break would start another header.
    std::copy_if(value.begin(), value.end(), std::back_inserter(text), [](char c) { return !isControl(c); });
}

void appendForJson(QByteArray &text, const QByteArray &value)
{
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            text += '\\';
            text += c;
        } else if (isControl(c)) {
            text += "\\u" + QByteArray::number(c, 16).rightJustified(4, '0');
        } else {
            text += c;
        }
    }
}

/// A deep copy, unless long: sending that takes longer than contended reference counting.
QByteArray ownText(const QByteArray &text)
{
    constexpr qsizetype longest = 64 << 10;
    return text.size() > longest ? text : QByteArray(text.constData(), text.size());
}

bool looksLikeJson(const QByteArray &body)
{
    const QByteArray trimmed = body.trimmed();
    return trimmed.startsWith('{') || trimmed.startsWith('[');
}

} // namespace

RequestExpander::RequestExpander(const QList<RequestTemplate> &requests, const QList<Variable> &variables,
                                 const std::optional<RequestTemplate> &login, const ScenarioFiles &files,
                                 const std::shared_ptr<SequenceCounts> &sequences)
    : m_requests(requests), m_login(login),
      m_sequences(sequences ? sequences : std::make_shared<SequenceCounts>(variables.size()))
{
    addVariables(variables, files);
    for (const RequestTemplate &request : m_requests)
        addCaptures(request);
    if (m_login)
        addCaptures(*m_login);
    for (const RequestTemplate &request : m_requests)
        m_endpoints.push_back(endpointFor(request, files));
    if (m_login)
        m_endpoints.push_back(endpointFor(*m_login, files));
}

void RequestExpander::addVariables(const QList<Variable> &variables, const ScenarioFiles &files)
{
    using Rule = Source::Rule;
    std::map<std::pair<QString, Variable::Rows>, int> tables;
    const auto addSource = [this](const Source &source) {
        m_sources.push_back(source);
        return static_cast<int>(m_sources.size()) - 1;
    };
    for (const Variable &variable : variables) {
        Name name{variable.name.toUtf8(), -1, 0, variable.isNumber(), {}};
        if (variable.isNumber()) {
            const Rule rule = variable.kind == Variable::Kind::Counter ? Rule::Counter
                : variable.kind == Variable::Kind::Sequence            ? Rule::Shared
                                                                       : Rule::Random;
            name.source = addSource({rule, variable.first, variable.last});
        } else {
            name.values = files.valuesFor(variable);
            const auto [known, isNew] = tables.try_emplace({variable.file, variable.rows}, 0);
            if (isNew) {
                const Rule rule = variable.rows == Variable::Rows::PerUser ? Rule::PerUser
                    : variable.rows == Variable::Rows::Next                ? Rule::Shared
                                                                           : Rule::Random;
                known->second = addSource({rule, 0, std::max<qint64>(name.values.size(), 1) - 1});
            }
            name.source = known->second;
        }
        m_names.push_back(name);
    }
}

void RequestExpander::addCaptures(const RequestTemplate &request)
{
    for (const Capture &capture : request.captures) {
        if (find(capture.variable.toUtf8()) < 0)
            m_names.push_back({capture.variable.toUtf8(), -1, m_capturedNames++, false, {}});
    }
}

RequestExpander::Endpoint RequestExpander::endpointFor(const RequestTemplate &request,
                                                       const ScenarioFiles &files) const
{
    Endpoint endpoint;
    endpoint.source = &request;
    endpoint.target = split(request.path, Place::Path);
    if (request.bodyFile.isEmpty())
        endpoint.body = split(request.body, looksLikeJson(request.body) ? Place::JsonBody : Place::OtherBody);
    else
        endpoint.body.pieces.push_back({ownText(files.bodies.value(request.bodyFile)), -1});
    bool isAnyShown = false;
    for (const Header &header : request.headers) {
        endpoint.headers.push_back(split(header.value, Place::Header));
        isAnyShown = isAnyShown || endpoint.headers.back().pieces.size() > 1;
    }
    if (!isAnyShown)
        endpoint.headers.clear();

    const auto note = [this, &endpoint](const Text &text) {
        for (const Piece &piece : text.pieces) {
            const int source = piece.variable < 0 ? -1 : m_names[static_cast<size_t>(piece.variable)].source;
            if (source >= 0)
                endpoint.sources.push_back(static_cast<size_t>(source));
        }
    };
    note(endpoint.target);
    note(endpoint.body);
    std::for_each(endpoint.headers.begin(), endpoint.headers.end(), note);
    std::sort(endpoint.sources.begin(), endpoint.sources.end());
    endpoint.sources.erase(std::unique(endpoint.sources.begin(), endpoint.sources.end()),
                           endpoint.sources.end());
    for (const Capture &capture : request.captures)
        endpoint.captures.push_back(static_cast<size_t>(find(capture.variable.toUtf8())));
    return endpoint;
}

UserVariables RequestExpander::startOfUser(quint64 seed, int user) const
{
    UserVariables variables{{},
                            std::vector<QByteArray>(m_capturedNames),
                            RandomStream(seed, variableStream + static_cast<quint64>(user)),
                            user};
    for (const Source &source : m_sources)
        variables.values.push_back(source.first);
    return variables;
}

qint64 RequestExpander::valueFor(size_t source, UserVariables &variables) const
{
    const Source &from = m_sources[source];
    switch (from.rule) {
    case Source::Rule::Counter:
        break;
    case Source::Rule::PerUser:
        return variables.user % (from.last + 1);
    case Source::Rule::Shared: {
        const quint64 count = static_cast<quint64>(from.last - from.first) + 1;
        const quint64 turn = m_sequences->next(source);
        return from.first + static_cast<qint64>(turn % count);
    }
    case Source::Rule::Random:
        return drawn(variables.random, from.first, from.last);
    }
    return variables.values[source];
}

PreparedRequest RequestExpander::prepare(int endpoint, UserVariables &variables) const
{
    const Endpoint &from = m_endpoints[static_cast<size_t>(endpoint)];
    for (const size_t source : from.sources)
        variables.values[source] = valueFor(source, variables);
    PreparedRequest request{from.source, join(from.target, variables), join(from.body, variables), {}};
    for (size_t i = 0; i < from.headers.size(); ++i)
        request.ownHeaders.append(
            {from.source->headers[static_cast<qsizetype>(i)].name, join(from.headers[i], variables)});
    for (const size_t i : from.sources) {
        const Source &source = m_sources[i];
        if (source.rule == Source::Rule::Counter)
            variables.values[i] = variables.values[i] >= source.last ? source.first : variables.values[i] + 1;
    }
    return request;
}

void RequestExpander::keep(int endpoint, const QByteArrayList &captured, UserVariables &variables) const
{
    const std::vector<size_t> &names = m_endpoints[static_cast<size_t>(endpoint)].captures;
    for (size_t i = 0; i < names.size() && static_cast<qsizetype>(i) < captured.size(); ++i) {
        const Name &name = m_names[names[i]];
        if (name.source < 0)
            variables.captured[name.captured] = captured[static_cast<qsizetype>(i)];
    }
}

RequestExpander::Text RequestExpander::split(const QByteArray &text, Place place) const
{
    Text result{place, {}};
    std::vector<Piece> &pieces = result.pieces;
    pieces.emplace_back();
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf('{', at);
        const qsizetype close = open < 0 ? -1 : text.indexOf('}', open);
        if (close < 0)
            break;
        const int found = find(text.mid(open + 1, close - open - 1));
        if (found < 0) {
            // The next brace may start a placeholder: {"chunk": {chunk_index}}.
            pieces.back().literal += text.mid(at, open + 1 - at);
            at = open + 1;
            continue;
        }
        pieces.back().literal += text.mid(at, open - at);
        pieces.back().variable = found;
        pieces.emplace_back();
        at = close + 1;
    }
    pieces.back().literal += text.mid(at);
    for (Piece &piece : pieces)
        piece.literal = ownText(piece.literal);
    return result;
}

int RequestExpander::find(const QByteArray &name) const
{
    const auto found =
        std::find_if(m_names.begin(), m_names.end(), [&name](const Name &each) { return each.name == name; });
    return found == m_names.end() ? -1 : static_cast<int>(found - m_names.begin());
}

QByteArray RequestExpander::join(const Text &text, const UserVariables &variables) const
{
    if (text.pieces.size() == 1)
        return text.pieces.front().literal; // shared, not copied
    constexpr qsizetype likelyValue = 20;
    qsizetype likely = 0;
    for (const Piece &piece : text.pieces)
        likely += piece.literal.size() + likelyValue;
    QByteArray joined;
    joined.reserve(likely);
    for (const Piece &piece : text.pieces) {
        joined += piece.literal;
        if (piece.variable >= 0)
            append(joined, m_names[static_cast<size_t>(piece.variable)], text.place, variables);
    }
    return joined;
}

void RequestExpander::append(QByteArray &text, const Name &name, Place place,
                             const UserVariables &variables) const
{
    const qint64 value = name.source < 0 ? 0 : variables.values[static_cast<size_t>(name.source)];
    if (name.isNumber) {
        text += QByteArray::number(value);
        return;
    }
    // By reference: rows are shared by all threads.
    static const QByteArray nothing;
    const QByteArray &row = value < name.values.size() ? name.values.at(value) : nothing;
    const QByteArray &shown = name.source < 0 ? variables.captured[name.captured] : row;
    switch (place) {
    case Place::Path:
        text += shown.toPercentEncoding();
        break;
    case Place::Header:
        appendForHeader(text, shown);
        break;
    case Place::JsonBody:
        appendForJson(text, shown);
        break;
    case Place::OtherBody:
        text += shown;
        break;
    }
}

} // namespace loadstone
