// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace loadstone
{

/// A current figure with its name above and its meaning for the whole phase below. As wide as its longest
/// text, so that a changing number moves nothing.
class Tile : public QWidget
{
    Q_OBJECT
public:
    /// @param widest the longest value to reserve space for, for example "88,888 /s"
    Tile(const QString &title, const QString &widest, const QString &explanation, QWidget *parent = nullptr);

    void setValue(const QString &value, const QString &phaseValue);
    QString value() const;
    QString phaseValue() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeRoom();

    QString m_title;
    QString m_widest;
    QLabel *m_titleLabel;
    QLabel *m_value;
    QLabel *m_phase;
};

} // namespace loadstone
