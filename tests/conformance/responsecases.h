// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "tests/support/scriptedserver.h"

#include <QMap>
#include <QString>

namespace loadstone
{

/// An odd response, one row of the table "Responses" of docs/engines.md: what every HTTP engine has to
/// make of it, and curl beside them, stands there.
struct ResponseCase {
    QString row; ///< first cell
    ScriptedServer::Handler handler;
    RequestTemplate request = {};
    bool answersAtHead = false; ///< before the body of the request has come
};
QList<ResponseCase> responseCases();

/// The table's cells by the heading of their column, by the first cell of the row.
QMap<QString, QMap<QString, QString>> responseTable();

} // namespace loadstone
