# SPDX-License-Identifier: GPL-3.0-or-later
include(GNUInstallDirs)
install(TARGETS loadstone-app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY resources/stacks resources/environments resources/schemas
        DESTINATION ${CMAKE_INSTALL_DATADIR}/loadstone)
install(DIRECTORY profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/loadstone)
