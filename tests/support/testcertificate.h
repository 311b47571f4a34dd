// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/server/certificate.h"

#include <QTemporaryDir>
#include <QTest>

namespace loadstone
{

/// A certificate in a temporary folder during its lifetime.
class TestCertificate
{
public:
    TestCertificate() : m_maker(m_folder.filePath(QStringLiteral("private")))
    {
        QObject::connect(&m_maker, &CertificateMaker::made, &m_maker,
                         [this](const Result<Certificate> &made) { m_made = made; });
        m_maker.make();
        if (!QTest::qWaitFor([this] { return m_made.isOk(); }, deadlineMs))
            qFatal("No certificate: %s", qPrintable(m_made.error().text()));
    }

    const Certificate &operator*() const { return *m_made; }
    const Certificate *operator->() const { return &*m_made; }

private:
    static constexpr int deadlineMs = 10'000;

    QTemporaryDir m_folder;
    CertificateMaker m_maker;
    Result<Certificate> m_made;
};

} // namespace loadstone
