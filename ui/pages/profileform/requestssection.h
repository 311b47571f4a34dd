// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/profileform/formsection.h"

class QLineEdit;
class QPlainTextEdit;
class QToolButton;
class QTreeView;

namespace loadstone
{

class RequestsModel;
struct RequestTemplate;

/// The kinds of requests with their weights, and body and expected answer of the chosen one.
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
    int currentRow() const;
    void changeCurrent(const QString &key, const QString &text,
                       const std::function<void(RequestTemplate &)> &change);
    void showCurrent();
    void add();
    void removeCurrent();

    RequestsModel *m_model;
    QTreeView *m_view;
    QToolButton *m_remove;
    QWidget *m_buttons;
    QWidget *m_detail;
    QPlainTextEdit *m_body;
    QPlainTextEdit *m_headers;
    QLineEdit *m_statuses;
    QLineEdit *m_length;
    QPlainTextEdit *m_expected;
};

} // namespace loadstone
