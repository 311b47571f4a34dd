// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QMap>
#include <QString>

namespace loadstone
{

/// A request that every HTTP engine has to send as it is written, or to refuse as docs/engines.md
/// documents it.
struct RequestCase {
    QString row; ///< of the table
    RequestTemplate request;
    bool reuse = true;
    QString name() const; ///< unlike every other's
};

QList<RequestCase> requestCases();

/// What arrives: method, target, the headers that no request is asked for but those it has itself, its
/// own headers, length and body.
/// @param host value of the header Host
QByteArray requestBytes(const RequestCase &each, const QByteArray &host);

/// A table of docs/engines.md, and the blocks of code in the same section.
struct EnginesTable {
    /// Cells by the heading of their column, by the first cell of the row.
    QMap<QString, QMap<QString, QString>> rows;
    QList<QByteArray> blocks;
};
/// @param section its heading. A table begins in the section's first line with a bar.
EnginesTable readEnginesTable(const QString &section);

/// The texts between backticks; two of them surround a text that has one itself.
QStringList codeSpans(const QString &cell);

} // namespace loadstone
