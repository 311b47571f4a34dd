// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace loadstone
{

class LiveRun;
class Page;
class ResultsModel;
struct WindowDependencies;

/// What pages are made from. Everything outlives them.
struct PageContext {
    const WindowDependencies &dependencies;
    LiveRun &liveRun;
    ResultsModel &results;
};

/// An entry of the page list at the left of the window and of the View menu. Its key is Ctrl and its position.
struct PageEntry {
    QString id;           ///< in the object name of its action
    QString icon;         ///< name of a bundled icon
    const char *title;    ///< to be translated in the context "Pages"
    const char *menuText; ///< likewise, with a mnemonic
    Page *(*make)(const PageContext &context);
};

/// All pages in their order; the window begins with the first one.
const QList<PageEntry> &pageEntries();

} // namespace loadstone
