// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QListWidget>

namespace loadstone
{

/// Problems of the profile. Enter or a double click moves to the field.
class ProblemList : public QListWidget
{
    Q_OBJECT
public:
    explicit ProblemList(QWidget *parent = nullptr);

    void setProblems(const QList<ProfileProblem> &problems);

signals:
    void problemChosen(const QString &pointer);
};

} // namespace loadstone
