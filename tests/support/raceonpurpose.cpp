// SPDX-License-Identifier: GPL-3.0-or-later
// A program with a data race: one thread writes a number in its slots, another reads it in its own. The
// thread sanitizer must find it below Qt's calls, despite the suppressions and the tests' annotations.
// Otherwise clean results of other tests are meaningless.
#include <QCoreApplication>
#include <QThread>
#include <QTimer>

#include <cstdio>

using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QThread thread;
    auto *const writer = new QTimer;
    int written = 0;
    int seen = 0;
    writer->setInterval(1ms);
    writer->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, writer, &QObject::deleteLater);
    QObject::connect(writer, &QTimer::timeout, writer, [&written] { ++written; });
    thread.start();
    QMetaObject::invokeMethod(writer, [writer] { writer->start(); });
    QTimer reader;
    QObject::connect(&reader, &QTimer::timeout, &application, [&written, &seen] { seen += written; });
    reader.start(1ms);
    QTimer::singleShot(200ms, &application, &QCoreApplication::quit);
    QCoreApplication::exec();
    thread.quit();
    thread.wait();
    std::printf("%d\n", seen);
    return 0;
}
