// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace loadstone
{

/// The texts of the window are written in English with plurals; this one knows their singulars, so
/// that nobody reads "1 servers". What has no number, or another one than 1, is shown as written.
class EnglishPlurals : public QTranslator
{
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *text, const char *disambiguation,
                      int n) const override;
};

} // namespace loadstone
