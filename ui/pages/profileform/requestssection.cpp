// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/requestssection.h"

#include "core/profile/profile.h"
#include "core/profile/requesttemplates.h"
#include "ui/models/profiledocument.h"
#include "ui/models/requestsmodel.h"
#include "ui/pages/profileform/formparts.h"
#include "ui/pages/profileform/requesttext.h"
#include "ui/widgets/fieldvalidator.h"
#include "ui/widgets/paddeditemdelegate.h"
#include "ui/widgets/textfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeView>

#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString lengthText(const Expectation &expect)
{
    return expect.bodyLength ? QString::number(*expect.bodyLength) : QString();
}

} // namespace

RequestsSection::RequestsSection(QWidget *parent)
    : FormSection(tr("Requests"), parent), m_model(new RequestsModel(this)), m_choices(new QWidget(this)),
      m_order(new QComboBox(m_choices)),
      m_login(new QCheckBox(tr("Each user &logs in first, once"), m_choices)), m_view(new QTreeView(this)),
      m_remove(iconButton(this, u"remove"_s, tr("Remove this request"), u"requestRemove"_s)),
      m_buttons(new QWidget(this)), m_detail(new QWidget(this)), m_body(new TextField(m_detail)),
      m_bodyFile(new QLineEdit(m_detail)), m_headers(new TextField(m_detail)),
      m_captures(new TextField(m_detail)), m_statuses(new QLineEdit(m_detail)),
      m_length(new QLineEdit(m_detail)), m_hash(new QLineEdit(m_detail)), m_expected(new TextField(m_detail)),
      m_expectedHeaders(new TextField(m_detail)), m_expectedJson(new TextField(m_detail)),
      m_unread(new QLabel(this))
{
    makeList();
    makeDetail();
    auto *choices = new QFormLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    addRow(choices, tr("Each user sends"), m_order, u"requestOrder"_s, u"/scenario/order"_s);
    choices->addRow(QString(), m_login);
    m_order->addItem(tr("at random, by weight"), int(Scenario::Order::Mix));
    m_order->addItem(tr("in the listed order, repeatedly"), int(Scenario::Order::Sequence));
    m_login->setObjectName(u"requestLogin"_s);
    m_login->setToolTip(
        tr("Sent by each user before its first measured request, until it succeeds. Not measured."));
    auto *list = new QHBoxLayout;
    list->addWidget(m_view, 1);
    list->addWidget(m_buttons);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_choices);
    layout->addLayout(list);
    layout->addWidget(m_detail);
    layout->addWidget(m_unread);
    m_unread->setObjectName(u"requestUnread"_s);
    m_unread->setTextFormat(Qt::PlainText);
    m_unread->setWordWrap(true);

    connect(m_order, &QComboBox::activated, this, [this] {
        const auto order = Scenario::Order(m_order->currentData().toInt());
        edit(u"order"_s, tr("Change Order"), [order](Profile &profile) { profile.scenario.order = order; });
    });
    connect(m_login, &QCheckBox::clicked, this, &RequestsSection::setLogin);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RequestsSection::showCurrent);
    connectDetail();
}

void RequestsSection::makeList()
{
    m_view->setModel(m_model);
    m_view->setObjectName(u"requests"_s);
    m_view->setAccessibleName(tr("Requests of the profile"));
    m_view->setRootIsDecorated(false);
    m_view->setItemDelegate(new PaddedItemDelegate(8, m_view));
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setFixedHeight(fontMetrics().height() * 8);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                            | QAbstractItemView::AnyKeyPressed);
    for (const int column :
         {RequestsModel::Name, RequestsModel::Method, RequestsModel::Group, RequestsModel::Weight})
        m_view->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(RequestsModel::Path, QHeaderView::Stretch);
    m_view->header()->setStretchLastSection(false);
    m_view->setToolTip(
        tr("Double-click or press F2 to edit a value. {name} in a path refers to a variable."));

    auto *addButton = iconButton(this, u"add"_s, tr("Add a request"), u"requestAdd"_s);
    auto *buttons = new QVBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->addWidget(addButton);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    connect(addButton, &QToolButton::clicked, this, &RequestsSection::add);
    connect(m_remove, &QToolButton::clicked, this, &RequestsSection::removeCurrent);
}

