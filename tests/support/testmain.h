// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QTest>

namespace loadstone
{

/// Registers a test before main() begins.
class RegisteredTest
{
public:
    using Run = int (*)(int argc, char **argv);
    /// @param source path of the test's source file; its base name becomes the test's name
    RegisteredTest(const char *source, Run run);
};

/// For tests that create the application themselves, or need none.
struct NoApplication {
    NoApplication(int & /*argc*/, char ** /*argv*/) { }
};

} // namespace loadstone

/// Registers a QtTest class with its program: `tests-base tst_json [QtTest's options]` runs it.
/// @param Application QCoreApplication, QApplication or NoApplication
#define LOADSTONE_TEST(TestClass, Application)                                                               \
    static const loadstone::RegisteredTest registered##TestClass(__FILE__, [](int argc, char **argv) {       \
        using namespace loadstone;                                                                           \
        Application application(argc, argv);                                                                 \
        TestClass test;                                                                                      \
        return QTest::qExec(&test, argc, argv);                                                              \
    });
