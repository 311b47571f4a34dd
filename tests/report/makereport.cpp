// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the report of the synthetic run, to be looked at: makereport FILE.html
#include "core/report/htmlreport.h"
#include "core/report/textreport.h"
#include "tests/support/syntheticrun.h"

#include <QFile>
#include <QTextStream>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const loadstone::RunResult run = loadstone::test::syntheticRun();
    QFile file(QString::fromLocal8Bit(argv[1]));
    const QByteArray html = loadstone::htmlReport(run);
    if (!file.open(QIODevice::WriteOnly) || file.write(html) != html.size())
        return 1;
    QTextStream(stdout) << loadstone::toText(loadstone::reportOf(run));
    return 0;
}
