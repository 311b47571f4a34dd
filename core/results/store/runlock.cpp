// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/runlock.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// A descriptor that holds the lock, or −1.
int lockedFile(const QString &runFolder, int flags)
{
    const QByteArray path = QFile::encodeName(QDir(runFolder).filePath(u"run.lock"_s));
    const int file = ::open(path.constData(), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) != 0) {
        ::close(file);
        return -1;
    }
    return file;
}

} // namespace

RunLock::RunLock(const QString &runFolder) : m_file(lockedFile(runFolder, O_RDWR | O_CREAT)) { }

RunLock::~RunLock()
{
    if (m_file >= 0)
        ::close(m_file);
}

bool RunLock::isHeldBySomebody(const QString &runFolder)
{
    const QString path = QDir(runFolder).filePath(u"run.lock"_s);
    if (!QFile::exists(path))
        return false;
    const int file = lockedFile(runFolder, O_RDWR);
    if (file < 0)
        return true;
    ::close(file);
    return false;
}

} // namespace loadstone
