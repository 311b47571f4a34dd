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
    QByteArray pem;  ///< what is in `file`; empty: there is no certificate
    bool operator==(const Certificate &) const = default;
};

/// What a client and a server agreed on.
struct TlsFacts {
    QString version; ///< "TLS 1.3"
    QString cipher;  ///< "TLS_AES_256_GCM_SHA384"
    bool operator==(const TlsFacts &) const = default;
};

/// "TLS 1.3, self-signed": every certificate of a launched server is.
QString tlsText(const TlsFacts &facts);

/// {"version": "TLS 1.3", "cipher": …, "certificate": "self-signed"}
QJsonObject tlsJson(const TlsFacts &facts);

/// A name below the domain that every certificate holds beside localhost and 127.0.0.1, for
/// clients that need several names for one server. @param label without a dot
QString certifiedName(const QString &label);

/// Makes a certificate (EC P-256, valid for a week) by the program openssl, for one launch. Both
/// files go when this is destroyed, and their folder if nothing else is in it. Emits `made` exactly once after make(), some 10 ms later.
class CertificateMaker : public QObject
{
    Q_OBJECT
public:
    /// @param folder made for its owner only; one that is there is refused
    explicit CertificateMaker(const QString &folder, QObject *parent = nullptr);
    ~CertificateMaker() override;

    void make();

signals:
    void made(const loadstone::Result<loadstone::Certificate> &certificate);

private:
    void finish(const Result<Certificate> &certificate);
    void didNotStart();
    void fail(const QString &reason);
    void readResult(int exitCode, QProcess::ExitStatus status);

    Certificate m_certificate;
    QProcess m_process;
    QTimer m_deadline;
    bool m_isFinished = false;
};

} // namespace loadstone
