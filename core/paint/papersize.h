// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

enum class PaperSize { A4, Letter };

} // namespace loadstone
