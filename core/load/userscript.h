// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/requestexpander.h"
#include "core/load/requestmix.h"

namespace loadstone
{

/// What the users of a load thread send: requests, order and login. Const and shared by these users,
/// which it outlives.
class LoadScript
{
public:
    /// @param sequences shared by all threads of the load; nothing: it is the only one
    explicit LoadScript(const LoadSpec &spec, const std::shared_ptr<SequenceCounts> &sequences = {});

private:
    friend class UserScript;
    quint64 m_seed;
    Scenario::Order m_order;
    int m_requestCount;
    RequestExpander m_requests;
    std::vector<double> m_shares; ///< empty unless requests are mixed
};

/// What one virtual user, or one connection of an open load, sends next. Belongs to one thread. A
/// few hundred bytes; next() allocates nothing where the request shows no variable.
///
/// The login comes first, again and again until it succeeds, and is no part of the measured requests:
/// look at needsLogin() before next() to tell them apart.
class UserScript
{
public:
    /// A request and its place in the list of requests.
    struct Step {
        int endpoint = 0; ///< of the login: the number of requests
        PreparedRequest request;
    };

    UserScript(const LoadScript &script, int user);

    /// What comes next is the login.
    bool needsLogin() const { return m_needsLogin; }
    Step next();
    /// What came of the request that was handed out last: takes what it captured.
    void answered(const Outcome &outcome);

private:
    int choose();

    const LoadScript *m_script;
    RequestMix m_mix;
    UserVariables m_variables;
    int m_position = 0; ///< in a sequence: of the next request
    int m_sent = 0;     ///< endpoint that was handed out last
    bool m_needsLogin;
};

} // namespace loadstone
