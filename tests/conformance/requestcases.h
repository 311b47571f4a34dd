// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QMap>
#include <QString>

namespace loadstone
{

/// A request that every HTTP engine must send unchanged, or refuse as documented in docs/engines.md.
struct RequestCase {
    QString row; ///< of the table
    RequestTemplate request;
    bool reuse = true;
    QString name() const; ///< unique
};

QList<RequestCase> requestCases();

/// Expected bytes: method, target, automatic headers unless the request has them, its own headers, length and
/// body.
/// @param host value of the Host header
QByteArray requestBytes(const RequestCase &each, const QByteArray &host);

/// A table of docs/engines.md, with the code blocks of its section.
struct EnginesTable {
    /// Row (first cell) → column heading → cell.
    QMap<QString, QMap<QString, QString>> rows;
    QList<QByteArray> blocks;
};
/// @param section its heading. The table begins at the section's first line with a bar.
EnginesTable readEnginesTable(const QString &section);

/// The texts between backticks; double backticks enclose a text that contains one.
QStringList codeSpans(const QString &cell);

} // namespace loadstone
