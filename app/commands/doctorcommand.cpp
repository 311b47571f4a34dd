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
    parser.addOption({u"json"_s, u"Print one JSON object."_s});
}

int DoctorCommand::run(const QCommandLineParser &parser)
{
    HostAccess host;
    host.openFilesBefore = readOpenFileLimit(KernelFiles(u"/"_s)).soft;
    if (const Status raised = raiseOpenFileLimit(); !raised)
        warn(raised.error().text());
    host.cacheFolder = findPaths(QCoreApplication::applicationDirPath()).cache;
    const QList<DoctorCheck> checks = examineMachine(readMachineFacts(), host);
    if (parser.isSet(u"json"_s))
        printJson(QJsonDocument(doctorJson(checks)).toJson());
    else
        print(doctorText(checks));
    return Done;
}

} // namespace loadstone
