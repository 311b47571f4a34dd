// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;
class QTreeView;

namespace loadstone
{

class RequestsModel;
class TextField;
struct RequestTemplate;

/// The requests with their weights or in sequence, the login, and the details of the selected one.
class RequestsSection final : public FormSection
{
    Q_OBJECT
public:
    explicit RequestsSection(QWidget *parent = nullptr);

    void setDocument(ProfileDocument *document) override;
    void refresh() override;
    void setReadOnly(bool isReadOnly) override;
    QWidget *controlAt(const QString &pointer) const override;

private:
    void makeList();
    void makeDetail();
    void connectDetail();
    int currentRow() const;
    void changeCurrent(const QString &key, const QString &text,
                       const std::function<void(RequestTemplate &)> &change);
    void showCurrent();
    /// Reports unreadable lines; the document stores them, the profile does not contain them.
    void showUnread();
    QString pointerFor(int row, const QString &key) const;
    void setLogin(bool isWanted);
    void add();
    void removeCurrent();

    RequestsModel *m_model;
    QWidget *m_choices;
    QComboBox *m_order;
    QCheckBox *m_login;
    QTreeView *m_view;
    QToolButton *m_remove;
    QWidget *m_buttons;
    QWidget *m_detail;
    TextField *m_body;
    QLineEdit *m_bodyFile;
    TextField *m_headers;
    TextField *m_captures;
    QLineEdit *m_statuses;
    QLineEdit *m_length;
    QLineEdit *m_hash;
    TextField *m_expected;
    TextField *m_expectedHeaders;
    TextField *m_expectedJson;
    QLabel *m_unread;
    int m_shownRow = -1; ///< row of the displayed details
    int m_rowCount = 0;
};

} // namespace loadstone