void RequestsSection::makeDetail()
{
    auto *columns = new QHBoxLayout(m_detail);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    auto *sent = new QFormLayout;
    auto *expected = new QFormLayout;
    columns->addLayout(sent, 1);
    columns->addLayout(expected, 1);
    addRow(sent, tr("Request body"), m_body, u"requestBody"_s, {});
    addRow(sent, tr("or body file"), m_bodyFile, u"requestBodyFile"_s, {});
    addRow(sent, tr("Request headers"), m_headers, u"requestHeaders"_s, {});
    addRow(sent, tr("Captures"), m_captures, u"requestCaptures"_s, {});
    addRow(expected, tr("Expected status"), m_statuses, u"requestStatus"_s, {});
    addRow(expected, tr("Expected length"), m_length, u"requestLength"_s, {});
    addRow(expected, tr("Expected SHA-256"), m_hash, u"requestHash"_s, {});
    addRow(expected, tr("Expected body"), m_expected, u"requestExpected"_s, {});
    addRow(expected, tr("Expected headers"), m_expectedHeaders, u"requestExpectedHeaders"_s, {});
    addRow(expected, tr("Expected JSON"), m_expectedJson, u"requestExpectedJson"_s, {});
    for (TextField *edit : {m_body, m_headers, m_captures, m_expected, m_expectedHeaders, m_expectedJson})
        edit->setFixedHeight(textHeight(*edit, 2));
    m_body->setRemedy(tr("use a file"));
    m_expected->setRemedy(tr("use its SHA-256"));
    m_body->setPlaceholderText(tr("none"));
    m_bodyFile->setPlaceholderText(tr("in the profile's folder, sent unchanged"));
    m_headers->setPlaceholderText(tr("one per line, for example Accept: application/json"));
    m_headers->setToolTip(
        tr("One header per line: name, colon, value. Loadstone sets Host, Content-Length and Connection."));
    m_captures->setPlaceholderText(tr("none; or a line such as token = json /token"));
    m_captures->setToolTip(
        tr("One per line: variable = source, for later requests of the same user. Sources: json and a JSON "
           "pointer, header and its name, cookie and its name. A response without the value is a failure."));
    m_statuses->setPlaceholderText(tr("any 2xx"));
    m_length->setPlaceholderText(tr("any number of bytes"));
    m_hash->setPlaceholderText(tr("of the body: any"));
    m_hash->setToolTip(tr("For long bodies; computed by sha256sum."));
    m_expected->setPlaceholderText(tr("anything"));
    m_expectedHeaders->setPlaceholderText(tr("any; or a line such as Content-Type: text/plain"));
    m_expectedHeaders->setToolTip(
        tr("One per line: name, colon and exact value, or the name alone for any value."));
    m_expectedJson->setPlaceholderText(tr("any; or a line such as /user/name = \"Ann\""));
    m_expectedJson->setToolTip(tr("One per line: JSON pointer = expected value."));
    const auto takeOnly = [this](QLineEdit *field, const QString &pattern, auto stored) {
        field->setValidator(new FieldValidator(pattern, field, [this, stored] {
            const int row = currentRow();
            return row < 0 ? QString() : stored(RequestsModel::requestAt(profile(), row).expect);
        }));
    };
    takeOnly(m_statuses, u"([1-5][0-9]{2}\\s*,?\\s*)*"_s,
             [](const Expectation &expect) { return statusesText(expect.statuses); });
    takeOnly(m_length, u"[0-9]{0,15}"_s, lengthText);
}

