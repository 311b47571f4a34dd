// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace loadstone
{

/// Why a call cannot have this metadata, with the remedy; empty if it can. gRPC aborts the process over an
/// invalid name or value, so metadata must be checked before sending.
/// @param name in any case; it is sent in lower case
QString rpcMetadataProblem(const QByteArray &name, const QByteArray &value);

} // namespace loadstone
