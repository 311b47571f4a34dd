// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/doctorcommand.h"

#include "app/terminal.h"
#include "core/base/paths.h"
#include "core/run/doctor.h"
#include "core/run/doctoroutput.h"
#include "core/run/kernelfiles.h"
#include "core/run/machine.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>

namespace loadstone
{

using namespace Qt::StringLiterals;

void DoctorCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print one JSON object.")});
}

int DoctorCommand::run(const QCommandLineParser &parser)
{
    DoctorSurroundings surroundings;
    surroundings.openFilesBefore = readOpenFileLimit(KernelFiles(u"/"_s)).soft;
    if (const Status raised = raiseOpenFileLimit(); !raised)
        printError(u"loadstone: %1\n"_s.arg(raised.error().message));
    surroundings.cacheFolder = findPaths(QCoreApplication::applicationDirPath()).cache;
    const QList<DoctorCheck> checks = examineMachine(readMachineFacts(), surroundings);
    print(parser.isSet(QStringLiteral("json")) ? QString::fromUtf8(QJsonDocument(doctorJson(checks)).toJson())
                                               : doctorText(checks));
    return Done;
}

} // namespace loadstone
