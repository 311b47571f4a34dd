// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/requestexpander.h"
#include "core/load/requestmix.h"

namespace loadstone
{

/// The requests of a load thread's users: templates, order and login. Const, and shared by these users, which
/// it outlives.
class LoadScript
{
public:
    /// @param sequences shared by all threads of the load; null: it has a single thread
    explicit LoadScript(const LoadSpec &spec, const std::shared_ptr<SequenceCounts> &sequences = {});

private:
    friend class UserScript;
    quint64 m_seed;
    Scenario::Order m_order;
    int m_requestCount;
    RequestExpander m_requests;
    std::vector<double> m_shares; ///< empty unless requests are mixed
};

/// Supplies the requests of one virtual user, or of one connection of an open load. Belongs to one thread.
/// Takes a few hundred bytes; next() allocates nothing for a request without variables.
///
/// The login comes first, repeatedly until it succeeds, and is not measured: check needsLogin() before next()
/// to distinguish it.
class UserScript
{
public:
    /// A request and its index among the endpoints.
    struct Step {
        int endpoint = 0; ///< of the login: the number of requests
        PreparedRequest request;
    };

    UserScript(const LoadScript &script, int user);

    /// The next request is the login.
    bool needsLogin() const { return m_needsLogin; }
    Step next();
    /// Outcome of the last request supplied: stores its captured values.
    void handleOutcome(const Outcome &outcome);

private:
    int choose();

    const LoadScript *m_script;
    RequestMix m_mix;
    UserVariables m_variables;
    int m_position = 0; ///< in a sequence: index of the next request
    int m_sent = 0;     ///< endpoint of the last request supplied
    bool m_needsLogin;
};

} // namespace loadstone
