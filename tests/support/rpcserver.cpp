// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rpcserver.h"

#include <atomic>
#include <chrono>
#include <grpcpp/alarm.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <memory>
#include <mutex>
#include <myapp.grpc.pb.h>
#include <set>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// One call: finishes once, on the first of alarm, cancellation and response.
class Reactor final : public grpc::ServerUnaryReactor
{
public:
    void finishAfter(int delayMs, const grpc::Status &status)
    {
        if (delayMs == 0)
            return finishOnce(status);
        // An expired alarm fires even if the call is cancelled already.
        m_alarm.Set(std::chrono::system_clock::now() + std::chrono::milliseconds(delayMs),
                    [call = m_call, status](bool) {
                        const std::scoped_lock lock(call->mutex);
                        if (call->reactor)
                            call->reactor->finishOnce(status);
                    });
    }

private:
    void finishOnce(const grpc::Status &status)
    {
        if (!m_isFinished.exchange(true))
            Finish(status);
    }
    void OnCancel() override { finishOnce(grpc::Status::CANCELLED); }
    void OnDone() override
    {
        {
            const std::scoped_lock lock(m_call->mutex);
            m_call->reactor = nullptr;
        }
        delete this;
    }

    struct Call {
        explicit Call(Reactor *its) : reactor(its) { }
        std::recursive_mutex mutex; // gRPC may complete a call while it finishes
        Reactor *reactor;
    };

    const std::shared_ptr<Call> m_call = std::make_shared<Call>(this);
    std::atomic<bool> m_isFinished{false};
    grpc::Alarm m_alarm;
};

} // namespace

class RpcServer::Service final : public MyApp::CallbackService
{
public:
    Service(Handler handler, const QString &address) : m_handler(std::move(handler))
    {
        grpc::ServerBuilder builder;
        builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
        builder.AddListeningPort((address + u":0"_s).toStdString(), grpc::InsecureServerCredentials(), &port);
        builder.RegisterService(this);
        m_server = builder.BuildAndStart();
    }

    grpc::ServerUnaryReactor *index(grpc::CallbackServerContext *context, const MyAppRequest *request,
                                    MyAppResponse *response) override
    {
        return answer("/MyApp/index", *context, *request, *response);
    }
    grpc::ServerUnaryReactor *io_bound(grpc::CallbackServerContext *context, const MyAppRequest *request,
                                       MyAppResponse *response) override
    {
        return answer("/MyApp/io_bound", *context, *request, *response);
    }
    grpc::ServerUnaryReactor *cpu_bound(grpc::CallbackServerContext *context, const MyAppRequest *request,
                                        MyAppResponse *response) override
    {
        return answer("/MyApp/cpu_bound", *context, *request, *response);
    }

    void die()
    {
        if (m_server)
            m_server->Shutdown(std::chrono::system_clock::now());
    }

    int port = 0;
    mutable std::mutex mutex;
    std::set<std::string> peers;
    RpcSeen last;
    int requests = 0;

private:
    grpc::ServerUnaryReactor *answer(const char *method, const grpc::CallbackServerContext &context,
                                     const MyAppRequest &request, MyAppResponse &response)
    {
        RpcSeen seen;
        seen.method = method;
        seen.num = request.num();
        const grpc::string_ref authority = context.ExperimentalGetAuthority();
        seen.authority = QByteArray(authority.data(), static_cast<qsizetype>(authority.size()));
        for (const auto &[name, value] : context.client_metadata())
            seen.metadata.insert(QByteArray(name.data(), static_cast<qsizetype>(name.size())),
                                 QByteArray(value.data(), static_cast<qsizetype>(value.size())));
        {
            const std::scoped_lock lock(mutex);
            peers.insert(context.peer());
            seen.number = requests++;
            last = seen;
        }
        const RpcAnswer told = m_handler(seen);
        auto *const reactor = new Reactor;
        if (told.hangs)
            return reactor;
        response.set_text(told.text.toStdString());
        reactor->finishAfter(told.delayMs,
                             told.status == 0 ? grpc::Status::OK
                                              : grpc::Status(static_cast<grpc::StatusCode>(told.status),
                                                             told.text.toStdString()));
        return reactor;
    }

    Handler m_handler;
    std::unique_ptr<grpc::Server> m_server;
};

RpcServer::RpcServer(Handler handler)
    : m_service(std::make_unique<Service>(std::move(handler), u"127.0.0.1"_s))
{
}

RpcServer::RpcServer(const RpcAnswer &always) : RpcServer(always, u"127.0.0.1"_s) { }

RpcServer::RpcServer(const RpcAnswer &always, const QString &address)
    : m_service(std::make_unique<Service>([always](const RpcSeen &) { return always; }, address))
{
}

RpcServer::~RpcServer() { die(); }

quint16 RpcServer::port() const { return static_cast<quint16>(m_service->port); }

QUrl RpcServer::url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(port())); }

int RpcServer::requests() const
{
    const std::scoped_lock lock(m_service->mutex);
    return m_service->requests;
}

int RpcServer::connections() const
{
    const std::scoped_lock lock(m_service->mutex);
    return static_cast<int>(m_service->peers.size());
}

RpcSeen RpcServer::lastRequest() const
{
    const std::scoped_lock lock(m_service->mutex);
    return m_service->last;
}

void RpcServer::die() { m_service->die(); }

} // namespace loadstone
