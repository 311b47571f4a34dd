// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/profilecheck.h"

#include "core/base/nearest.h"
#include "core/stack/catalogue.h"

namespace loadstone
{

namespace
{

QList<ServerFault> faultsOf(const Stack &stack, const StackVariant &variant)
{
    QStringList presets;
    for (const Preset &preset : stack.presets)
        presets << preset.id;
    if (!presets.contains(variant.preset)) {
        const QString nearest = nearestName(variant.preset, presets);
        const QString remedy = nearest.isEmpty()
            ? QStringLiteral("It has %1.").arg(presets.join(QStringLiteral(", ")))
            : QStringLiteral("Did you mean \"%1\"?").arg(nearest);
        return {{QStringLiteral("preset"),
                 QStringLiteral("%1 has no preset \"%2\". %3").arg(stack.title, variant.preset, remedy)}};
    }
    // One at a time, so that every wrong parameter is told at its own place.
    QList<ServerFault> faults;
    for (auto it = variant.parameters.begin(); it != variant.parameters.end(); ++it) {
        StackVariant single = variant;
        single.parameters = QJsonObject{{it.key(), it.value()}};
        if (const Result<QJsonObject> resolved = resolveParameters(stack, single); !resolved)
            faults << ServerFault{QStringLiteral("parameters/") + it.key(), resolved.error().message};
    }
    return faults;
}

} // namespace

void checkWithCatalogue(ProfileReading &reading, const Catalogue &catalogue)
{
    QStringList known;
    for (const Stack &stack : catalogue.stacks())
        known << stack.id;
    const ServerCheck check = [&catalogue](const StackVariant &variant) -> QList<ServerFault> {
        const Stack *stack = catalogue.find(variant.stackId);
        return stack ? faultsOf(*stack, variant) : QList<ServerFault>{};
    };
    checkServers(reading, known, check);
}

} // namespace loadstone
