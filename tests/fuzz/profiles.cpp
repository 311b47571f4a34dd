// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/profiles.h"

#include "core/profile/reader.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/writer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

void require(bool isTrue, const char *what, const QByteArray &text)
{
    if (isTrue)
        return;
    std::fprintf(stderr, "profiles: %s\n%s\n", what, text.constData());
    std::abort();
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const ProfileReading reading = readProfile(text, u"fuzz"_s);
    require(reading.profile.has_value() != hasErrors(reading.problems), "not a profile or else an error",
            text);
    const bool areExplained =
        std::none_of(reading.problems.begin(), reading.problems.end(),
                     [](const ProfileProblem &problem) { return problem.message.isEmpty(); });
    require(areExplained, "a problem without a sentence", text);
    if (reading.draft)
        require(rewriteProfile(*reading.draft, text) == text, "rewritten though nothing was changed", text);
    if (!reading.profile)
        return 0;
    require(!hasErrors(validate(*reading.profile)), "read without an error, but its value has one", text);
    const ProfileReading again = readProfile(writeProfile(*reading.profile), u"fuzz"_s);
    require(again.profile.has_value(), "what was written cannot be read", text);
    require(*again.profile == *reading.profile, "what was written is read as something else", text);
    return 0;
}
