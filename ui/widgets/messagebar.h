// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace loadstone
{

/// A message at the top of the page it concerns, pushed into the layout. It stays until it is
/// dismissed or replaced; raw text is behind a Details fold and can be copied.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Information, Success, Warning, Error };

    explicit MessageBar(QWidget *parent = nullptr);

    /// @param detail raw text for the fold; may be empty
    void showMessage(Kind kind, const QString &text, const QString &detail = {});
    /// Adds a button that stays for the messages to come; hidden until a message asks for it.
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
