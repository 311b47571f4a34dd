// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the report of the synthetic run for visual inspection: makereport FILE.html
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "tests/support/syntheticrun.h"

#include <QFile>
#include <QTextStream>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const loadstone::RunRecord run = loadstone::test::syntheticRun();
    QFile file(QString::fromLocal8Bit(argv[1]));
    const QByteArray html = loadstone::htmlReport(run);
    if (!file.open(QIODevice::WriteOnly) || file.write(html) != html.size())
        return 1;
    QTextStream(stdout) << loadstone::toText(loadstone::makeRunView(run));
    return 0;
}
