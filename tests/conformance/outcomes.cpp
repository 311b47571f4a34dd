// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/outcomes.h"

#include <QStringList>

namespace loadstone
{

QCoro::Task<> sendInTurn(Transport *transport, int user, const RequestTemplate *request, int times,
                         std::vector<Outcome> *outcomes)
{
    for (int i = 0; i < times; ++i) {
        const PreparedRequest prepared{request, request->path, request->body};
        const Outcome outcome = co_await transport->perform(user, prepared);
        outcomes->push_back(outcome);
    }
}

QString describe(const std::vector<Outcome> &outcomes)
{
    QStringList words;
    for (const Outcome &outcome : outcomes)
        words.append(QStringLiteral("%1 %2 %3 B died in %4 \"%5\"")
                         .arg(outcomeClassId(outcome.outcomeClass))
                         .arg(outcome.status)
                         .arg(outcome.bytesReceived)
                         .arg(requestPhaseId(outcome.diedIn), outcome.example));
    return words.join(QStringLiteral("; "));
}

} // namespace loadstone
