# Headers from outside that most files read: parsed once a build instead of in each of some 400 files.
# Never one of our own, so that a change of ours rebuilds what includes it and nothing else.
add_library(avow_pch OBJECT "${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp")
target_link_libraries(avow_pch PRIVATE avow_options fmt::fmt CapnProto::capnp)
target_precompile_headers(avow_pch PRIVATE <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional>
  <set> <span> <string> <string_view> <utility> <variant> <vector> <fmt/format.h> <capnp/message.h>)

# … and with the structs of our schemas, for the rooms that speak them and for tests.
add_library(avow_pch_api OBJECT "${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp")
target_link_libraries(avow_pch_api PRIVATE avow_options fmt::fmt avow_schemas)
get_target_property(common_headers avow_pch PRECOMPILE_HEADERS)
set(api_headers ${common_headers} <protocol/record.capnp.h> <protocol/api.capnp.h> <protocol/local.capnp.h> <protocol/export.capnp.h>)
target_precompile_headers(avow_pch_api PRIVATE ${api_headers})

if(AVOW_OPTIMISED)
  add_library(avow_pch_optimised OBJECT "${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp")
  target_link_libraries(avow_pch_optimised PRIVATE avow_options fmt::fmt avow_schemas)
  target_compile_options(avow_pch_optimised PRIVATE -O1)
  target_precompile_headers(avow_pch_optimised PRIVATE ${api_headers})
endif()

# Why not those with a flag of their own: a precompiled header fits only the flags that it was made with.
function(avow_precompiled target from)
  if(NOT target MATCHES "^(avow|unit)_net$")
    if(target MATCHES "^avow_(.*)$" AND CMAKE_MATCH_1 IN_LIST AVOW_OPTIMISED)
      set(from avow_pch_optimised)
    endif()
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()
