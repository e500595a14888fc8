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
  # Why off: at -O3 g++ 12 sees copies past the ends of vectors and strings that cannot be (false alarms).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-array-bounds;-Wno-free-nonheap-object;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>
  $<$<BOOL:${AVOW_WERROR}>:-Werror>)
target_compile_definitions(avow_options INTERFACE _GLIBCXX_ASSERTIONS
  $<$<CXX_COMPILER_ID:Clang>:ASIO_HAS_CO_AWAIT=1>)
if(AVOW_SANITIZE)
  target_compile_options(avow_options INTERFACE
    -fsanitize=${AVOW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>
    # Why: UBSan's vptr check asks the kernel through a new pipe whether an address is readable. Code that a test runs with
    # no file descriptor left sets this property, or a sound object is reported as "does not point to an object".
    $<$<BOOL:$<TARGET_PROPERTY:AVOW_NO_VPTR_CHECK>>:-fno-sanitize=vptr>)
  target_link_options(avow_options INTERFACE -fsanitize=${AVOW_SANITIZE})
endif()
if(AVOW_FUZZ)
  target_compile_options(avow_options INTERFACE -fsanitize=fuzzer-no-link)  # coverage for libFuzzer
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(avow_options INTERFACE -fstack-protector-strong)
  target_compile_definitions(avow_options INTERFACE _FORTIFY_SOURCE=2)
  target_link_options(avow_options INTERFACE -Wl,-z,relro,-z,now)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
