// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/results/runrecord.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// Maximum length of a file name, in bytes.
inline constexpr qsizetype longestFileName = 255;

/// Beginning of the names of a run's files.
struct FileNaming {
    QString label;   ///< of --label
    QString pattern; ///< of --name, with fields such as "{profile}-{date}"; empty: RUN-ID[-LABEL]
};

/// The fields of a pattern: "{date}", "{time}", "{run}", "{profile}", "{servers}", "{label}".
QStringList namePatternFields();

/// Whether a label is valid within file names.
Status checkLabel(const QString &label, const Profile &profile);

/// Whether label and pattern give file names for runs of this profile; an empty pattern is valid. An error about a
/// field lists the known ones.
Status checkNaming(const FileNaming &naming, const Profile &profile);

/// The name without its ending. That of a pattern has no slash or control character, does not begin with a dot or a
/// dash, and is cut to `mostBytes`; long lists of servers end with "and-3-more".
QString fileStem(const RunRecord &run, const FileNaming &naming, qsizetype mostBytes = longestFileName);

} // namespace loadstone
