// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/certificate.h"
#include "tests/support/testmain.h"

#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslKey>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int deadlineMs = 10'000;

Result<Certificate> made(const QSignalSpy &spy) { return spy.first().first().value<Result<Certificate>>(); }

} // namespace

class TestCertificateMaker : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void makesOneThatNamesThisMachineOnly();
    void satisfiesTheProgramThatMadeIt();
    void keyIsReadableByItsOwnerOnly();
    void leavesNothingBehind();
    void reportsWhatToInstall();
    void reportsWhyItFailed();
    void quotesOpenssl();
    void refusesAFolderThatIsThere();
    void mayBeDestroyedImmediately();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path = qgetenv("PATH");
    mode_t m_umask = 0;
};

void TestCertificateMaker::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_umask = ::umask(0);
}

void TestCertificateMaker::cleanup()
{
    ::umask(m_umask);
    qputenv("PATH", m_path);
}

void TestCertificateMaker::makesOneThatNamesThisMachineOnly()
{
    CertificateMaker maker(m_folder->filePath(u"private"_s));
    const QSignalSpy spy(&maker, &CertificateMaker::made);
    maker.make();
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
    const Result<Certificate> certificate = made(spy);
    QVERIFY2(certificate.isOk(), qPrintable(certificate ? QString() : certificate.error().detail));
    const QList<QSslCertificate> read = QSslCertificate::fromData(certificate->pem);
    QCOMPARE(read.size(), 1);
    QVERIFY(read.first().isSelfSigned());
    const auto names = read.first().subjectAlternativeNames();
    QCOMPARE(names.values(QSsl::DnsEntry).size(), 2);
    QVERIFY(names.values(QSsl::DnsEntry).contains(u"localhost"_s));
    QVERIFY(names.values(QSsl::DnsEntry).contains(certifiedName(u"*"_s)));
    QCOMPARE(names.values(QSsl::IpAddressEntry), QStringList{u"127.0.0.1"_s});
    const QDateTime now = QDateTime::currentDateTime();
    QVERIFY(read.first().effectiveDate() <= now);
    QVERIFY(read.first().expiryDate() > now.addDays(1));
    QVERIFY(read.first().expiryDate() < now.addDays(30));
    QCOMPARE(read.first().publicKey().algorithm(), QSsl::Ec);
    QCOMPARE(read.first().publicKey().length(), 256);
}

void TestCertificateMaker::satisfiesTheProgramThatMadeIt()
{
    CertificateMaker maker(m_folder->filePath(u"private"_s));
    const QSignalSpy spy(&maker, &CertificateMaker::made);
    maker.make();
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
    const Certificate certificate = *made(spy);
    QProcess verify;
    verify.start(u"openssl"_s,
                 {u"verify"_s, u"-purpose"_s, u"sslserver"_s, u"-verify_ip"_s, u"127.0.0.1"_s, u"-CAfile"_s,
                  certificate.file, certificate.file});
    QVERIFY(verify.waitForFinished(deadlineMs));
    QVERIFY2(verify.exitCode() == 0, verify.readAllStandardError().constData());
}

void TestCertificateMaker::keyIsReadableByItsOwnerOnly()
{
    CertificateMaker maker(m_folder->filePath(u"private"_s));
    const QSignalSpy spy(&maker, &CertificateMaker::made);
    maker.make();
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
    struct stat status = {};
    QCOMPARE(::stat(made(spy)->keyFile.toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
    QCOMPARE(::stat(m_folder->filePath(u"private"_s).toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
}

void TestCertificateMaker::leavesNothingBehind()
{
    {
        CertificateMaker maker(m_folder->filePath(u"private"_s));
        const QSignalSpy spy(&maker, &CertificateMaker::made);
        maker.make();
        QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
        QVERIFY(QFileInfo::exists(made(spy)->file));
    }
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestCertificateMaker::reportsWhatToInstall()
{
    // Programs are searched in the administrators' folders too; openssl is in none of them.
    qputenv("PATH", m_folder->path().toLocal8Bit());
    CertificateMaker maker(m_folder->filePath(u"private"_s));
    const QSignalSpy spy(&maker, &CertificateMaker::made);
    maker.make();
    QCOMPARE(spy.count(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
    QVERIFY(!made(spy));
    QCOMPARE(made(spy).error().code, ErrorCode::Unavailable);
    QVERIFY(made(spy).error().text().contains(u"apt-get install openssl"_s));
}

void TestCertificateMaker::reportsWhyItFailed()
{
    CertificateMaker maker(m_folder->filePath(u"missing/private"_s));
    const QSignalSpy spy(&maker, &CertificateMaker::made);
    maker.make();
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
    QVERIFY(!made(spy));
    QCOMPARE(made(spy).error().code, ErrorCode::Process);
    QVERIFY2(
        made(spy).error().text().contains(u"missing/private could not be made: No such file or directory."_s),
        qPrintable(made(spy).error().text()));
}

void TestCertificateMaker::quotesOpenssl()
{
    QFile program(m_folder->filePath(u"openssl"_s));
    QVERIFY(program.open(QIODevice::WriteOnly) && program.write("#!/bin/sh\necho broken >&2\nexit 3\n") > 0);
    program.close();
    QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", m_folder->path().toLocal8Bit() + ':' + path);
    CertificateMaker maker(m_folder->filePath(u"private"_s));
    const QSignalSpy spy(&maker, &CertificateMaker::made);
    maker.make();
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
    qputenv("PATH", path);
    QVERIFY(!made(spy));
    QVERIFY2(made(spy).error().text().contains(u"it ended with code 3"_s),
             qPrintable(made(spy).error().text()));
    QCOMPARE(made(spy).error().detail, u"broken\n"_s);
}

// In a world-writable temporary folder, somebody may have created the name first.
void TestCertificateMaker::refusesAFolderThatIsThere()
{
    const QString victim = m_folder->filePath(u"victim"_s);
    QVERIFY(QDir().mkpath(victim));
    QFile key(victim + u"/key.pem"_s);
    QVERIFY(key.open(QIODevice::WriteOnly) && key.write("precious") > 0);
    key.close();
    QVERIFY(QFile::link(victim, m_folder->filePath(u"private"_s)));
    {
        CertificateMaker maker(m_folder->filePath(u"private"_s));
        const QSignalSpy spy(&maker, &CertificateMaker::made);
        maker.make();
        QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, deadlineMs);
        QVERIFY(!made(spy));
        QVERIFY2(made(spy).error().text().contains(u"File exists"_s), qPrintable(made(spy).error().text()));
    }
    QCOMPARE(QDir(victim).entryList(QDir::Files), {u"key.pem"_s});
    QCOMPARE(key.size(), 8);
}

void TestCertificateMaker::mayBeDestroyedImmediately()
{
    {
        CertificateMaker maker(m_folder->filePath(u"private"_s));
        maker.make();
    }
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

LOADSTONE_TEST(TestCertificateMaker, QCoreApplication)
#include "tst_certificate.moc"
