// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/englishplurals.h"

#include <QHash>

namespace loadstone
{

using namespace Qt::StringLiterals;

QString EnglishPlurals::translate(const char *, const char *text, const char *, int n) const
{
    if (n != 1)
        return {};
    static const QHash<QByteArray, QString> singulars{
        {"users", u"user"_s},
        {"users/s", u"user/s"_s},
        {"requests", u"request"_s},
        {"%n users", u"%n user"_s},
        {"%n servers", u"%n server"_s},
        {"%n repeats", u"%n repeat"_s},
        {"%n hidden", u"%n hidden"_s},
        {"%n profiles could not be read and are not listed.",
         u"%n profile could not be read and is not listed."_s},
        {"%n servers could not be measured completely: %1.",
         u"%n server could not be measured completely: %1."_s},
    };
    return singulars.value(QByteArray::fromRawData(text, qsizetype(qstrlen(text))));
}

} // namespace loadstone
