// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/requestssection.h"

#include "core/profile/profile.h"
#include "ui/models/requestsmodel.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/widgets/roomydelegate.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeView>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString headerText(const QList<Header> &headers)
{
    QStringList lines;
    for (const Header &header : headers)
        lines << u"%1: %2"_s.arg(QString::fromUtf8(header.name), QString::fromUtf8(header.value));
    return lines.join(u'\n');
}

QList<Header> headersOf(const QString &text)
{
    QList<Header> headers;
    for (const QString &line : text.split(u'\n')) {
        if (line.trimmed().isEmpty())
            continue;
        const qsizetype colon = line.indexOf(u':');
        const QString value = colon < 0 ? QString() : line.mid(colon + 1).trimmed();
        headers << Header{line.left(colon).trimmed().toUtf8(), value.toUtf8()};
    }
    return headers;
}

QString statusText(const QList<int> &statuses)
{
    QStringList texts;
    for (const int status : statuses)
        texts << QString::number(status);
    return texts.join(u", "_s);
}

QList<int> statusesOf(const QString &text)
{
    QList<int> statuses;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts))
        statuses << part.trimmed().toInt();
    return statuses;
}

} // namespace

RequestsSection::RequestsSection(QWidget *parent)
    : FormSection(tr("Requests: sent at random in the ratio of their weights"), parent),
      m_model(new RequestsModel(this)), m_view(new QTreeView(this)),
      m_remove(iconButton(this, u"remove"_s, tr("Remove this request"), u"requestRemove"_s)),
      m_buttons(new QWidget(this)), m_detail(new QWidget(this)), m_body(new QPlainTextEdit(m_detail)),
      m_headers(new QPlainTextEdit(m_detail)), m_statuses(new QLineEdit(m_detail)),
      m_length(new QLineEdit(m_detail)), m_expected(new QPlainTextEdit(m_detail))
{
    m_view->setModel(m_model);
    m_view->setObjectName(u"requests"_s);
    m_view->setAccessibleName(tr("Requests of the profile"));
    m_view->setRootIsDecorated(false);
    m_view->setItemDelegate(new RoomyDelegate(8, m_view));
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setFixedHeight(fontMetrics().height() * 8);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                            | QAbstractItemView::AnyKeyPressed);
    for (const int column : {RequestsModel::Name, RequestsModel::Method, RequestsModel::Weight})
        m_view->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(RequestsModel::Path, QHeaderView::Stretch);
    m_view->header()->setStretchLastSection(false);
    m_view->setToolTip(tr("Double-click or F2 to change a value. {name} in a path stands for a variable."));

    auto *columns = new QHBoxLayout(m_detail);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    auto *sent = new QFormLayout;
    auto *expected = new QFormLayout;
    columns->addLayout(sent, 1);
    columns->addLayout(expected, 1);
    addRow(sent, tr("Body sent"), m_body, u"requestBody"_s, {});
    addRow(sent, tr("Headers sent"), m_headers, u"requestHeaders"_s, {});
    addRow(expected, tr("Expected status"), m_statuses, u"requestStatus"_s, {});
    addRow(expected, tr("Expected length"), m_length, u"requestLength"_s, {});
    addRow(expected, tr("Expected body"), m_expected, u"requestExpected"_s, {});
    for (QPlainTextEdit *edit : {m_body, m_headers, m_expected}) {
        edit->setFixedHeight(textHeight(*edit, 2));
        edit->setTabChangesFocus(true);
    }
    m_headers->setPlaceholderText(tr("one per line, for example Accept: application/json"));
    m_headers->setToolTip(tr("One header per line: name, colon, value. Host, length and connection are "
                             "written by Loadstone."));
    m_body->setPlaceholderText(tr("none"));
    m_expected->setPlaceholderText(tr("anything"));
    m_statuses->setPlaceholderText(tr("any 2xx"));
    m_length->setPlaceholderText(tr("any number of bytes"));
    m_statuses->setValidator(
        new QRegularExpressionValidator(QRegularExpression(u"([1-5][0-9]{2}\\s*,?\\s*)*"_s), m_statuses));
    m_length->setValidator(new QRegularExpressionValidator(QRegularExpression(u"[0-9]{0,15}"_s), m_length));

    auto *addButton = iconButton(this, u"add"_s, tr("Add a request"), u"requestAdd"_s);
    auto *buttons = new QVBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->addWidget(addButton);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *list = new QHBoxLayout;
    list->addWidget(m_view, 1);
    list->addWidget(m_buttons);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(list);
    layout->addWidget(m_detail);

    connect(addButton, &QToolButton::clicked, this, &RequestsSection::add);
    connect(m_remove, &QToolButton::clicked, this, &RequestsSection::removeCurrent);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RequestsSection::showCurrent);
    connect(m_body, &QPlainTextEdit::textChanged, this, [this] {
        const QByteArray body = m_body->toPlainText().toUtf8();
        changeCurrent(u"body"_s, tr("Change Body"), [&](RequestTemplate &request) { request.body = body; });
    });
    connect(m_headers, &QPlainTextEdit::textChanged, this, [this] {
        const QList<Header> headers = headersOf(m_headers->toPlainText());
        changeCurrent(u"headers"_s, tr("Change Headers"),
                      [&](RequestTemplate &request) { request.headers = headers; });
    });
    connect(m_expected, &QPlainTextEdit::textChanged, this, [this] {
        const QByteArray body = m_expected->toPlainText().toUtf8();
        changeCurrent(u"expected"_s, tr("Change Expected Body"), [&](RequestTemplate &request) {
            request.expect.body = body.isEmpty() ? std::nullopt : std::optional(body);
        });
    });
    connect(m_statuses, &QLineEdit::textEdited, this, [this](const QString &text) {
        changeCurrent(u"status"_s, tr("Change Expected Status"),
                      [&](RequestTemplate &request) { request.expect.statuses = statusesOf(text); });
    });
    connect(m_length, &QLineEdit::textEdited, this, [this](const QString &text) {
        changeCurrent(u"length"_s, tr("Change Expected Length"), [&](RequestTemplate &request) {
            request.expect.bodyLength = text.isEmpty() ? std::nullopt : std::optional(text.toLongLong());
        });
    });
}

