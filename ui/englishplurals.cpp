// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/englishplurals.h"

#include <QHash>

namespace loadstone
{

QString EnglishPlurals::translate(const char *, const char *text, const char *, int n) const
{
    if (n != 1)
        return {};
    static const QHash<QByteArray, QString> singulars{
        {"users", QStringLiteral("user")},
        {"users/s", QStringLiteral("user/s")},
        {"requests", QStringLiteral("request")},
        {"%n users", QStringLiteral("%n user")},
        {"%n servers", QStringLiteral("%n server")},
        {"%n repeats", QStringLiteral("%n repeat")},
        {"%n hidden", QStringLiteral("%n hidden")},
        {"%n profiles could not be read and are not listed.",
         QStringLiteral("%n profile could not be read and is not listed.")},
        {"%n servers could not be measured completely: %1.",
         QStringLiteral("%n server could not be measured completely: %1.")},
    };
    return singulars.value(QByteArray::fromRawData(text, qsizetype(qstrlen(text))));
}

} // namespace loadstone
