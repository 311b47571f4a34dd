// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QTest>

namespace loadstone
{

/// Put into the table of a test program before main() begins.
class RegisteredTest
{
public:
    using Run = int (*)(int argc, char **argv);
    /// @param source path of the file in which the test is; its name without ending is the test's
    RegisteredTest(const char *source, Run run);
};

/// For tests that make the application themselves, or have none.
struct NoApplication {
    NoApplication(int & /*argc*/, char ** /*argv*/) { }
};

} // namespace loadstone

/// Makes a QtTest class one of its program: `tests-base tst_json [QtTest's options]` runs it.
/// @param Application QCoreApplication, QApplication or NoApplication
#define LOADSTONE_TEST(TestClass, Application)                                                               \
    static const loadstone::RegisteredTest registered##TestClass(__FILE__, [](int argc, char **argv) {       \
        using namespace loadstone;                                                                           \
        Application application(argc, argv);                                                                 \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    });
