// SPDX-License-Identifier: GPL-3.0-or-later
// The same for sources of the window, beside those of precompiled.h.
#pragma once

#include <QAbstractTableModel>
#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QMainWindow>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeView>
#include <QWidget>
