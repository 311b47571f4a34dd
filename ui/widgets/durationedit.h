// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QLineEdit>

namespace loadstone
{

/// A field for a duration: accepts `90`, `90s`, `1m30s`, `250ms` and shows `1 min 30 s`. Invalid text is
/// preserved and reported by problem(); the last valid value stays.
class DurationEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit DurationEdit(QWidget *parent = nullptr);

    Milliseconds value() const { return m_value; }
    /// Does not emit valueEdited(). Invalid text stays while the value is unchanged.
    void setValue(Milliseconds value);
    /// Restores an invalid text.
    void setUnread(const QString &text);
    /// Replaces an invalid text by the last valid value.
    void forgetUnread();
    bool isValid() const { return m_isValid; }
    /// What is wrong with the text, with the remedy; empty if valid.
    QString problem() const;

signals:
    void valueEdited(std::chrono::milliseconds value); ///< by the user, while typing
    void problemChanged();

protected:
    void focusOutEvent(QFocusEvent *event) override;

private:
    void read(const QString &text);
    void setValid(bool isValid);
    void showProblem();

    Milliseconds m_value{0};
    bool m_isValid = true;
};

} // namespace loadstone
