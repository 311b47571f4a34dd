// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QListWidget>

namespace loadstone
{

/// What is wrong with the profile. Enter or a double click goes to the field.
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
