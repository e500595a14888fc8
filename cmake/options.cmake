# Every flag hangs on one INTERFACE target; nothing global.
add_library(avow_options INTERFACE)
target_compile_features(avow_options INTERFACE cxx_std_20)
target_compile_options(avow_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wundef
  -Wimplicit-fallthrough -Wswitch-enum -Wextra-semi
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wsuggest-override>
  # Why off: g++ 12 sees uninitialised members in moves of std::optional that cannot be (a false alarm).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  # Why off: once inlined, g++ 12 sees copies past the ends of strings and vectors that cannot be (false alarms), at -O3 and
  # with precompiled headers. AddressSanitizer looks at the same copies as they happen.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-restrict;-Wno-free-nonheap-object>
  # Why off: sources that are compiled together are included, and g++ takes their unnamed namespaces for those of a header.
  $<$<AND:$<BOOL:${AVOW_TOGETHER}>,$<CXX_COMPILER_ID:GNU>>:-Wno-subobject-linkage>
  $<$<BOOL:${AVOW_WERROR}>:-Werror>)
target_compile_definitions(avow_options INTERFACE _GLIBCXX_ASSERTIONS
  $<$<CXX_COMPILER_ID:Clang>:ASIO_HAS_CO_AWAIT=1>)
if(AVOW_SANITIZE)
  target_compile_definitions(avow_options INTERFACE AVOW_SANITIZED)  # for tests that would take too long
  target_compile_options(avow_options INTERFACE
    -fsanitize=${AVOW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>
    # Why: UBSan's vptr check asks the kernel through a new pipe whether an address is readable. Code that a test runs with
    # no file descriptor left sets this property, or a sound object is reported as "does not point to an object".
    $<$<BOOL:$<TARGET_PROPERTY:AVOW_NO_VPTR_CHECK>>:-fno-sanitize=vptr>)
  target_link_options(avow_options INTERFACE -fsanitize=${AVOW_SANITIZE})
endif()
# Why not all of them at -O0 in a sanitizer build: tests try the whole of these rooms' tables, or every wrong character, and
# take minutes with it. Why not all at -O1: compiling takes twice as long, for tests thrice.
set(AVOW_OPTIMISED "")
if(AVOW_SANITIZE)
  set(AVOW_OPTIMISED base wire pairing ledger)
endif()
# What libFuzzer sees of the rooms. Why two: full traces comparisons, too, which finds more in hours, but at -O0 makes minutes
# of the seconds that the unit tests take.
set(AVOW_COVERAGE "")
if(AVOW_FUZZ STREQUAL "full")
  set(AVOW_COVERAGE -fsanitize=fuzzer-no-link)
elseif(AVOW_FUZZ)
  set(AVOW_COVERAGE -fsanitize-coverage=inline-8bit-counters,pc-table)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(avow_options INTERFACE -fstack-protector-strong)
  target_compile_definitions(avow_options INTERFACE _FORTIFY_SOURCE=2)
  target_link_options(avow_options INTERFACE -Wl,-z,relro,-z,now)
endif()
# Why not CMake's own switch: it builds libraries and programs with different flags, and precompiled headers fit only one.
target_compile_options(avow_options INTERFACE -fPIE)
target_link_options(avow_options INTERFACE -pie)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # ccache's manual, "Precompiled headers": what it must overlook to cache files that use one.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()
