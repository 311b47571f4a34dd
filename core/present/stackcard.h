// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <QList>

namespace loadstone
{

class EnvironmentStore;

/// One line of a card; without a name it is a line of text.
struct CardLine {
    QString name;
    QString text;
    bool operator==(const CardLine &) const = default;
};

/// A titled part of a card. The first one has no title.
struct CardSection {
    QString title;
    QList<CardLine> lines;
    bool operator==(const CardSection &) const = default;
};

/// What a person wants to know of a stack before choosing it: what it is, how it runs, the versions
/// installed, what it can do, its traps, and the exact command lines of its presets. For terminal
/// and window alike. Reads files of a built environment, which takes some milliseconds.
QList<CardSection> stackCard(const Stack &stack, const EnvironmentStore &environments);

/// The card for a terminal.
QString cardText(const QList<CardSection> &card);
/// The card for a rich-text view; addresses are links.
QString cardHtml(const QList<CardSection> &card);

} // namespace loadstone
