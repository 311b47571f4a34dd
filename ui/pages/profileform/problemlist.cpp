// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/problemlist.h"

#include "ui/pages/profileform/formparts.h"
#include "ui/theme/icons.h"

#include <QRegularExpression>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// "Error in stage 2"; without a place for what there is only one of.
QString describePlace(const QString &kind, const QString &pointer)
{
    static const QRegularExpression listed(u"/(servers|requests|variables|stages)/([0-9]+)"_s);
    const QRegularExpressionMatch match = listed.match(pointer);
    if (!match.hasMatch())
        return kind;
    const int number = match.captured(2).toInt() + 1;
    const QString list = match.captured(1);
    if (list == u"servers"_s)
        return ProblemList::tr("%1 in server %2").arg(kind).arg(number);
    if (list == u"requests"_s)
        return ProblemList::tr("%1 in request %2").arg(kind).arg(number);
    if (list == u"variables"_s)
        return ProblemList::tr("%1 in variable %2").arg(kind).arg(number);
    return ProblemList::tr("%1 in stage %2").arg(kind).arg(number);
}

} // namespace

ProblemList::ProblemList(QWidget *parent) : QListWidget(parent)
{
    setObjectName(u"problems"_s);
    setAccessibleName(tr("Profile problems"));
    setToolTip(tr("Press Enter to go to the field"));
    setWordWrap(true);
    setUniformItemSizes(false);
    connect(this, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { emit problemChosen(item->data(Qt::UserRole).toString()); });
    setProblems({});
}

void ProblemList::setProblems(const QList<ProfileProblem> &problems)
{
    clear();
    constexpr qsizetype mostListed = 200;
    for (const ProfileProblem &problem : problems.first(std::min(problems.size(), mostListed))) {
        const bool isError = problem.severity == ProfileProblem::Severity::Error;
        const bool isWarning = problem.severity == ProfileProblem::Severity::Warning;
        const QString icon = isError ? u"error"_s : isWarning ? u"warning"_s : u"information"_s;
        const QString kind = isError ? tr("Error") : isWarning ? tr("Warning") : tr("Note");
        const QString text =
            u"%1: %2"_s.arg(describePlace(kind, problem.pointer), shortened(problem.message));
        auto *item = new QListWidgetItem(bundledIcon(icon), text, this);
        item->setData(Qt::UserRole, problem.pointer);
    }
    if (problems.size() > mostListed)
        addItem(tr("and %1 more").arg(problems.size() - mostListed));
    setVisible(!problems.isEmpty());
    setFixedHeight(int(std::min<qsizetype>(problems.size(), 3)) * (fontMetrics().height() + 8) + 6);
}

} // namespace loadstone
