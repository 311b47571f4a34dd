// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <QJsonObject>

#include <memory>

namespace loadstone
{

/// A JSON Schema (draft 7) whose violations are reported as sentences. Supports the keywords that Loadstone's
/// schemas use: type, enum, required, properties, additionalProperties, items, bounds and pattern, each
/// inline (no $ref, no combinations). `title`, `examples` and `default` supply remedies;
/// `patternErrorMessage` (known to editors) is the message for a pattern. Immutable: check() is thread-safe.
class JsonSchema
{
public:
    /// Reads a schema from a file or a resource; an error means a broken installation.
    static Result<std::shared_ptr<const JsonSchema>> load(const QString &file);

    explicit JsonSchema(const QJsonObject &schema);
    ~JsonSchema();

    /// All problems in document order, each once; per kind the first `mostJsonProblems`, then the number of
    /// those omitted. A missing key has the pointer it would have, and the position of its object.
    QList<JsonProblem> check(const JsonDocument &document) const;

private:
    class Compiled;
    QJsonObject m_schema;
    std::unique_ptr<Compiled> m_compiled;
};

} // namespace loadstone
