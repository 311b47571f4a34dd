// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

namespace loadstone
{

/// A self-signed certificate and its private key.
struct Certificate {
    QString file;    ///< the certificate, PEM
    QString keyFile; ///< the private key, PEM; only its owner can read it
    QByteArray pem;  ///< content of `file`; empty: no certificate
    bool operator==(const Certificate &) const = default;
};

/// Parameters negotiated by a TLS handshake.
struct TlsFacts {
    QString version; ///< "TLS 1.3"
    QString cipher;  ///< "TLS_AES_256_GCM_SHA384"
    bool operator==(const TlsFacts &) const = default;
};

/// "TLS 1.3, self-signed", as the certificate of every launched server is.
QString tlsText(const TlsFacts &facts);

/// {"version": "TLS 1.3", "cipher": …, "certificate": "self-signed"}
QJsonObject tlsJson(const TlsFacts &facts);

/// A name in the domain that every certificate includes in addition to localhost and 127.0.0.1, for clients
/// that need several names for one server. @param label without a dot
QString certifiedName(const QString &label);

/// Creates a certificate (EC P-256, valid for a week) with the program openssl, for one launch. Destruction
/// removes both files, and their folder if it is empty. Emits `made` exactly once after make(), some 10 ms
/// later.
class CertificateMaker : public QObject
{
    Q_OBJECT
public:
    /// @param folder created with access for its owner only; an existing one is refused
    explicit CertificateMaker(const QString &folder, QObject *parent = nullptr);
    ~CertificateMaker() override;

    void make();

signals:
    void made(const loadstone::Result<loadstone::Certificate> &certificate);

private:
    void finish(const Result<Certificate> &certificate);
    void didNotStart();
    void fail(const Sentence &reason);
    void readResult(int exitCode, QProcess::ExitStatus status);

    Certificate m_certificate;
    QProcess m_process;
    QTimer m_deadline;
    bool m_isFinished = false;
};

} // namespace loadstone
