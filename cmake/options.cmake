# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler and linker options of all targets.
add_library(loadstone-options INTERFACE)
target_compile_options(loadstone-options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_UNITY_BUILD)
    # GCC takes the sources of a unity build for headers, whose anonymous namespaces it warns of.
    target_compile_options(loadstone-options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(LOADSTONE_WERROR)
    target_compile_options(loadstone-options INTERFACE -Werror)
endif()
target_compile_definitions(loadstone-options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_FOREACH
    LOADSTONE_VERSION="${PROJECT_VERSION}"
    LOADSTONE_APP_ID="${LOADSTONE_APP_ID}")
target_include_directories(loadstone-options INTERFACE ${PROJECT_SOURCE_DIR})
# gold takes a quarter of the time; every test program links all of core. Of the symbols
# of clang's address sanitizer it warns a hundred times.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold LOADSTONE_HAS_GOLD)
if(LOADSTONE_HAS_GOLD AND NOT LOADSTONE_FUZZ)
    target_link_options(loadstone-options INTERFACE -fuse-ld=gold)
endif()
if(LOADSTONE_SANITIZE)
    # With the sanitizers' instrumentation GCC reports initialised variables as uninitialised.
    target_compile_options(loadstone-options INTERFACE
        -fsanitize=${LOADSTONE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        -Wno-maybe-uninitialized)
    target_link_options(loadstone-options INTERFACE -fsanitize=${LOADSTONE_SANITIZE})
endif()
