// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/requesttemplates.h"

#include "core/base/json.h"

#include <QRegularExpression>

namespace loadstone
{

using namespace Qt::StringLiterals;

void forEachRequest(const Profile &profile,
                    const std::function<void(const QString &, const RequestTemplate &)> &visit)
{
    for (qsizetype i = 0; i < profile.requests.size(); ++i)
        visit(childPointer(u"/requests"_s, i), profile.requests.at(i));
    if (profile.scenario.login)
        visit(u"/scenario/login"_s, *profile.scenario.login);
}

// In JSON an opening brace is never followed by a bare word and a closing brace.
QStringList placeholders(const QByteArray &text)
{
    static const QRegularExpression form(uR"(\{([A-Za-z_][A-Za-z0-9_]*)\})"_s);
    QStringList names;
    auto matches = form.globalMatch(QString::fromUtf8(text));
    while (matches.hasNext())
        names.append(matches.next().captured(1));
    names.removeDuplicates();
    return names;
}

} // namespace loadstone
