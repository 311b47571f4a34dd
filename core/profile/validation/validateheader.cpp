// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateheader.h"

#include "core/base/json.h"
#include "core/profile/validation/validation.h"

#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

} // namespace

void validateHeaderName(Validation &validation, const QString &pointer, const QString &name)
{
    static const QRegularExpression token(uR"(^[!#$%&'*+.^_`|~0-9A-Za-z-]+$)"_s);
    if (!token.match(name).hasMatch())
        validation.error(
            pointer,
            ProfileProblems::tr("%1 cannot be the name of a header. Use letters, digits and - only.")
                .arg(quoted(name)));
}

void validateHeader(Validation &validation, const QString &headers, const Header &header)
{
    const QString name = QString::fromUtf8(header.name);
    const QString pointer = childPointer(headers, name);
    validateHeaderName(validation, pointer, name);
    const bool hasControl = std::any_of(header.value.begin(), header.value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
    if (hasControl)
        validation.error(
            pointer,
            ProfileProblems::tr("The value of header %1 has a line break or control character. Remove it.")
                .arg(quoted(name)));
    const QByteArray lower = header.name.toLower();
    if (lower == "content-length" || lower == "transfer-encoding")
        validation.error(
            pointer,
            ProfileProblems::tr("Loadstone sets the header %1 itself. Remove it.").arg(quoted(name)));
    if (lower == "connection")
        validation.error(
            pointer,
            ProfileProblems::tr("Loadstone sets the header \"Connection\" itself. Remove it and set "
                                "\"reuse\" of /connection instead."));
}

} // namespace loadstone
