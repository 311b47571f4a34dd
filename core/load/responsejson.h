// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <memory>

namespace loadstone
{

/// The JSON body of one answer, which may come from anywhere: depth and content are not trusted.
class AnswerJson
{
public:
    explicit AnswerJson(const QByteArray &body);
    ~AnswerJson();

    /// Why it is not as expected, in a sentence; empty when it is.
    QString problem(const ExpectedJson &expected) const;
    /// The text, number or boolean at the pointer, a text without its quotes; nothing where there is
    /// none.
    std::optional<QByteArray> scalar(const QString &pointer) const;

private:
    class Tree;
    std::unique_ptr<Tree> m_tree;
};

} // namespace loadstone
