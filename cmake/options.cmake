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

# Compiles the sources of each folder of a target together, in batches of CMAKE_UNITY_BUILD_BATCH_SIZE: what stands in one
# translation unit depends on no other folder.
function(loadstone_unite_folders target)
    if(NOT CMAKE_UNITY_BUILD)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
    get_target_property(sources ${target} SOURCES)
    foreach(source ${sources})
        if(NOT source MATCHES "\\.cpp$")
            continue()
        endif()
        get_filename_component(source ${source} ABSOLUTE)
        get_filename_component(folder ${source} DIRECTORY)
        file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${folder})
        string(MAKE_C_IDENTIFIER ${folder} id)
        math(EXPR count_${id} "0${count_${id}} + 1")
        math(EXPR group "(${count_${id}} - 1) / ${CMAKE_UNITY_BUILD_BATCH_SIZE}")
        set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${id}_${group})
    endforeach()
endfunction()
