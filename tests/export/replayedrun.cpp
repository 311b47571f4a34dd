// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/export/replayedrun.h"

#include "core/export/jsonreport.h"
#include "core/export/textreport.h"
#include "core/present/runview.h"
#include "tests/export/replay.h"

namespace loadstone::test
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

RequestTemplate request(const QString &name, const QByteArray &path, double weight, const QString &group = {})
{
    RequestTemplate request;
    request.name = name;
    request.method = "GET";
    request.path = path;
    request.weight = weight;
    request.group = group;
    return request;
}

/// What both profiles have.
Profile makeProfile(const QString &name)
{
    Profile profile;
    profile.id = name.toLower();
    profile.name = name;
    profile.connection.engine = nativeEngine();
    profile.measurement.warmUp = 1s;
    profile.measurement.drain = 1s;
    profile.thresholds = {{Metric::P99, Threshold::Comparison::Less, 200'000, u"p99<200ms"_s},
                          {Metric::FailureRate, Threshold::Comparison::LessOrEqual, 2, u"failures<=2%"_s},
                          {Metric::Rps, Threshold::Comparison::GreaterOrEqual, 20, u"rps>=20"_s}};
    return profile;
}

Profile closedProfile()
{
    Profile profile = makeProfile(u"Closed"_s);
    profile.requests = {request(u"Simple response"_s, "/simple-response", 50),
                        request(u"Add item"_s, "/item", 25, u"Checkout"_s),
                        request(u"Pay"_s, "/pay", 20, u"Checkout"_s), request(u"Missing"_s, "/missing", 5)};
    profile.scenario.login = request(u"Log in"_s, "/login", 1);
    profile.load.users = 4;
    profile.load.duration = 4s;
    profile.load.thinkTime.kind = ThinkTime::Kind::Constant;
    profile.load.thinkTime.mean = 150ms;
    profile.connection.threads = 2;
    profile.measurement.repeats = 2;
    return profile;
}

Profile openProfile()
{
    Profile profile = makeProfile(u"Open"_s);
    profile.requests = {request(u"Simple response"_s, "/simple-response", 7),
                        request(u"Stream"_s, "/stream", 3)};
    profile.load.model = LoadModel::Open;
    profile.load.rate = 40;
    profile.load.connections = 4;
    profile.load.queue = 6;
    profile.load.duration.reset();
    profile.load.stages = {{60, 2s, true}, {30, 1s, false}};
    return profile;
}

ResolvedServer makeServer(const QString &title)
{
    ResolvedServer server;
    server.entry.stackId = title.toLower();
    server.stack.id = title.toLower();
    server.stack.title = title;
    server.stack.framework = title;
    server.name = title;
    server.parameters = {{u"workers"_s, 1}};
    server.interpreter = u"CPython 3.11.2"_s;
    server.versions = {{title.toLower(), u"2.3.4"_s}};
    return server;
}

MachineFacts makeMachine()
{
    MachineFacts machine;
    machine.cpuModel = u"Example CPU @ 3.0 GHz"_s;
    machine.cores = 2;
    machine.memoryBytes = 8LL << 30;
    machine.kernel = u"6.1.0-18-amd64"_s;
    machine.distribution = u"Debian GNU/Linux 12 (bookworm)"_s;
    machine.governor = u"performance"_s;
    machine.loadBefore = 0.12;
    machine.nofile = 1'048'576;
    machine.somaxconn = 4'096;
    machine.portRangeFirst = 32'768;
    machine.portRangeLast = 60'999;
    machine.loadstoneVersion = u"0.1.0"_s;
    machine.qtVersion = u"6.4.2"_s;
    return machine;
}

LoadSpec makeLoadSpec(const Profile &profile)
{
    LoadSpec spec;
    spec.baseUrl = QUrl(u"http://127.0.0.1:43121"_s);
    spec.requests = profile.requests;
    spec.scenario = profile.scenario;
    spec.load = profile.load;
    spec.connection = profile.connection;
    spec.warmUp = profile.measurement.warmUp;
    spec.drain = profile.measurement.drain;
    return spec;
}

TrialRecord makeTrial(const PlannedTrial &planned, const RecordedTrial &recorded, const Profile &profile)
{
    TrialRecord trial;
    trial.planned = planned;
    trial.end = TrialEnd::Finished;
    trial.server.commandLine = {u"python3"_s, u"-m"_s, u"server"_s, u"--port"_s, u"43121"_s};
    trial.server.pid = 4'242;
    trial.server.port = 43'121;
    trial.server.backlog = 100;
    trial.timeline.startedAtS = recorded.startedAtS;
    trial.server.readyAfterS = recorded.readyAfterS;
    const double loadFromS = recorded.startedAtS + recorded.readyAfterS;
    trial.timeline.measureFromS = loadFromS + Seconds(profile.measurement.warmUp).count();
    trial.timeline.measureToS = *trial.timeline.measureFromS + Seconds(*profile.load.measured()).count();
    const ReplayedLoad replayed = replayLoad(makeLoadSpec(profile), loadFromS, recorded);
    trial.load = replayed.result;
    trial.timeline.seconds = replayed.seconds;
    trial.timeline.resources = recorded.resources;
    trial.usage.cpuUserS = recorded.cpuUserS;
    trial.usage.cpuSystemS = recorded.cpuSystemS;
    trial.server.lastLog = {u"listening on 127.0.0.1:43121"_s};
    computePeaks(trial);
    return trial;
}

void addMarks(RunRecord &run, const TrialRecord &trial)
{
    const double readyS = trial.timeline.startedAtS + *trial.server.readyAfterS;
    run.marks.append({MarkKind::ServerStarted, trial.timeline.startedAtS, {}, u"Server started"_s});
    run.marks.append({MarkKind::ServerReady, readyS, {}, u"Ready"_s});
    run.marks.append({MarkKind::WarmUp, readyS, trial.timeline.measureFromS, u"Warm-up, not counted"_s});
    run.marks.append(
        {MarkKind::Measure, *trial.timeline.measureFromS, trial.timeline.measureToS, u"Measuring"_s});
}

RunRecord replayRun(const Profile &profile, const QString &outcomes)
{
    RunRecord run;
    run.id = u"20261121-140233-"_s + profile.id;
    run.profile = profile;
    run.startedAt = QDateTime(QDate(2026, 11, 21), QTime(14, 2, 33), Qt::UTC);
    run.state = RunState::Finished;
    run.machine = makeMachine();
    run.servers = {makeServer(u"Alpha"_s), makeServer(u"Beta"_s)};
    for (const RecordedTrial &recorded : readOutcomes(outcomes)) {
        if (recorded.run != profile.id)
            continue;
        const PlannedTrial planned{int(run.plan.size()), {recorded.server, 0, recorded.repeat}, 7};
        run.plan.append(planned);
        run.trials.append(makeTrial(planned, recorded, profile));
        addMarks(run, run.trials.constLast());
    }
    run.lengthS = *run.trials.constLast().timeline.measureToS + 1.5;
    return run;
}

} // namespace

RunRecord replayClosedRun(const QString &outcomes) { return replayRun(closedProfile(), outcomes); }

RunRecord replayOpenRun(const QString &outcomes) { return replayRun(openProfile(), outcomes); }

QByteArray replayedJson(const QString &outcomes)
{
    return readableJson(
        {{u"closed"_s, toJson(replayClosedRun(outcomes))}, {u"open"_s, toJson(replayOpenRun(outcomes))}});
}

QString replayedText(const QString &outcomes)
{
    return toText(makeRunView(replayClosedRun(outcomes)), 0) + u'\n'
        + toText(makeRunView(replayOpenRun(outcomes)), 0);
}

} // namespace loadstone::test
