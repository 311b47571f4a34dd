// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/program.h"

#include <QStandardPaths>

namespace loadstone
{

using namespace Qt::StringLiterals;

QString findProgram(const QString &name)
{
    QString onPath = QStandardPaths::findExecutable(name);
    if (!onPath.isEmpty())
        return onPath;
    return QStandardPaths::findExecutable(name, {u"/usr/local/sbin"_s, u"/usr/sbin"_s, u"/sbin"_s});
}

} // namespace loadstone
