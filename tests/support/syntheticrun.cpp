// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/syntheticrun.h"

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace loadstone::test
{

namespace
{

constexpr double launchS = 0.84;
constexpr double warmUpS = 3;
constexpr double pauseS = 1;

struct Behaviour {
    double rps = 4'000;
    double medianUs = 2'000;
    double cpuPercent = 90;
    double memoryMiB = 48;
    int failuresPerSecond = 0;
};

Profile profile(int repeats, int seconds)
{
    Profile profile;
    profile.id = u"mixed"_s;
    profile.name = u"Mixed requests"_s;
    profile.description = u"Short answers beside longer ones."_s;
    profile.requests = {{u"Simple response"_s, "GET", "/simple-response", {}, {}, 3, {}, {}, {}, {}},
                        {u"Process"_s, "POST", "/process-jwe", {}, "{}", 1, {}, {}, {}, {}}};
    profile.load.users = 15;
    profile.load.duration = Milliseconds(seconds * 1'000);
    profile.measurement.warmUp = 3s;
    profile.measurement.repeats = repeats;
    profile.measurement.seed = 7;
    profile.thresholds = {{Metric::P99, Threshold::Comparison::Less, 20'000, u"p99<20ms"_s},
                          {Metric::FailureRate, Threshold::Comparison::LessOrEqual, 1, u"failures<=1%"_s}};
    return profile;
}

MachineFacts machine()
{
    MachineFacts facts;
    facts.cpuModel = u"Example CPU @ 3.0 GHz"_s;
    facts.cores = 2;
    facts.memoryBytes = 8LL << 30;
    facts.kernel = u"6.1.0-18-amd64"_s;
    facts.distribution = u"Debian GNU/Linux 12 (bookworm)"_s;
    facts.governor = u"performance"_s;
    facts.loadBefore = 0.12;
    facts.nofile = 1'048'576;
    facts.somaxconn = 4'096;
    facts.portRangeFirst = 32'768;
    facts.portRangeLast = 60'999;
    facts.loadstoneVersion = u"0.1.0"_s;
    facts.qtVersion = u"6.4.2"_s;
    return facts;
}

ResolvedServer server(const QString &id, const QString &title, const QString &framework)
{
    ResolvedServer server;
    server.entry.stackId = id;
    server.stack.id = id;
    server.stack.title = title;
    server.stack.framework = framework;
    server.name = title;
    server.parameters = {{u"workers"_s, 1}};
    server.interpreter = u"CPython 3.11.2"_s;
    server.versions = {{framework.toLower(), u"2.3.4"_s}};
    return server;
}

/// A smooth wave with an outlier now and then; no random numbers, so that all runs are alike.
double wave(int step, double period, double depth)
{
    return 1 + depth * std::sin(double(step) * 6.283 / period);
}

void addRequests(EndpointMetrics &endpoint, double medianUs, qint64 count)
{
    // A log-normal shape by its quantiles, in 200 steps.
    constexpr int steps = 200;
    for (int i = 0; i < steps; ++i) {
        const double q = (i + 0.5) / steps;
        const double z = 4.91 * (std::pow(q, 0.14) - std::pow(1 - q, 0.14));
        endpoint.serviceTime.record(qint64(medianUs * std::exp(0.45 * z)), count / steps);
    }
    endpoint.serviceTime.record(qint64(medianUs), count % steps);
    endpoint.counts[0] += count;
    endpoint.okInWindow += count;
    endpoint.started += count;
    endpoint.bytesReceived += count * 128;
}

void addSeconds(TrialRecord &trial, const Behaviour &b, int seconds)
{
    const double begin = trial.timeline.startedAtS + trial.server.readyAfterS.value();
    const int all = int(warmUpS) + seconds;
    for (int i = 0; i < all; ++i) {
        const double w = wave(i, 9, 0.06);
        SecondBucket bucket;
        bucket.startS = begin + i;
        bucket.phase = i < int(warmUpS) ? Phase::WarmUp : Phase::Measure;
        bucket.counts[0] = qint64(b.rps * w * (i == 0 ? 0.7 : 1));
        bucket.counts[std::size_t(OutcomeClass::HttpStatus)] = i % 3 == 0 ? 3 * b.failuresPerSecond : 0;
        bucket.counts[std::size_t(OutcomeClass::Timeout)] = i % 7 == 5 ? b.failuresPerSecond : 0;
        bucket.started = bucket.ok() + bucket.failed();
        bucket.p50Us = qint64(b.medianUs / w);
        bucket.p90Us = qint64(b.medianUs * 1.8 / w);
        bucket.p99Us = qint64(b.medianUs * (i % 8 == 6 ? 4.2 : 2.9) / w);
        bucket.maxUs = *bucket.p99Us * 2;
        bucket.users = 15;
        bucket.inFlight = 14;
        bucket.clientCpuPercent = 41 * w;
        trial.timeline.seconds.append(bucket);

        ResourceSample sample;
        sample.atS = bucket.startS + 0.5;
        sample.phase = bucket.phase;
        sample.cpuUserPercent = b.cpuPercent * 0.78 * w;
        sample.cpuSystemPercent = b.cpuPercent * 0.22 * w;
        sample.pssBytes = qint64((b.memoryMiB + 0.05 * i) * 1024 * 1024);
        sample.rssBytes = qint64((b.memoryMiB * 1.2 + 0.05 * i) * 1024 * 1024);
        sample.processes = 2;
        sample.threads = 5;
        sample.fds = 31;
        trial.timeline.resources.append(sample);
    }
}

TrialRecord measuredTrial(const PlannedTrial &planned, double atS, const Behaviour &b, int seconds)
{
    TrialRecord trial;
    trial.planned = planned;
    trial.end = TrialEnd::Finished;
    trial.timeline.startedAtS = atS;
    trial.server.readyAfterS = launchS + 0.1 * planned.key.server;
    trial.timeline.measureFromS = atS + *trial.server.readyAfterS + warmUpS;
    trial.timeline.measureToS = *trial.timeline.measureFromS + seconds;
    trial.server.commandLine = {u"python3"_s, u"-m"_s, u"server"_s, u"--port"_s, u"43121"_s};
    trial.server.pid = 4'242;
    trial.server.port = 43'121;
    trial.server.backlog = 100;
    trial.load.measuredS = seconds;
    trial.load.warmUpRequests = qint64(b.rps * warmUpS);
    trial.load.meanInFlight = 14.2;
    trial.load.meanUsersBusyOrThinking = 15;
    trial.load.littlesLawRatio = 1.003;
    trial.load.client.cpuPercent = 41;
    trial.load.client.cpuUsPerRequest = 410'000 / b.rps;
    EndpointMetrics simple;
    simple.name = u"Simple response"_s;
    addRequests(simple, b.medianUs * 0.95, qint64(b.rps * seconds * 0.75));
    EndpointMetrics process;
    process.name = u"Process"_s;
    addRequests(process, b.medianUs * 1.2, qint64(b.rps * seconds * 0.25));
    if (b.failuresPerSecond > 0) {
        const qint64 wrong = qint64(b.failuresPerSecond) * seconds;
        const qint64 late = wrong / 7;
        process.counts[std::size_t(OutcomeClass::HttpStatus)] = wrong;
        process.counts[std::size_t(OutcomeClass::Timeout)] = late;
        process.started += wrong + late;
        trial.load.measured.failures = {{OutcomeClass::HttpStatus, 503, RequestPhase::Wait, 1, wrong, 0.4,
                                         seconds - 0.2, u"HTTP 503 <b>Service Unavailable</b>"_s},
                                        {OutcomeClass::Timeout, 0, RequestPhase::Wait, 1, late, 2.5,
                                         seconds - 1.5, u"no answer within 30 s"_s}};
    }
    trial.load.measured.endpoints = {simple, process};
    addSeconds(trial, b, seconds);
    trial.usage.cpuUserS = b.cpuPercent * 0.78 / 100 * seconds;
    trial.usage.cpuSystemS = b.cpuPercent * 0.22 / 100 * seconds;
    trial.usage.peakPssBytes = trial.timeline.resources.last().pssBytes;
    trial.usage.peakRssBytes = trial.timeline.resources.last().rssBytes;
    trial.server.lastLog = {u"listening on 127.0.0.1:43121"_s};
    return trial;
}

void addMarks(RunRecord &run, const TrialRecord &trial)
{
    const double at = trial.timeline.startedAtS;
    if (at > 0)
        run.marks.append({MarkKind::TrialChange, at, {}, recordedTrialTitle(run, trial.planned.key)});
    run.marks.append({MarkKind::ServerStarted, at, {}, Sentence("Server started")});
    if (!trial.server.readyAfterS) {
        run.marks.append({MarkKind::ServerExited, at + 0.4, {}, Sentence("Exited, code 1")});
        return;
    }
    const double ready = at + *trial.server.readyAfterS;
    run.marks.append({MarkKind::ServerReady,
                      ready,
                      {},
                      Sentence("Ready after %1 s", QString::number(*trial.server.readyAfterS))});
    run.marks.append({MarkKind::WarmUp, ready, ready + warmUpS, Sentence("Warm-up, not counted")});
}

TrialRecord unstartedTrial(const PlannedTrial &planned, double atS)
{
    TrialRecord trial;
    trial.planned = planned;
    trial.timeline.startedAtS = atS;
    trial.server.commandLine = {u"python3"_s, u"-m"_s, u"broken"_s, u"--motto"_s, u"<'\"&>"_s};
    trial.problem =
        Sentence("The server exited with code 1 before it was ready. Read its last output below.");
    trial.server.lastLog = {u"Traceback (most recent call last):"_s,
                            u"</pre><script>alert('from the server')</script>"_s,
                            u"ModuleNotFoundError: No module named 'broken'"_s};
    return trial;
}

RunRecord emptyRun(int repeats, int seconds)
{
    RunRecord run;
    run.id = u"20261121-140233-mixed"_s;
    run.profile = profile(repeats, seconds);
    run.profileJson = "{\"name\": \"Mixed requests\"}";
    run.startedAt = QDateTime(QDate(2026, 11, 21), QTime(14, 2, 33), Qt::UTC);
    run.state = RunState::Finished;
    run.machine = machine();
    return run;
}

} // namespace

RunRecord syntheticRun()
{
    constexpr int seconds = 20;
    RunRecord run = emptyRun(2, seconds);
    run.servers = {server(u"sanic"_s, u"Sanic"_s, u"Sanic"_s),
                   server(u"flask"_s, u"Flask on Gunicorn"_s, u"Flask"_s),
                   server(u"broken"_s, u"Broken <server>"_s, u"Broken"_s),
                   server(u"aiohttp"_s, u"aiohttp"_s, u"aiohttp"_s)};
    const QList<Behaviour> behaviours{
        {3'230, 4'100, 98, 51, 0}, {1'040, 12'600, 99, 74, 12}, {}, {2'410, 5'600, 97, 43, 0}};
    double atS = 0;
    for (int repeat = 0; repeat < 2; ++repeat) {
        for (int v = 0; v < 4; ++v) {
            const PlannedTrial planned{int(run.plan.size()), {v, 0, repeat}, seconds + 5.0};
            run.plan.append(planned);
            if (v == 2) {
                run.trials.append(unstartedTrial(planned, atS));
                addMarks(run, run.trials.last());
                atS += 2 * pauseS;
                continue;
            }
            Behaviour behaviour = behaviours[v];
            behaviour.rps *= 1 + 0.02 * repeat;
            const bool isStopped = v == 3 && repeat == 1;
            const int length = isStopped ? 8 : seconds;
            TrialRecord trial = measuredTrial(planned, atS, behaviour, length);
            if (v == 3 && repeat == 0) {
                trial.load.client.isClientLimited = true;
                trial.load.client.limit = ClientLimit::BusyThread;
                trial.load.client.limitFigure = 0.6;
                trial.load.client.busiestThreadPercent = 97;
                trial.load.client.busyShare = 0.6;
                trial.load.client.reason = Sentence(
                    "A load thread was over 90 % busy for 60 % of the time. Use the native engine or more "
                    "threads.");
            }
            if (isStopped) {
                trial.end = TrialEnd::Stopped;
                trial.load.isStopped = true;
                trial.problem =
                    Sentence("Stopped by the person after 8 s; the figures cover that part only.");
            }
            addMarks(run, trial);
            if (isStopped)
                run.marks.append(
                    {MarkKind::StopRequested, *trial.timeline.measureToS, {}, Sentence("Stopped")});
            atS = *trial.timeline.measureToS + pauseS;
            run.trials.append(trial);
        }
    }
    run.lengthS = atS;
    run.state = RunState::Stopped;
    return run;
}

RunRecord syntheticRun(const QList<SyntheticServer> &servers, int repeats, int seconds)
{
    RunRecord run = emptyRun(repeats, seconds);
    for (const SyntheticServer &each : servers) {
        QStringList parts{each.name};
        for (const SweepValue &value : each.cell)
            parts << sweepText(value);
        run.servers << server(u"server-%1"_s.arg(run.servers.size()), parts.join(u", "_s), u"Framework"_s);
        run.servers.last().baseName = each.name;
        run.servers.last().cell = each.cell;
    }
    double atS = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        for (int v = 0; v < int(servers.size()); ++v) {
            const SyntheticServer &each = servers[v];
            const PlannedTrial planned{int(run.plan.size()), {v, 0, repeat}, seconds + 5.0};
            run.plan.append(planned);
            const Behaviour behaviour{each.rps * (1 + 0.01 * repeat), each.medianUs, 95, each.memoryMiB, 0};
            run.trials.append(each.isStarted ? measuredTrial(planned, atS, behaviour, seconds)
                                             : unstartedTrial(planned, atS));
            addMarks(run, run.trials.last());
            atS = run.trials.last().timeline.measureToS.value_or(atS + pauseS) + pauseS;
        }
    }
    run.lengthS = atS;
    return run;
}

RunRecord syntheticRun(int servers, int repeats, int seconds)
{
    QList<SyntheticServer> list;
    for (int v = 0; v < servers; ++v) {
        const double slower = 1 + 0.4 * v;
        list << SyntheticServer{u"Server %1"_s.arg(v + 1), 4'000 / slower, 3'700 * slower, 40.0 + 5 * v};
    }
    return syntheticRun(list, repeats, seconds);
}

} // namespace loadstone::test
