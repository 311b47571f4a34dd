// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// A table for the terminal.
struct TextTable {
    QList<QStringList> rows;  ///< the first one has the headers
    QList<int> numberColumns; ///< aligned to the right

    /// Columns two spaces apart, a line for each row. @param width of the terminal: the last column is cut to it; 0: none
    QString text(int width = 0) const;
};

} // namespace loadstone
