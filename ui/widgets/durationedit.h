// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QLineEdit>

namespace loadstone
{

/// One field for a length of time: takes `90`, `90s`, `1m30s`, `250ms` and shows `1 min 30 s`.
/// Invalid text is kept and reported by problem(); the last valid value stays.
class DurationEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit DurationEdit(QWidget *parent = nullptr);

    Milliseconds value() const { return m_value; }
    /// Does not emit valueEdited(). A text that is no length of time stays while the value is the same.
    void setValue(Milliseconds value);
    /// Shows a text that could not be read when it was typed.
    void setUnread(const QString &text);
    /// Shows the last good value instead of a text that cannot be read.
    void forgetUnread();
    bool isValid() const { return m_isValid; }
    /// What is wrong with the text and how to write it; empty when valid.
    QString problem() const;

signals:
    void valueEdited(std::chrono::milliseconds value); ///< by the person, while typing
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
