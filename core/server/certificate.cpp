// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/certificate.h"

#include "core/base/newfile.h"
#include "core/base/regularfile.h"
#include "core/base/startproblem.h"
#include "core/stack/program.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace loadstone
{

namespace
{

constexpr std::chrono::seconds longestWait(10);

// A configuration of our own: the system's, which anybody may have edited, is not read.
constexpr auto configuration = R"([req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
subjectAltName = DNS:localhost, DNS:*.loadstone.localhost, IP:127.0.0.1
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
)";

} // namespace

QString tlsText(const TlsFacts &facts) { return QStringLiteral("%1, self-signed").arg(facts.version); }

QJsonObject tlsJson(const TlsFacts &facts)
{
    return {{QStringLiteral("version"), facts.version},
            {QStringLiteral("cipher"), facts.cipher},
            {QStringLiteral("certificate"), QStringLiteral("self-signed")}};
}

QString certifiedName(const QString &label) { return label + QStringLiteral(".loadstone.localhost"); }

CertificateMaker::CertificateMaker(const QString &folder, QObject *parent) : QObject(parent)
{
    m_certificate.file = QDir(folder).filePath(QStringLiteral("certificate.pem"));
    m_certificate.keyFile = QDir(folder).filePath(QStringLiteral("key.pem"));
    // Whatever the program does by itself: the key is never anybody else's to read.
    m_process.setChildProcessModifier([] { ::umask(S_IRWXG | S_IRWXO); });
    m_deadline.setSingleShot(true);
    connect(&m_process, &QProcess::finished, this, &CertificateMaker::readResult);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            didNotStart();
    });
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { fail(QStringLiteral("it did not end within %1 s").arg(longestWait.count())); });
}

CertificateMaker::~CertificateMaker()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(1000);
    }
    if (m_certificate.file.isEmpty())
        return; // the folder is not ours
    QFile::remove(m_certificate.keyFile);
    QFile::remove(m_certificate.file);
    // Fails while the server's own files are there, and that is right.
    ::rmdir(QFile::encodeName(QFileInfo(m_certificate.file).path()).constData());
}

void CertificateMaker::make()
{
    const QString program = findProgram(QStringLiteral("openssl"));
    if (program.isEmpty()) {
        const Error missing{
            ErrorCode::Unavailable,
            QStringLiteral("TLS needs a certificate, and the program openssl, which makes one, is not "
                           "installed. Install it (on Debian: apt-get install openssl), or switch the "
                           "parameter \"tls\" off."),
            {}};
        QMetaObject::invokeMethod(
            this, [this, missing] { finish(missing); }, Qt::QueuedConnection);
        return;
    }
    // One that is there already is not ours: the key would be read by whoever has made it.
    const QString folder = QFileInfo(m_certificate.file).path();
    if (::mkdir(QFile::encodeName(folder).constData(), S_IRWXU) != 0) {
        const Error refused{ErrorCode::Process,
                            QStringLiteral("No certificate for TLS could be made: the folder %1 could not be "
                                           "made: %2. Check TMPDIR.")
                                .arg(folder, systemWords(errno)),
                            {}};
        m_certificate = {};
        QMetaObject::invokeMethod(
            this, [this, refused] { finish(refused); }, Qt::QueuedConnection);
        return;
    }
    m_deadline.start(longestWait);
    m_process.start(program,
                    {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                     QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                     QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                     QStringLiteral("-sha256"), QStringLiteral("-days"), QStringLiteral("7"),
                     QStringLiteral("-config"), QStringLiteral("/dev/stdin"), QStringLiteral("-keyout"),
                     m_certificate.keyFile, QStringLiteral("-out"), m_certificate.file});
    m_process.write(configuration);
    m_process.closeWriteChannel();
}

void CertificateMaker::readResult(int exitCode, QProcess::ExitStatus status)
{
    if (status != QProcess::NormalExit || exitCode != 0)
        fail(QStringLiteral("it ended with code %1").arg(exitCode));
    else if (const Result<QByteArray> pem = readRegularFile(m_certificate.file, smallFile); !pem)
        fail(QStringLiteral("%1 cannot be read: %2").arg(m_certificate.file, pem.error().message));
    else {
        m_certificate.pem = *pem;
        finish(m_certificate);
    }
}

void CertificateMaker::didNotStart()
{
    const StartProblem problem = startProblem(m_process);
    finish(Error{ErrorCode::Process,
                 QStringLiteral("No certificate for TLS could be made: %1 could not be started (%2). %3")
                     .arg(m_process.program(), problem.reason,
                          startRemedy(problem.error, QStringLiteral("Check that it is installed."))),
                 {}});
}

void CertificateMaker::fail(const QString &reason)
{
    finish(Error{ErrorCode::Process,
                 QStringLiteral("No certificate for TLS could be made: openssl failed (%1). See whether "
                                "there is room in %2, and whether `openssl version` works.")
                     .arg(reason, QFileInfo(m_certificate.file).path()),
                 QString::fromLocal8Bit(m_process.readAllStandardError())});
}

void CertificateMaker::finish(const Result<Certificate> &certificate)
{
    m_deadline.stop();
    if (!std::exchange(m_isFinished, true))
        emit made(certificate);
}

} // namespace loadstone
