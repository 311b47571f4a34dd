// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/store/sqldatabase.h"

namespace loadstone
{

/// An open store.
struct StoreFile {
    std::unique_ptr<SqlDatabase> database;
    Sentence notice; ///< that a damaged file was set aside; usually empty
};

/// Opens the store, creates its folder and brings it to the newest schema. A damaged file is renamed to
/// NAME-damaged-DATE.sqlite, and a new one begun; a newer one is an error and stays as it is.
Result<StoreFile> openStoreFile(const QString &file);

} // namespace loadstone