void RequestsSection::connectDetail()
{
    const auto onText = [this](TextField *edit, const QString &key, const QString &step, auto change) {
        connect(edit, &TextField::textChanged, this, [this, edit, key, step, change] {
            const QString text = edit->text();
            changeCurrent(key, step, [&](RequestTemplate &request) { change(request, text); });
            showUnread();
        });
    };
    onText(m_body, u"body"_s, tr("Change Body"),
           [](RequestTemplate &request, const QString &text) { request.body = text.toUtf8(); });
    onText(m_headers, u"headers"_s, tr("Change Headers"),
           [](RequestTemplate &request, const QString &text) { request.headers = parseHeaders(text); });
    onText(m_captures, u"captures"_s, tr("Change Captures"),
           [](RequestTemplate &request, const QString &text) {
               QString problem;
               request.captures = parseCaptures(text, problem);
           });
    onText(m_expected, u"expected"_s, tr("Change Expected Body"),
           [](RequestTemplate &request, const QString &text) {
               request.expect.body = text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
           });
    onText(m_expectedHeaders, u"expectedHeaders"_s, tr("Change Expected Headers"),
           [](RequestTemplate &request, const QString &text) {
               request.expect.headers = parseExpectedHeaders(text);
           });
    onText(m_expectedJson, u"expectedJson"_s, tr("Change Expected JSON"),
           [](RequestTemplate &request, const QString &text) {
               QString problem;
               request.expect.json = parseExpectedJson(text, problem);
           });
    connect(m_bodyFile, &QLineEdit::textEdited, this, [this](const QString &text) {
        changeCurrent(u"bodyFile"_s, tr("Change Body File"),
                      [&](RequestTemplate &request) { request.bodyFile = text.trimmed(); });
    });
    connect(m_statuses, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (!m_statuses->hasAcceptableInput())
            return;
        changeCurrent(u"status"_s, tr("Change Expected Status"),
                      [&](RequestTemplate &request) { request.expect.statuses = parseStatuses(text); });
    });
    connect(m_length, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (!m_length->hasAcceptableInput())
            return;
        changeCurrent(u"length"_s, tr("Change Expected Length"), [&](RequestTemplate &request) {
            request.expect.bodyLength = text.isEmpty() ? std::nullopt : std::optional(text.toLongLong());
        });
    });
    connect(m_hash, &QLineEdit::textEdited, this, [this](const QString &text) {
        changeCurrent(u"hash"_s, tr("Change Expected Hash"), [&](RequestTemplate &request) {
            request.expect.bodySha256 = text.trimmed().toLower().toUtf8();
        });
    });
}

void RequestsSection::setDocument(ProfileDocument *document)
{
    m_model->setDocument(document);
    m_shownRow = -1;
    FormSection::setDocument(document);
    m_view->setCurrentIndex(m_model->index(0, 0));
    showCurrent();
}

void RequestsSection::refresh()
{
    m_order->setCurrentIndex(m_order->findData(int(profile().scenario.order)));
    m_login->setChecked(profile().scenario.login.has_value());
    const int rows = RequestsModel::countRows(profile());
    if (std::exchange(m_rowCount, rows) != rows)
        m_shownRow = -1; // the same row now shows another request
    showCurrent();
}

void RequestsSection::setReadOnly(bool isReadOnly)
{
    // The list stays enabled: selecting a row shows its details.
    setEnabled(document() != nullptr);
    for (QWidget *part : {m_choices, m_buttons, m_detail})
        part->setEnabled(!isReadOnly);
}

QWidget *RequestsSection::controlAt(const QString &pointer) const
{
    if (QWidget *choice = FormSection::controlAt(pointer))
        return choice;
    const bool isOurs = pointer.startsWith(u"/requests"_s) || pointer.startsWith(u"/scenario"_s);
    if (!isOurs || !document())
        return nullptr;
    if (const int row = RequestsModel::rowFor(profile(), pointer); row >= 0)
        m_view->setCurrentIndex(m_model->index(row, 0));
    const std::pair<QString, QWidget *> places[] = {{u"/headers"_s, m_headers},
                                                    {u"/body_file"_s, m_bodyFile},
                                                    {u"/capture"_s, m_captures},
                                                    {u"/expect/status"_s, m_statuses},
                                                    {u"/expect/body_bytes"_s, m_length},
                                                    {u"/expect/body_sha256"_s, m_hash},
                                                    {u"/expect/header"_s, m_expectedHeaders},
                                                    {u"/expect/json"_s, m_expectedJson},
                                                    {u"/expect"_s, m_expected}};
    for (const auto &[part, control] : places) {
        if (pointer.contains(part))
            return control;
    }
    return pointer.endsWith(u"/body"_s) ? static_cast<QWidget *>(m_body) : m_view;
}

int RequestsSection::currentRow() const
{
    const int row = m_view->currentIndex().row();
    return document() && row < RequestsModel::countRows(profile()) ? row : -1;
}

void RequestsSection::changeCurrent(const QString &key, const QString &text,
                                    const std::function<void(RequestTemplate &)> &change)
{
    const int row = currentRow();
    if (row >= 0)
        edit(u"request/%1/%2"_s.arg(row).arg(key), text,
             [row, &change](Profile &profile) { change(RequestsModel::requestAt(profile, row)); });
}

