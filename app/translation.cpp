// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include <memory>

namespace loadstone
{

using namespace Qt::StringLiterals;

void installTranslation()
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(QLocale(), u"loadstone"_s, u"_"_s, u":/i18n"_s))
        return;
    QCoreApplication::installTranslator(translator.get());
    translator.release()->setParent(QCoreApplication::instance());
}

} // namespace loadstone
