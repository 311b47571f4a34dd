// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// A sentence that records keep in English and that is shown in the language of whoever reads it.
class Sentence
{
public:
    Sentence() = default;
    /// @param context of the translation
    /// @param source English, marked by QT_TRANSLATE_NOOP in that context; kept by reference, so a literal
    /// @param arguments figures and names, in place of %1, %2 …
    /// @param parts sentences within it, in place of the numbers that follow
    Sentence(const char *context, const char *source, QStringList arguments = {}, QList<Sentence> parts = {});

    QString english() const;
    QString translated() const;

private:
    QString filled(const QString &pattern, QString (Sentence::*toText)() const) const;

    const char *m_context = "";
    const char *m_source = "";
    QStringList m_arguments;
    QList<Sentence> m_parts;
};

} // namespace loadstone
