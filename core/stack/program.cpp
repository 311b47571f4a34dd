// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/program.h"

#include <QStandardPaths>

namespace loadstone
{

QString findProgram(const QString &name)
{
    QString onPath = QStandardPaths::findExecutable(name);
    if (!onPath.isEmpty())
        return onPath;
    return QStandardPaths::findExecutable(
        name, {QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/sbin"), QStringLiteral("/sbin")});
}

} // namespace loadstone
