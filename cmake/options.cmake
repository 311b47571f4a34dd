# SPDX-License-Identifier: GPL-3.0-or-later
# What every target is compiled with.
add_library(loadstone-options INTERFACE)
target_compile_options(loadstone-options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(LOADSTONE_WERROR)
    target_compile_options(loadstone-options INTERFACE -Werror)
endif()
target_compile_definitions(loadstone-options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_FOREACH
    LOADSTONE_VERSION="${PROJECT_VERSION}"
    LOADSTONE_APP_ID="${LOADSTONE_APP_ID}")
target_include_directories(loadstone-options INTERFACE ${PROJECT_SOURCE_DIR})
# Binutils' second linker takes a quarter of the time; every test is linked against all of core.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold LOADSTONE_HAS_GOLD)
if(LOADSTONE_HAS_GOLD)
    target_link_options(loadstone-options INTERFACE -fuse-ld=gold)
endif()
if(LOADSTONE_SANITIZE)
    # What the sanitizers add to the code makes GCC take sound variables for uninitialised.
    target_compile_options(loadstone-options INTERFACE
        -fsanitize=${LOADSTONE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        -Wno-maybe-uninitialized)
    target_link_options(loadstone-options INTERFACE -fsanitize=${LOADSTONE_SANITIZE})
endif()