void RequestsSection::setDocument(ProfileDocument *document)
{
    m_model->setDocument(document);
    FormSection::setDocument(document);
    m_view->setCurrentIndex(m_model->index(0, 0));
    showCurrent();
}

void RequestsSection::refresh() { showCurrent(); }

void RequestsSection::setReadOnly(bool isReadOnly)
{
    // The list stays alive: choosing a row shows its details.
    setEnabled(document() != nullptr);
    m_buttons->setEnabled(!isReadOnly);
    m_detail->setEnabled(!isReadOnly);
}

QWidget *RequestsSection::controlAt(const QString &pointer) const
{
    if (!pointer.startsWith(u"/requests"_s))
        return nullptr;
    const int row = pointer.section(u'/', 2, 2).toInt();
    if (row < m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(row, 0));
    if (pointer.contains(u"/headers"_s))
        return m_headers;
    if (pointer.contains(u"/expect/status"_s))
        return m_statuses;
    if (pointer.contains(u"/expect/body_bytes"_s))
        return m_length;
    if (pointer.contains(u"/expect"_s))
        return m_expected;
    return pointer.endsWith(u"/body"_s) ? static_cast<QWidget *>(m_body) : m_view;
}

int RequestsSection::currentRow() const
{
    const int row = m_view->currentIndex().row();
    return document() && row < profile().requests.size() ? row : -1;
}

void RequestsSection::changeCurrent(const QString &key, const QString &text,
                                    const std::function<void(RequestTemplate &)> &change)
{
    const int row = currentRow();
    if (row >= 0)
        edit(u"request/%1/%2"_s.arg(row).arg(key), text,
             [row, &change](Profile &profile) { change(profile.requests[row]); });
}

void RequestsSection::showCurrent()
{
    const int row = currentRow();
    m_detail->setVisible(row >= 0);
    m_remove->setEnabled(row >= 0);
    if (row < 0)
        return;
    const RequestTemplate &request = profile().requests.at(row);
    const auto showText = [](QPlainTextEdit *edit, const QString &text) {
        const QSignalBlocker quiet(edit);
        if (edit->toPlainText() != text)
            edit->setPlainText(text);
    };
    showText(m_body, QString::fromUtf8(request.body));
    showText(m_expected, QString::fromUtf8(request.expect.body.value_or(QByteArray())));
    // What is being typed may mean the same as what is stored and look different.
    if (headersOf(m_headers->toPlainText()) != request.headers)
        showText(m_headers, headerText(request.headers));
    if (statusesOf(m_statuses->text()) != request.expect.statuses)
        m_statuses->setText(statusText(request.expect.statuses));
    const QString length =
        request.expect.bodyLength ? QString::number(*request.expect.bodyLength) : QString();
    if (m_length->text() != length)
        m_length->setText(length);
}

void RequestsSection::add()
{
    edit({}, tr("Add Request"), [](Profile &profile) {
        RequestTemplate request;
        request.name = tr("Request %1").arg(profile.requests.size() + 1);
        profile.requests.append(request);
    });
    m_view->setCurrentIndex(m_model->index(m_model->rowCount() - 1, 0));
}

void RequestsSection::removeCurrent()
{
    const int row = currentRow();
    if (row >= 0)
        edit({}, tr("Remove Request"), [row](Profile &profile) { profile.requests.removeAt(row); });
}

} // namespace loadstone
