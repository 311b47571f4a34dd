// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "tests/support/scriptedserver.h"

#include <QMap>
#include <QString>

namespace loadstone
{

/// An unusual response: one row of the table "Responses" of docs/engines.md, which documents the outcome for
/// every HTTP engine and for curl.
struct ResponseCase {
    QString row; ///< first cell
    ScriptedServer::Handler handler;
    RequestTemplate request = {};
    bool answersAtHead = false; ///< before the body of the request has arrived
};
QList<ResponseCase> responseCases();

/// Row (first cell) → column heading → cell.
QMap<QString, QMap<QString, QString>> responseTable();

} // namespace loadstone
