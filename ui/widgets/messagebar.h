// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace loadstone
{

/// A message at the top of the page it concerns, inside the layout. It stays until dismissed or replaced; raw
/// text is folded under Details and can be copied.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Information, Success, Warning, Error };

    explicit MessageBar(QWidget *parent = nullptr);

    /// @param detail raw text under Details; may be empty
    void showMessage(Kind kind, const QString &text, const QString &detail = {});
    /// Adds a permanent button; hidden until a message needs it.
    QPushButton *addButton(const QString &text, const QString &objectName);
    void setCloseable(bool isCloseable);
    QString text() const;
    Kind kind() const { return m_kind; }

signals:
    void dismissed();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QColor accent() const;
    void drawIcon();
    void showDetail(bool isShown);

    Kind m_kind = Kind::Information;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
    QHBoxLayout *m_buttons;
    QToolButton *m_details;
    QToolButton *m_copy;
    QToolButton *m_close;
};

} // namespace loadstone
