// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/capturedoutput.h"

#include <QTemporaryFile>

#include <sys/wait.h>
#include <unistd.h>

namespace loadstone::test
{

namespace
{

QString readContent(QTemporaryFile &file)
{
    file.seek(0);
    return QString::fromUtf8(file.readAll());
}

} // namespace

CapturedOutput captureOutput(const std::function<int()> &call)
{
    QTemporaryFile out;
    QTemporaryFile err;
    if (!out.open() || !err.open())
        return {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(out.handle(), STDOUT_FILENO);
        ::dup2(err.handle(), STDERR_FILENO);
        ::_exit(call());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CapturedOutput captured;
    captured.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    captured.out = readContent(out);
    captured.err = readContent(err);
    return captured;
}

} // namespace loadstone::test
