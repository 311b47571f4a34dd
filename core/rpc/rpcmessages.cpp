// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpcmessages.h"

#include "core/base/nearest.h"

#include <QCoreApplication>
#include <QHash>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <memory>
#include <myapp.pb.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RpcMessages
{
    Q_DECLARE_TR_FUNCTIONS(RpcMessages)
};

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Methods = QHash<QByteArray, const MethodDescriptor *>;

QByteArray methodPath(const MethodDescriptor &method)
{
    return '/' + QByteArray::fromStdString(method.service()->full_name()) + '/'
        + QByteArray::fromStdString(method.name());
}

const Methods &methodTable()
{
    static const Methods all = [] {
        const google::protobuf::FileDescriptor *const file = MyAppRequest::descriptor()->file();
        Methods found;
        for (int service = 0; service < file->service_count(); ++service) {
            for (int i = 0; i < file->service(service)->method_count(); ++i) {
                const MethodDescriptor *const method = file->service(service)->method(i);
                found.insert(methodPath(*method), method);
            }
        }
        return found;
    }();
    return all;
}

std::unique_ptr<Message> emptyMessage(const Descriptor &type)
{
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

Result<QByteArray> encode(const Descriptor &type, const QByteArray &json)
{
    const std::unique_ptr<Message> message = emptyMessage(type);
    if (!json.trimmed().isEmpty()) {
        const auto status = google::protobuf::util::JsonStringToMessage(
            {json.constData(), static_cast<size_t>(json.size())}, message.get());
        if (!status.ok())
            return Error{
                ErrorCode::Usage,
                RpcMessages::tr(
                    "%1 is not a valid %2 in JSON: %3. Write its fields as myapp.proto names them, for "
                    "example {\"num\": 1}.")
                    .arg(QString::fromUtf8(json.left(100)), QString::fromStdString(type.full_name()),
                         QString::fromUtf8(status.message().data(),
                                           static_cast<qsizetype>(status.message().size()))
                             .simplified()),
                {}};
    }
    return QByteArray::fromStdString(message->SerializeAsString());
}

Error unknownMethod(const QByteArray &method) { return {ErrorCode::Usage, rpcMethodProblem(method), {}}; }

} // namespace

QStringList rpcMethods()
{
    QStringList names;
    for (auto it = methodTable().keyBegin(); it != methodTable().keyEnd(); ++it)
        names.append(QString::fromUtf8(*it));
    names.sort();
    return names;
}

QString rpcMethodProblem(const QByteArray &method)
{
    if (methodTable().contains(method))
        return {};
    const QString name = QString::fromUtf8(method.left(100));
    const QString nearest = nearestName(name, rpcMethods());
    return RpcMessages::tr("There is no gRPC method \"%1\". %2")
        .arg(name,
             nearest.isEmpty() ? RpcMessages::tr("Use one of: %1.").arg(rpcMethods().join(u", "_s))
                               : RpcMessages::tr("Did you mean \"%1\"?").arg(nearest));
}

Result<QByteArray> encodeRpcRequest(const QByteArray &method, const QByteArray &json)
{
    const MethodDescriptor *const found = methodTable().value(method);
    return found != nullptr ? encode(*found->input_type(), json) : unknownMethod(method);
}

Result<QByteArray> encodeRpcResponse(const QByteArray &method, const QByteArray &json)
{
    const MethodDescriptor *const found = methodTable().value(method);
    return found != nullptr ? encode(*found->output_type(), json) : unknownMethod(method);
}

Result<QByteArray> decodeRpcResponse(const QByteArray &method, const QByteArray &bytes)
{
    const MethodDescriptor *const found = methodTable().value(method);
    if (found == nullptr)
        return unknownMethod(method);
    const std::unique_ptr<Message> message = emptyMessage(*found->output_type());
    if (!message->ParseFromArray(bytes.constData(), static_cast<int>(bytes.size())))
        return Error{ErrorCode::Network,
                     u"The response (%1 bytes) is not a valid %2."_s.arg(bytes.size())
                         .arg(QString::fromStdString(found->output_type()->full_name())),
                     {}};
    std::string json;
    google::protobuf::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    options.preserve_proto_field_names = true;
    const auto status = google::protobuf::util::MessageToJsonString(*message, &json, options);
    if (!status.ok())
        return Error{ErrorCode::Network, u"The response cannot be written as JSON."_s, {}};
    return QByteArray::fromStdString(json);
}

} // namespace loadstone
