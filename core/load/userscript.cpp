// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/userscript.h"

namespace loadstone
{

namespace
{

std::vector<double> sharesFor(const LoadSpec &spec)
{
    std::vector<double> weights;
    if (spec.scenario.order == Scenario::Order::Mix) {
        for (const RequestTemplate &request : spec.requests)
            weights.push_back(request.weight);
    }
    return mixShares(weights);
}

} // namespace

LoadScript::LoadScript(const LoadSpec &spec, const std::shared_ptr<SequenceCounts> &sequences)
    : m_seed(spec.seed), m_order(spec.scenario.order), m_requestCount(static_cast<int>(spec.requests.size())),
      m_requests(spec.requests, spec.variables, spec.scenario.login, spec.files, sequences),
      m_shares(sharesFor(spec))
{
}

UserScript::UserScript(const LoadScript &script, int user)
    : m_script(&script), m_mix(script.m_shares, script.m_seed, user),
      m_variables(script.m_requests.startOfUser(script.m_seed, user)),
      m_needsLogin(script.m_requests.hasLogin())
{
}

UserScript::Step UserScript::next()
{
    m_sent = m_needsLogin ? m_script->m_requests.loginEndpoint() : choose();
    return {m_sent, m_script->m_requests.prepare(m_sent, m_variables)};
}

int UserScript::choose()
{
    if (m_script->m_order == Scenario::Order::Mix)
        return m_mix.next();
    const int chosen = m_position;
    m_position = (m_position + 1) % m_script->m_requestCount;
    return chosen;
}

void UserScript::handleOutcome(const Outcome &outcome)
{
    if (outcome.outcomeClass != OutcomeClass::Ok)
        return;
    if (!outcome.captured.isEmpty())
        m_script->m_requests.keep(m_sent, outcome.captured, m_variables);
    if (m_sent == m_script->m_requests.loginEndpoint())
        m_needsLogin = false;
}

} // namespace loadstone
