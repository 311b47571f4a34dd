// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QMainWindow;

namespace loadstone
{

class ProfileDocument;

/// State that determines availability and tooltips of the actions.
struct ActionContext {
    ProfileDocument *profile = nullptr; ///< the selected one; null without
    bool isRunning = false;
    bool isStopping = false;
    bool hasReport = false; ///< a finished run can be reported
    bool isReportBeingWritten = false;
    bool hasCharts = false; ///< charts are in view
    QString rerunObstacle;  ///< why the last run cannot be repeated with the native engine; else empty
};

/// The actions of the main window with their texts, keys and object names, and its menus and toolbar. The
/// window connects their effects.
class WindowActions : public QObject
{
    Q_OBJECT
public:
    /// @param window parent; gets the menus and the toolbar
    explicit WindowActions(QMainWindow &window);

    void addMenus();
    void addToolBar();
    /// Enables available actions; the tooltip of others gives the reason.
    void update(const ActionContext &context);

    QAction *newProfile{}, *open{}, *save{}, *saveAs{}, *duplicate{}, *remove{}, *quit{};
    QAction *undo{}, *redo{}, *find{};
    QAction *run{}, *stop{}, *runAgain{}, *report{};
    QAction *log{}, *events{}, *zoomIn{}, *zoomOut{}, *zoomReset{}, *chartTable{};
    QAction *resetLayout{}, *nextPane{}, *previousPane{};
    QAction *about{}, *whatsThis{};
    QList<QAction *> pages;  ///< in the order of pageEntries()
    QList<QAction *> themes; ///< in the order of ThemeChoice

private:
    QAction *action(const QString &icon, const QString &text, const QString &objectName,
                    const QList<QKeySequence> &keys = {});
    void makeFileActions();
    void makeRunActions();
    void makeViewActions();
    void updateRun(const ActionContext &context);
    void updateProfile(const ActionContext &context);
    void updateUndo(ProfileDocument *profile);

    QMainWindow &m_window;
};

} // namespace loadstone
