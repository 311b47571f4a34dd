// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/newfile.h"

#include "core/base/diskspace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QIODevice>
#include <QLocale>
#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Minimum free space: less may not fit a report with its charts; a long run's histogram log takes more.
constexpr qint64 leastRoom = 4 << 20;
constexpr int mostNames = 1'000;
constexpr int mostTries = 100;
constexpr mode_t modeBits = 07777;
constexpr mode_t newFileMode =
    S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH; ///< without the umask

Error notWritten(const QString &path, const Sentence &words)
{
    return {ErrorCode::Io,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 could not be written: %2."), path, words),
            {}};
}

Error notMade(const QString &folder, const Sentence &words)
{
    return {ErrorCode::Io,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "The folder %1 could not be made: %2."), folder, words),
            {}};
}

/// Returns 0 or the errno. A disk that fills up first accepts a part, without an error.
int writeAll(int fd, const char *bytes, qint64 count)
{
    while (count > 0) {
        const ssize_t written = ::write(fd, bytes, static_cast<size_t>(count));
        if (written < 0 && errno != EINTR)
            return errno;
        bytes += std::max<ssize_t>(0, written);
        count -= std::max<ssize_t>(0, written);
    }
    return 0;
}

/// A descriptor as a QIODevice. QFile reports some disk errors as unknown, and some not at all.
class Descriptor : public QIODevice
{
public:
    explicit Descriptor(int fd) : m_fd(fd) { QIODevice::open(QIODevice::WriteOnly | QIODevice::Unbuffered); }

    bool isSequential() const override { return true; }
    int error() const { return m_error; }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *bytes, qint64 count) override
    {
        if (m_error == 0)
            m_error = writeAll(m_fd, bytes, count);
        if (m_error == 0)
            return count;
        setErrorString(systemErrorText(m_error));
        return -1;
    }

private:
    int m_fd;
    int m_error = 0;
};

/// A file with a random name in a folder, or without one; removed unless it is renamed or linked. The kernel removes
/// one without a name even if the program is killed while writing, but some file systems know none.
class FreshFile
{
public:
    enum class Kind { Nameless, Named };

    explicit FreshFile(const QString &folder, Kind preferred = Kind::Named) : m_folder(folder)
    {
        const QByteArray path = QFile::encodeName(QDir(folder).absolutePath());
        if (preferred == Kind::Nameless)
            m_fd = ::open(path.constData(), O_WRONLY | O_TMPFILE | O_CLOEXEC, newFileMode);
        m_hasOwnName = m_fd < 0;
        for (int i = 0; i < mostTries && m_fd < 0; ++i) {
            m_path = randomPath();
            m_fd =
                ::open(m_path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, newFileMode);
            m_error = errno;
            if (m_fd < 0 && m_error != EEXIST)
                break;
        }
    }
    ~FreshFile()
    {
        if (m_fd < 0)
            return;
        ::close(m_fd);
        if (m_hasOwnName)
            ::unlink(m_path.constData());
    }
    Q_DISABLE_COPY_MOVE(FreshFile)

    bool isMade() const { return m_fd >= 0; }
    bool isNameless() const { return isMade() && m_path.isEmpty(); }
    QString madeProblem() const { return systemErrorText(m_error); }
    int fd() const { return m_fd; }

    /// Flushes to disk: some file systems detect a full disk only then.
    bool settle() const { return ::fsync(m_fd) == 0 || errno == EINVAL; }

    /// Both return 0 or the errno.
    int replace(const QByteArray &path)
    {
        if (const int error = isNameless() ? takeRandomName() : 0; error != 0)
            return error;
        if (::rename(m_path.constData(), path.constData()) != 0)
            return errno;
        m_hasOwnName = false;
        return 0;
    }
    int takeUnlessTaken(const QByteArray &path)
    {
        // Unlike rename(), link() never replaces; the random name is removed with this object.
        if (isNameless())
            return linkTo(path);
        return ::link(m_path.constData(), path.constData()) == 0 ? 0 : renameUnlessTaken(path, errno);
    }

private:
    QByteArray randomPath() const
    {
        const QString name = u".loadstone-"_s + QString::number(QRandomGenerator::system()->generate64(), 36);
        return QFile::encodeName(QDir(m_folder).absoluteFilePath(name));
    }

    int linkTo(const QByteArray &path) const
    {
        const QByteArray file = "/proc/self/fd/" + QByteArray::number(m_fd);
        return ::linkat(AT_FDCWD, file.constData(), AT_FDCWD, path.constData(), AT_SYMLINK_FOLLOW) == 0
            ? 0
            : errno;
    }

    int takeRandomName()
    {
        int error = EEXIST;
        for (int i = 0; i < mostTries && error == EEXIST; ++i) {
            const QByteArray path = randomPath();
            error = linkTo(path);
            if (error == 0)
                m_path = path;
        }
        m_hasOwnName = error == 0;
        return error;
    }

    /// For file systems without hard links (FAT, some network ones).
    int renameUnlessTaken(const QByteArray &path, int linkError)
    {
        if (linkError == EEXIST)
            return linkError;
        if (::renameat2(AT_FDCWD, m_path.constData(), AT_FDCWD, path.constData(), RENAME_NOREPLACE) != 0)
            return errno == EEXIST ? EEXIST : linkError;
        m_hasOwnName = false;
        return 0;
    }

