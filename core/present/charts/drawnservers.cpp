// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawnservers.h"

#include <QCoreApplication>

namespace loadstone
{

namespace
{

class DrawnServers
{
    Q_DECLARE_TR_FUNCTIONS(DrawnServers)
};

} // namespace

QString drawnServersNote(qsizetype servers)
{
    if (servers <= mostDrawnServers)
        return {};
    return u' '
        + DrawnServers::tr("The first %1 servers of %2 are drawn.").arg(mostDrawnServers).arg(servers);
}

} // namespace loadstone
