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

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::seconds longestWait(10);

// An explicit configuration: the system's may have been modified.
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

QString tlsText(const TlsFacts &facts) { return u"%1, self-signed"_s.arg(facts.version); }

QJsonObject tlsJson(const TlsFacts &facts)
{
    return {{u"version"_s, facts.version}, {u"cipher"_s, facts.cipher}, {u"certificate"_s, u"self-signed"_s}};
}

QString certifiedName(const QString &label) { return label + u".loadstone.localhost"_s; }

CertificateMaker::CertificateMaker(const QString &folder, QObject *parent) : QObject(parent)
{
    m_certificate.file = QDir(folder).filePath(u"certificate.pem"_s);
    m_certificate.keyFile = QDir(folder).filePath(u"key.pem"_s);
    // Independent of openssl's own defaults: no other user may read the key at any time.
    m_process.setChildProcessModifier([] { ::umask(S_IRWXG | S_IRWXO); });
    m_deadline.setSingleShot(true);
    connect(&m_process, &QProcess::finished, this, &CertificateMaker::readResult);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            didNotStart();
    });
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail(Sentence(QT_TRANSLATE_NOOP("Sentence", "it did not end within %1 s"), longestWait.count()));
    });
}

CertificateMaker::~CertificateMaker()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(1000);
    }
    if (m_certificate.file.isEmpty())
        return; // not created by this object
    QFile::remove(m_certificate.keyFile);
    QFile::remove(m_certificate.file);
    // Fails, as intended, if the server's own files are still there.
    ::rmdir(QFile::encodeName(QFileInfo(m_certificate.file).path()).constData());
}

void CertificateMaker::make()
{
    const QString program = findProgram(u"openssl"_s);
    if (program.isEmpty()) {
        const Error missing{ErrorCode::Unavailable,
                            Sentence(QT_TRANSLATE_NOOP(
                                "Sentence",
                                "TLS needs a certificate, and the program openssl, which creates it, is not "
                                "installed. Install it (on Debian: apt-get install openssl), or switch the "
                                "parameter \"tls\" off.")),
                            {}};
        QMetaObject::invokeMethod(
            this, [this, missing] { finish(missing); }, Qt::QueuedConnection);
        return;
    }
    // An existing folder may belong to another user, who could read the key.
    const QString folder = QFileInfo(m_certificate.file).path();
    if (::mkdir(QFile::encodeName(folder).constData(), S_IRWXU) != 0) {
        const Error refused{
            ErrorCode::Process,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "No certificate for TLS could be created: the folder %1 could not be "
                                       "made: %2. Check TMPDIR."),
                     folder, systemErrorText(errno)),
            {}};
        m_certificate = {};
        QMetaObject::invokeMethod(
            this, [this, refused] { finish(refused); }, Qt::QueuedConnection);
        return;
    }
    m_deadline.start(longestWait);
    m_process.start(program,
                    {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                     u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-sha256"_s, u"-days"_s, u"7"_s,
                     u"-config"_s, u"/dev/stdin"_s, u"-keyout"_s, m_certificate.keyFile, u"-out"_s,
                     m_certificate.file});
    m_process.write(configuration);
    m_process.closeWriteChannel();
}

void CertificateMaker::readResult(int exitCode, QProcess::ExitStatus status)
{
    if (status != QProcess::NormalExit || exitCode != 0)
        fail(Sentence(QT_TRANSLATE_NOOP("Sentence", "it ended with code %1"), exitCode));
    else if (const Result<QByteArray> pem = readRegularFile(m_certificate.file, smallFile); !pem)
        fail(Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 cannot be read: %2"), m_certificate.file,
                      pem.error().message));
    else {
        m_certificate.pem = *pem;
        finish(m_certificate);
    }
}

void CertificateMaker::didNotStart()
{
    const StartProblem problem = startProblem(m_process);
    finish(Error{
        ErrorCode::Process,
        Sentence(QT_TRANSLATE_NOOP(
                     "Sentence", "No certificate for TLS could be created: %1 could not be started (%2). %3"),
                 m_process.program(), problem.reason,
                 startRemedy(problem.error,
                             Sentence(QT_TRANSLATE_NOOP("Sentence", "Check that it is installed.")))),
        {}});
}

void CertificateMaker::fail(const Sentence &reason)
{
    finish(Error{ErrorCode::Process,
                 Sentence(QT_TRANSLATE_NOOP(
                              "Sentence",
                              "No certificate for TLS could be created: openssl failed (%1). See whether "
                              "there is room in %2, and whether `openssl version` works."),
                          reason, QFileInfo(m_certificate.file).path()),
                 QString::fromLocal8Bit(m_process.readAllStandardError())});
}

void CertificateMaker::finish(const Result<Certificate> &certificate)
{
    m_deadline.stop();
    if (!std::exchange(m_isFinished, true))
        emit made(certificate);
}

} // namespace loadstone
