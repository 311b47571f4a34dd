// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/userscript.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cstdlib>
#include <new>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

/// Bytes allocated by this process so far.
std::atomic<size_t> allocatedBytes{0};

RequestTemplate scriptRequest(const QString &name, const QByteArray &path, double weight = 1)
{
    RequestTemplate result;
    result.name = name;
    result.path = path;
    result.weight = weight;
    return result;
}

LoadSpec makeSpec(const QList<RequestTemplate> &requests, Scenario::Order order = Scenario::Order::Mix)
{
    LoadSpec spec;
    spec.requests = requests;
    spec.scenario.order = order;
    return spec;
}

Outcome answer(OutcomeClass outcomeClass, const QByteArrayList &captured = {})
{
    Outcome outcome;
    outcome.outcomeClass = outcomeClass;
    outcome.captured = captured;
    return outcome;
}

} // namespace

void *operator new(size_t bytes)
{
    allocatedBytes += bytes;
    if (void *const memory = std::malloc(bytes))
        return memory;
    throw std::bad_alloc();
}
// Of std::stable_sort, among others. A sanitizer has one of its own, whose memory must not be freed below.
void *operator new(size_t bytes, const std::nothrow_t &) noexcept
{
    allocatedBytes += bytes;
    return std::malloc(bytes);
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, size_t) noexcept { std::free(memory); }

class TestUserScript : public QObject
{
    Q_OBJECT
private slots:
    void sequencesGoRound();
    void mixesByWeight();
    void logsInFirstAndUntilItSucceeds();
    void capturedValuesAreShownLater();
    void preservesCapturesWhenAResponseFails();
    void plainRequestsAllocateNothing();
    void isSmall();
};

void TestUserScript::sequencesGoRound()
{
    const LoadScript script(
        makeSpec({scriptRequest(u"a"_s, "/a"), scriptRequest(u"b"_s, "/b"), scriptRequest(u"c"_s, "/c")},
                 Scenario::Order::Sequence));
    UserScript one(script, 0);
    UserScript other(script, 1);
    QByteArrayList targets;
    QList<int> endpoints;
    for (int i = 0; i < 4; ++i) {
        const UserScript::Step step = one.next();
        targets.append(step.request.target);
        endpoints.append(step.endpoint);
        one.handleOutcome(answer(OutcomeClass::HttpStatus));
    }
    QCOMPARE(targets, (QByteArrayList{"/a", "/b", "/c", "/a"}));
    QCOMPARE(endpoints, (QList<int>{0, 1, 2, 0}));
    QCOMPARE(other.next().request.target, QByteArray("/a"));
}

void TestUserScript::mixesByWeight()
{
    const LoadScript script(makeSpec({scriptRequest(u"a"_s, "/a", 1), scriptRequest(u"b"_s, "/b", 3)}));
    UserScript user(script, 5);
    int seconds = 0;
    for (int i = 0; i < 400; ++i)
        seconds += user.next().endpoint;
    QVERIFY(std::abs(seconds - 300) <= 2);
}

void TestUserScript::logsInFirstAndUntilItSucceeds()
{
    LoadSpec spec =
        makeSpec({scriptRequest(u"a"_s, "/a"), scriptRequest(u"b"_s, "/b")}, Scenario::Order::Sequence);
    spec.scenario.login = scriptRequest(u"login"_s, "/login");
    const LoadScript script(spec);
    UserScript user(script, 0);
    for (const OutcomeClass failed :
         {OutcomeClass::HttpStatus, OutcomeClass::Refused, OutcomeClass::Cancelled}) {
        QVERIFY(user.needsLogin());
        const UserScript::Step step = user.next();
        QCOMPARE(step.endpoint, 2);
        QCOMPARE(step.request.target, QByteArray("/login"));
        user.handleOutcome(answer(failed));
    }
    user.next();
    user.handleOutcome(answer(OutcomeClass::Ok));
    QVERIFY(!user.needsLogin());
    QCOMPARE(user.next().request.target, QByteArray("/a"));
    user.handleOutcome(answer(OutcomeClass::Reset));
    QVERIFY(!user.needsLogin());
    QCOMPARE(user.next().request.target, QByteArray("/b"));
}

