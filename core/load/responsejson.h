// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <memory>

namespace loadstone
{

/// The JSON body of one response. Untrusted: depth and content are arbitrary.
class ResponseJson
{
public:
    explicit ResponseJson(const QByteArray &body);
    ~ResponseJson();

    /// Why it differs from the expectation, as a sentence; empty if it matches.
    QString problem(const ExpectedJson &expected) const;
    /// The string, number or boolean at the pointer, a string without its quotes; otherwise nothing.
    std::optional<QByteArray> scalar(const QString &pointer) const;

private:
    class Tree;
    std::unique_ptr<Tree> m_tree;
};

} // namespace loadstone
