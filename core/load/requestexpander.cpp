// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/requestexpander.h"

#include <algorithm>

namespace loadstone
{

RequestExpander::RequestExpander(const QList<RequestTemplate> &requests, const QList<Variable> &variables)
    : m_variables(variables)
{
    for (const RequestTemplate &request : requests) {
        Endpoint endpoint{&request, split(request.path), split(request.body), {}};
        for (const Pieces *pieces : {&endpoint.target, &endpoint.body}) {
            for (const Piece &piece : *pieces) {
                if (piece.variable >= 0)
                    endpoint.variables.push_back(static_cast<size_t>(piece.variable));
            }
        }
        std::sort(endpoint.variables.begin(), endpoint.variables.end());
        endpoint.variables.erase(std::unique(endpoint.variables.begin(), endpoint.variables.end()),
                                 endpoint.variables.end());
        m_endpoints.push_back(std::move(endpoint));
    }
}

VariableCounters RequestExpander::startOfUser() const
{
    VariableCounters counters;
    for (const Variable &variable : m_variables)
        counters.push_back(variable.first);
    return counters;
}

PreparedRequest RequestExpander::prepare(int endpoint, VariableCounters &counters) const
{
    const Endpoint &from = m_endpoints[static_cast<size_t>(endpoint)];
    PreparedRequest request{from.source, join(from.target, counters), join(from.body, counters)};
    for (const size_t i : from.variables) {
        const Variable &variable = m_variables[static_cast<qsizetype>(i)];
        counters[i] = counters[i] >= variable.last ? variable.first : counters[i] + 1;
    }
    return request;
}

RequestExpander::Pieces RequestExpander::split(const QByteArray &text) const
{
    Pieces pieces(1);
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype open = text.indexOf('{', at);
        const qsizetype close = open < 0 ? -1 : text.indexOf('}', open);
        if (close < 0)
            break;
        const QString name = QString::fromUtf8(text.mid(open + 1, close - open - 1));
        const auto found = std::find_if(m_variables.begin(), m_variables.end(),
                                        [&name](const Variable &variable) { return variable.name == name; });
        if (found == m_variables.end()) {
            // The next brace may be one of ours: {"chunk": {chunk_index}}.
            pieces.back().literal += text.mid(at, open + 1 - at);
            at = open + 1;
            continue;
        }
        pieces.back().literal += text.mid(at, open - at);
        pieces.back().variable = static_cast<int>(found - m_variables.begin());
        pieces.emplace_back();
        at = close + 1;
    }
    pieces.back().literal += text.mid(at);
    return pieces;
}

QByteArray RequestExpander::join(const Pieces &pieces, const VariableCounters &counters)
{
    if (pieces.size() == 1)
        return pieces.front().literal; // shared, not copied
    QByteArray text;
    for (const Piece &piece : pieces) {
        text += piece.literal;
        if (piece.variable >= 0)
            text += QByteArray::number(counters[static_cast<size_t>(piece.variable)]);
    }
    return text;
}

} // namespace loadstone
