# SPDX-License-Identifier: GPL-3.0-or-later
include(GNUInstallDirs)
install(TARGETS loadstone-app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY resources/stacks resources/environments DESTINATION ${CMAKE_INSTALL_DATADIR}/loadstone)
# Used by editors only, through the `$schema` of the profiles: relative paths must match the checkout.
install(DIRECTORY resources/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/loadstone/resources)
install(DIRECTORY profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/loadstone)
