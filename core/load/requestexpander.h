// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <vector>

namespace loadstone
{

/// Where one virtual user stands with each variable.
using VariableCounters = std::vector<qint64>;

/// Fills `{name}` in path and body of requests with the counters of a virtual user. Made once for
/// a load; afterwards const and shared by all users of a thread.
///
/// Every user begins at Variable::first and walks to last by itself. All places of one request
/// show the same value; it advances once for each request that shows it. Braces around anything
/// that is not a variable stay as they are, so that JSON bodies need no escaping.
class RequestExpander
{
public:
    /// @param requests must outlive the expander and the requests it prepares
    RequestExpander(const QList<RequestTemplate> &requests, const QList<Variable> &variables);

    VariableCounters startOfUser() const;
    PreparedRequest prepare(int endpoint, VariableCounters &counters) const;

private:
    /// Literal text, followed by the value of a variable unless that is -1.
    struct Piece {
        QByteArray literal;
        int variable = -1;
    };
    using Pieces = std::vector<Piece>;
    struct Endpoint {
        const RequestTemplate *source = nullptr;
        Pieces target;
        Pieces body;
        std::vector<size_t> variables; ///< those that it shows
    };

    Pieces split(const QByteArray &text) const;
    static QByteArray join(const Pieces &pieces, const VariableCounters &counters);

    QList<Variable> m_variables;
    std::vector<Endpoint> m_endpoints;
};

} // namespace loadstone