void RequestsSection::showCurrent()
{
    const int row = currentRow();
    m_detail->setVisible(row >= 0);
    m_remove->setEnabled(row >= 0);
    if (row < 0) {
        showUnread();
        return;
    }
    const RequestTemplate &request = RequestsModel::requestAt(profile(), row);
    const bool isAnotherRow = std::exchange(m_shownRow, row) != row;
    const auto showText = [](TextField *edit, const QString &text) {
        if (edit->text() != text)
            edit->setText(text);
    };
    // The text being typed may differ from the stored value in form only.
    const auto showLines = [&](TextField *edit, const auto &stored, auto read, auto write) {
        if (isAnotherRow || read(edit->text()) != stored)
            showText(edit, write(stored));
    };
    const auto showWithUnread = [&](TextField *edit, const QString &key, const auto &stored, auto read,
                                    auto write) {
        const QString unread = document()->unreadText(pointerFor(row, key));
        if (isAnotherRow && !unread.isNull() && read(unread) == stored)
            showText(edit, unread);
        else
            showLines(edit, stored, read, write);
    };
    QString problem;
    showText(m_body, QString::fromUtf8(request.body));
    showText(m_expected, QString::fromUtf8(request.expect.body.value_or(QByteArray())));
    showLines(m_headers, request.headers, parseHeaders, headersText);
    showLines(m_expectedHeaders, request.expect.headers, parseExpectedHeaders, expectedHeadersText);
    showWithUnread(
        m_captures, u"capture"_s, request.captures,
        [&](const QString &text) { return parseCaptures(text, problem); }, capturesText);
    showWithUnread(
        m_expectedJson, u"expect/json"_s, request.expect.json,
        [&](const QString &text) { return parseExpectedJson(text, problem); }, expectedJsonText);
    if (m_bodyFile->text().trimmed() != request.bodyFile)
        m_bodyFile->setText(request.bodyFile);
    if (parseStatuses(m_statuses->text()) != request.expect.statuses)
        m_statuses->setText(statusesText(request.expect.statuses));
    const QString length = lengthText(request.expect);
    if (m_length->text() != length)
        m_length->setText(length);
    if (m_hash->text().trimmed().toLower().toUtf8() != request.expect.bodySha256)
        m_hash->setText(QString::fromUtf8(request.expect.bodySha256));
    showUnread();
}

void RequestsSection::showUnread()
{
    const int row = currentRow();
    QString ofCaptures;
    QString ofJson;
    if (row >= 0) {
        parseCaptures(m_captures->text(), ofCaptures);
        parseExpectedJson(m_expectedJson->text(), ofJson);
        document()->setUnread(pointerFor(row, u"capture"_s), m_captures->text(), ofCaptures);
        document()->setUnread(pointerFor(row, u"expect/json"_s), m_expectedJson->text(), ofJson);
    }
    markProblem(*m_captures, ofCaptures);
    markProblem(*m_expectedJson, ofJson);
    showProblemText(*m_unread, ofJson.isEmpty() ? ofCaptures : ofJson);
}

/// JSON pointer of a part of a request.
QString RequestsSection::pointerFor(int row, const QString &key) const
{
    const int first = profile().scenario.login ? 1 : 0;
    return row < first ? u"/scenario/login/"_s + key : u"/requests/%1/%2"_s.arg(row - first).arg(key);
}

void RequestsSection::setLogin(bool isWanted)
{
    edit({}, isWanted ? tr("Add Login") : tr("Remove Login"), [isWanted](Profile &profile) {
        if (!isWanted) {
            profile.scenario.login.reset();
            return;
        }
        RequestTemplate login;
        login.name = defaultLoginName();
        login.method = "POST";
        login.path = "/login";
        profile.scenario.login = login;
    });
    if (document())
        m_view->setCurrentIndex(m_model->index(0, 0));
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
    if (row < 0)
        return;
    const int first = profile().scenario.login ? 1 : 0;
    if (row < first)
        setLogin(false);
    else
        edit({}, tr("Remove Request"),
             [row, first](Profile &profile) { profile.requests.removeAt(row - first); });
}

} // namespace loadstone
