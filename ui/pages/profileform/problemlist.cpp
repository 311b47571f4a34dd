// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/problemlist.h"

#include "ui/theme/icons.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

ProblemList::ProblemList(QWidget *parent) : QListWidget(parent)
{
    setObjectName(u"problems"_s);
    setAccessibleName(tr("Problems of the profile"));
    setToolTip(tr("Enter goes to the field"));
    setWordWrap(true);
    setUniformItemSizes(false);
    connect(this, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { emit problemChosen(item->data(Qt::UserRole).toString()); });
    setProblems({});
}

void ProblemList::setProblems(const QList<ProfileProblem> &problems)
{
    clear();
    for (const ProfileProblem &problem : problems) {
        const bool isError = problem.severity == ProfileProblem::Severity::Error;
        const bool isWarning = problem.severity == ProfileProblem::Severity::Warning;
        const QString icon = isError ? u"error"_s : isWarning ? u"warning"_s : u"information"_s;
        const QString kind = isError ? tr("Error") : isWarning ? tr("Warning") : tr("Note");
        auto *item = new QListWidgetItem(bundledIcon(icon), u"%1: %2"_s.arg(kind, problem.message), this);
        item->setData(Qt::UserRole, problem.pointer);
    }
    setVisible(!problems.isEmpty());
    setFixedHeight(int(std::min<qsizetype>(problems.size(), 3)) * (fontMetrics().height() + 8) + 6);
}

} // namespace loadstone