    QString m_folder;
    QByteArray m_path; ///< empty: it has no name
    int m_fd = -1;
    int m_error = 0;
    bool m_hasOwnName = true; ///< the random one
};

Status fill(const FreshFile &fresh, const QString &path, const FileWriter &write)
{
    if (!fresh.isMade())
        return notWritten(path, fresh.madeProblem());
    Descriptor device(fresh.fd());
    const Status written = write(device);
    if (device.error() != 0)
        return notWritten(path, systemErrorText(device.error()));
    if (!written)
        return written.error();
    return fresh.settle() ? success() : Status(notWritten(path, systemErrorText(errno)));
}

/// Writes a fresh file and gives it its name. Where a file without a name cannot get one (no /proc), it is written again.
/// @param name returns 0 or the errno
/// @return 0 or the errno
Result<int> writeFresh(const QString &path, const FileWriter &write,
                       int (FreshFile::*name)(const QByteArray &))
{
    int error = 0;
    for (const FreshFile::Kind kind : {FreshFile::Kind::Nameless, FreshFile::Kind::Named}) {
        FreshFile fresh(QFileInfo(path).path(), kind);
        if (Status filled = fill(fresh, path, write); !filled)
            return filled.error();
        const bool isLast = !fresh.isNameless();
        error = (fresh.*name)(QFile::encodeName(path));
        if (error == 0 || error == EEXIST || isLast)
            return error;
    }
    return error;
}

} // namespace

QString systemErrorText(int error) { return QString::fromLocal8Bit(std::strerror(error)); }

Status replaceFile(const QString &path, const FileWriter &write)
{
    const Result<int> error = writeFresh(path, write, &FreshFile::replace);
    if (!error)
        return error.error();
    return *error == 0 ? success() : Status(notWritten(path, systemErrorText(*error)));
}

Result<bool> writeUnlessTaken(const QString &path, const FileWriter &write)
{
    const Result<int> error = writeFresh(path, write, &FreshFile::takeUnlessTaken);
    if (!error)
        return error.error();
    if (*error == 0 || *error == EEXIST)
        return *error == 0;
    return notWritten(path, systemErrorText(*error));
}

QString saveFile(const QString &path, const QByteArray &content)
{
    const QFileInfo named(path);
    const QString target = !named.isSymLink() ? path
        : named.exists()                      ? named.canonicalFilePath()
                                              : named.symLinkTarget();
    const QByteArray name = QFile::encodeName(target);
    struct stat before = {};
    const bool isThere = ::stat(name.constData(), &before) == 0;
    if (isThere && ::access(name.constData(), W_OK) != 0)
        return systemErrorText(errno);
    FreshFile fresh(QFileInfo(target).path());
    if (!fresh.isMade())
        return fresh.madeProblem();
    int error = writeAll(fresh.fd(), content.constData(), content.size());
    if (error == 0 && !fresh.settle())
        error = errno;
    if (error == 0 && isThere && ::fchmod(fresh.fd(), before.st_mode & modeBits) != 0)
        error = errno;
    if (error == 0)
        error = fresh.replace(name);
    return error == 0 ? QString() : systemErrorText(error);
}

Status makeFolder(const QString &folder)
{
    std::error_code error;
    std::filesystem::create_directories(QFile::encodeName(QDir::cleanPath(folder)).toStdString(), error);
    return error ? Status(notMade(folder, QString::fromLocal8Bit(error.message()))) : success();
}

Result<QString> makeNewFolder(const QString &parent, const QString &name)
{
    if (const Status made = makeFolder(parent); !made)
        return made.error();
    for (int number = 1; number <= mostNames; ++number) {
        const QString tried = number == 1 ? name : u"%1-%2"_s.arg(name).arg(number);
        const QString path = QDir(parent).absoluteFilePath(tried);
        if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) == 0)
            return tried;
        if (errno != EEXIST)
            return notMade(path, systemErrorText(errno));
    }
    return notMade(QDir(parent).absoluteFilePath(name), systemErrorText(EEXIST));
}

Status checkFolderTakesFiles(const QString &folder)
{
    const auto refuse = [&folder](const Sentence &words) {
        return Error{
            ErrorCode::Io,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "The folder %1 cannot be written to: %2."), folder, words),
            {}};
    };
    const FreshFile probe(folder);
    if (!probe.isMade())
        return refuse(probe.madeProblem());
    const std::optional<qint64> room = freeBytes(folder);
    if (room && *room < leastRoom)
        return refuse(Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 (%2 free, at least %3 needed)"),
                               systemErrorText(ENOSPC), QLocale::c().formattedDataSize(*room, 1),
                               QLocale::c().formattedDataSize(leastRoom, 0)));
    const QByteArray block(4'096, 'x');
    if (const int error = writeAll(probe.fd(), block.constData(), block.size()); error != 0)
        return refuse(systemErrorText(error));
    return probe.settle() ? success() : Status(refuse(systemErrorText(errno)));
}

bool isForeignLink(const QString &path)
{
    QString link = path;
    while (link.size() > 1 && link.endsWith(u'/')) // "link/" would be resolved
        link.chop(1);
    struct stat found = {};
    return ::lstat(QFile::encodeName(link).constData(), &found) == 0 && S_ISLNK(found.st_mode)
        && found.st_uid != ::geteuid() && found.st_uid != 0;
}

} // namespace loadstone
