// SPDX-License-Identifier: GPL-3.0-or-later
// The headers that tests share are compiled with this source, which has nothing of its own.
