// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <QList>

namespace loadstone
{

class EnvironmentStore;

/// One line of a card; plain text without a name.
struct CardLine {
    QString name;
    QString text;
    bool operator==(const CardLine &) const = default;
};

/// A section of a card. The first one has no title.
struct CardSection {
    QString title;
    QList<CardLine> lines;
    bool operator==(const CardSection &) const = default;
};

/// Information for choosing a stack: description, how it runs, installed versions, features, traps, and the
/// exact command lines of its presets. For terminal and window alike. Reads files of a built environment,
/// which takes a few milliseconds.
QList<CardSection> stackCard(const Stack &stack, const EnvironmentStore &environments);

/// The card for a terminal.
QString cardText(const QList<CardSection> &card);
/// The card for a rich-text view; addresses are links.
QString cardHtml(const QList<CardSection> &card);

} // namespace loadstone
