// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolTip>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

struct PaletteColors {
    QRgb window, base, alternate, text, button, mid, light, dark, highlight, highlightedText, link, disabled,
        placeholder;
};

constexpr PaletteColors lightColors{0xfff6f7f8, 0xffffffff, 0xfff3f4f5, 0xff232629, 0xfffcfcfc,
                                    0xffc4c8cc, 0xffffffff, 0xffa5a9ad, 0xff1668ad, 0xffffffff,
                                    0xff005a9c, 0xff9a9ea2, 0xff75797d};
constexpr PaletteColors darkColors{0xff2a2e32, 0xff1b1e20, 0xff232629, 0xfffcfcfc, 0xff31363b,
                                   0xff4d5359, 0xff4a5056, 0xff141618, 0xff2f6fa8, 0xffffffff,
                                   0xff7dbaff, 0xff7f858b, 0xff9ba1a7};

QPalette makePalette(const PaletteColors &c)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) {
        palette.setColor(role, QColor::fromRgb(color));
    };
    set(QPalette::Window, c.window);
    set(QPalette::Base, c.base);
    set(QPalette::AlternateBase, c.alternate);
    set(QPalette::ToolTipBase, c.base);
    set(QPalette::Button, c.button);
    set(QPalette::Mid, c.mid);
    set(QPalette::Midlight, c.light);
    set(QPalette::Light, c.light);
    set(QPalette::Dark, c.dark);
    set(QPalette::Shadow, 0xff000000);
    set(QPalette::Highlight, c.highlight);
    set(QPalette::HighlightedText, c.highlightedText);
    set(QPalette::Link, c.link);
    set(QPalette::LinkVisited, c.link);
    set(QPalette::BrightText, 0xffffffff);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        set(role, c.text);
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(c.disabled));
    }
    set(QPalette::PlaceholderText, c.placeholder);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor::fromRgb(c.text));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(c.mid));
    return palette;
}

/// Fusion frames check boxes and radio buttons darker than the window: unchecked ones are invisible on a dark
/// one.
class ThemeStyle final : public QProxyStyle
{
public:
    ThemeStyle() : QProxyStyle(QStyleFactory::create(u"Fusion"_s)) { }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isRound = element == PE_IndicatorRadioButton;
        if ((element != PE_IndicatorCheckBox && !isRound) || !isDark(option->palette))
            return;
        const bool isEnabled = option->state & State_Enabled;
        painter->save();
        painter->setPen(option->palette.color(isEnabled ? QPalette::Active : QPalette::Disabled,
                                              QPalette::PlaceholderText));
        painter->setBrush(Qt::NoBrush);
        const QRect frame = option->rect.adjusted(0, 0, -1, -1);
        painter->setRenderHint(QPainter::Antialiasing, isRound);
        if (isRound)
            painter->drawEllipse(frame);
        else
            painter->drawRect(frame);
        painter->restore();
    }
};

bool isSystemDark()
{
    // The first palette is the desktop's; later ones are set here.
    static const bool dark = isDark(QGuiApplication::palette());
    return dark;
}

} // namespace

QString themeChoiceId(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return u"light"_s;
    case ThemeChoice::Dark:
        return u"dark"_s;
    case ThemeChoice::System:
        break;
    }
    return u"system"_s;
}

ThemeChoice themeChoiceFromId(const QString &id)
{
    for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark})
        if (themeChoiceId(choice) == id)
            return choice;
    return ThemeChoice::System;
}

void applyTheme(ThemeChoice choice)
{
    const bool systemDark = isSystemDark();
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemDark);
    if (!dynamic_cast<ThemeStyle *>(QApplication::style()))
        QApplication::setStyle(new ThemeStyle);
    const QPalette palette = makePalette(dark ? darkColors : lightColors);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

} // namespace loadstone
