// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pages.h"

#include "ui/pages/profilespage.h"
#include "ui/pages/runpage.h"

#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

const QList<PageEntry> &pageEntries()
{
    static const QList<PageEntry> all{
        {.id = u"Profiles"_s,
         .icon = u"profiles"_s,
         .title = QT_TRANSLATE_NOOP("Pages", "Profiles"),
         .menuText = QT_TRANSLATE_NOOP("Pages", "&Profiles"),
         .make = [](const PageContext &context) -> Page * { return new ProfilesPage(context.dependencies); }},
        {.id = u"Run"_s,
         .icon = u"chart"_s,
         .title = QT_TRANSLATE_NOOP("Pages", "Run"),
         .menuText = QT_TRANSLATE_NOOP("Pages", "&Run Page"),
         .make = [](const PageContext &context) -> Page * {
             return new RunPage(context.liveRun, &context.results);
         }},
    };
    return all;
}

} // namespace loadstone
