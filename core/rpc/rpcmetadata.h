// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace loadstone
{

/// Why a call cannot have this metadata, with the remedy; empty when it can. gRPC ends the whole
/// process over a name or a value that it does not allow, so nothing is sent unasked.
/// @param name in any case; it is sent in lower case
QString rpcMetadataProblem(const QByteArray &name, const QByteArray &value);

} // namespace loadstone
