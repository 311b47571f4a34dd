// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpcmetadata.h"

#include <QByteArrayList>
#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class RpcMetadata
{
    Q_DECLARE_TR_FUNCTIONS(RpcMetadata)
};

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool isValueCharacter(char c)
{
    constexpr char last = 0x7e;
    return c >= ' ' && c <= last;
}

} // namespace

QString rpcMetadataProblem(const QByteArray &name, const QByteArray &value)
{
    static const QByteArrayList own{"content-type", "user-agent", "te"};
    static const QByteArrayList ofConnections{"connection", "keep-alive",        "proxy-connection",
                                              "upgrade",    "transfer-encoding", "content-length"};
    const QByteArray lower = name.toLower();
    const QString shown = QString::fromUtf8(name.left(100));
    if (lower.startsWith("grpc-") || own.contains(lower))
        return RpcMetadata::tr("gRPC writes the header \"%1\" itself. Remove it.").arg(shown);
    if (ofConnections.contains(lower))
        return RpcMetadata::tr("Calls over HTTP/2 have no header \"%1\". Remove it.").arg(shown);
    if (lower.isEmpty() || !std::all_of(lower.begin(), lower.end(), isNameCharacter))
        return RpcMetadata::tr(
                   "\"%1\" cannot be the name of gRPC metadata. Use letters, digits, -, _ and . only.")
            .arg(shown);
    if (!lower.endsWith("-bin") && !std::all_of(value.begin(), value.end(), isValueCharacter))
        return RpcMetadata::tr(
                   "The value of \"%1\" is not plain ASCII, which gRPC metadata has to be. Change it, or let "
                   "the name end with -bin.")
            .arg(shown);
    return {};
}

} // namespace loadstone