void TestUserScript::capturedValuesAreShownLater()
{
    RequestTemplate login = scriptRequest(u"login"_s, "/login?user={user}");
    login.captures = {{u"token"_s, Capture::From::Json, u"/token"_s}};
    RequestTemplate make = scriptRequest(u"make"_s, "/items");
    make.headers = {{"Authorization", "Bearer {token}"}};
    make.captures = {{u"item"_s, Capture::From::Header, u"Location"_s},
                     {u"token"_s, Capture::From::Cookie, u"t"_s}};
    RequestTemplate use = scriptRequest(u"use"_s, "/items/{item}");
    use.body = "{token}";
    LoadSpec spec = makeSpec({make, use}, Scenario::Order::Sequence);
    spec.scenario.login = login;
    spec.variables = {{u"user"_s, 10, 20}};
    const LoadScript script(spec);
    UserScript user(script, 0);
    UserScript other(script, 1);
    QCOMPARE(user.next().request.target, QByteArray("/login?user=10"));
    user.handleOutcome(answer(OutcomeClass::Ok, {"first"}));
    QCOMPARE(user.next().request.headers().first().value, QByteArray("Bearer first"));
    user.handleOutcome(answer(OutcomeClass::Ok, {"a/7", "second"}));
    const UserScript::Step last = user.next();
    QCOMPARE(last.request.target, QByteArray("/items/a%2F7"));
    QCOMPARE(last.request.body, QByteArray("second"));
    // Independent of other users.
    other.next();
    other.handleOutcome(answer(OutcomeClass::Ok, {"own"}));
    QCOMPARE(other.next().request.headers().first().value, QByteArray("Bearer own"));
    other.handleOutcome(answer(OutcomeClass::Ok, {"8", "own"}));
    QCOMPARE(other.next().request.target, QByteArray("/items/8"));
}

void TestUserScript::preservesCapturesWhenAResponseFails()
{
    RequestTemplate walk = scriptRequest(u"walk"_s, "/{next}");
    walk.captures = {{u"next"_s, Capture::From::Json, u"/next"_s}};
    const LoadScript script(makeSpec({walk}));
    UserScript user(script, 0);
    QCOMPARE(user.next().request.target, QByteArray("/"));
    user.handleOutcome(answer(OutcomeClass::Ok, {"2"}));
    user.next();
    user.handleOutcome(answer(OutcomeClass::WrongBody));
    QCOMPARE(user.next().request.target, QByteArray("/2"));
}

void TestUserScript::plainRequestsAllocateNothing()
{
    RequestTemplate post = scriptRequest(u"b"_s, "/b", 3);
    post.body = QByteArray(1000, 'x');
    post.headers = {{"X-A", "1"}};
    const LoadScript script(makeSpec({scriptRequest(u"a"_s, "/a"), post}));
    UserScript user(script, 0);
    const Outcome ok = answer(OutcomeClass::Ok);
    const size_t before = allocatedBytes;
    for (int i = 0; i < 100; ++i) {
        user.next();
        user.handleOutcome(ok);
    }
    QCOMPARE(allocatedBytes.load(), before);
}

void TestUserScript::isSmall()
{
    LoadSpec spec =
        makeSpec({scriptRequest(u"a"_s, "/{i}"), scriptRequest(u"b"_s, "/b"), scriptRequest(u"c"_s, "/c")});
    spec.variables = {{u"i"_s, 0, 9}, {u"j"_s, 0, 9}};
    const LoadScript script(spec);
    const size_t before = allocatedBytes;
    const UserScript user(script, 0);
    QVERIFY2(sizeof(user) + allocatedBytes - before < 400,
             QByteArray::number(quint64(sizeof(user))).constData());
}

LOADSTONE_TEST(TestUserScript, QCoreApplication)
#include "tst_userscript.moc"
