// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace loadstone
{

/// English plural forms: the window's texts are written in the plural; this translator supplies the singular
/// for the number 1. All other texts stay unchanged.
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
