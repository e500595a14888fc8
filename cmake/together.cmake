# avow_together(<target> <source>…): with AVOW_TOGETHER, compiles several sources as one where that changes nothing
# (together.py). What they include and instantiate is then compiled once for all of them: half the work at -O0.
function(avow_together target)
  list(LENGTH ARGN count)
  if(NOT AVOW_TOGETHER OR count LESS 2)
    return()
  endif()
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  execute_process(COMMAND "${Python3_EXECUTABLE}" -B "${PROJECT_SOURCE_DIR}/cmake/together.py" ${ARGN}
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE groups COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[0-9]+" groups "${groups}")
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source group IN ZIP_LISTS ARGN groups)
    set_property(SOURCE "${source}" PROPERTY UNITY_GROUP "${group}")
  endforeach()
endfunction()
