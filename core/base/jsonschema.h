// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <QJsonObject>

#include <memory>

namespace loadstone
{

/// A JSON Schema (draft 7) that tells in sentences what a document does wrong. Understands what
/// Loadstone's schemas use: type, enum, required, properties, additionalProperties, items, bounds
/// and pattern, each directly in place (no $ref, no combinations). `title`, `examples` and
/// `default` are used for remedies, `patternErrorMessage` (known to editors) is the sentence for a
/// pattern. Immutable: check() may run in any thread.
class JsonSchema
{
public:
    /// Reads a schema from a file or a resource; an error is a defect of the installation.
    static Result<std::shared_ptr<const JsonSchema>> load(const QString &file);

    explicit JsonSchema(const QJsonObject &schema);
    ~JsonSchema();

    /// All problems, each once, in the order of the text; of very many of a kind the first
    /// `mostJsonProblems`, and then how many more there are. A missing key has the pointer that it
    /// should have, and the place of its object.
    QList<JsonProblem> check(const JsonDocument &document) const;

private:
    class Compiled;
    QJsonObject m_schema;
    std::unique_ptr<Compiled> m_compiled;
};

} // namespace loadstone
