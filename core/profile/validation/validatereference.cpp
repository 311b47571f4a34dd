// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatereference.h"

#include "core/base/nearest.h"
#include "core/profile/reference/publishedlibrary.h"
#include "core/profile/validation/validation.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

void validateReference(Validation &validation)
{
    const QString reference = validation.profile().reference;
    if (reference.isEmpty() || findPublished(reference).figures)
        return;
    const QString nearest = nearestName(reference, publishedReferences());
    QStringList ids;
    for (const auto &figures : publishedLibrary())
        ids << figures->id;
    const QString remedy = nearest.isEmpty()
        ? ProfileProblems::tr("There are %1, and their tables.").arg(listedNames(ids))
        : ProfileProblems::tr("Did you mean \"%1\"?").arg(nearest);
    validation.error(
        u"/reference"_s,
        ProfileProblems::tr("There are no published figures %1. %2").arg(quoted(reference), remedy));
}

} // namespace loadstone
