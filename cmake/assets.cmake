# Puts the files of a folder into a target, byte by byte: web/assets.h is what the program sees of them.
# Why .incbin: a string literal or a list of numbers of that size takes the compiler a second (measured).
function(avow_assets target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*")
  set(blobs "")
  set(symbols "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    string(APPEND blobs "asm(\".pushsection .rodata\\n.balign 16\\n.global avow_asset_${number}\\navow_asset_${number}:\\n\"
    \".incbin \\\"${folder}/${file}\\\"\\n.global avow_asset_${number}_end\\navow_asset_${number}_end:\\n.byte 0\\n.popsection\\n\");\n")
    string(APPEND symbols "extern const unsigned char avow_asset_${number}[];\nextern const unsigned char avow_asset_${number}_end[];\n")
    string(APPEND rows "      {\"${file}\", {avow_asset_${number}, avow_asset_${number}_end}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(generated "${PROJECT_BINARY_DIR}/generated/embedded_assets.cpp")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT [[
// Made from the files of a folder by cmake/assets.cmake.
#include "web/assets.h"

extern "C" {
@symbols@}
@blobs@
namespace avow::web {

std::vector<EmbeddedFile> embedded_files() {
  return {
@rows@  };
}

}  // namespace avow::web
]])
  list(TRANSFORM files PREPEND "${folder}/")
  set_source_files_properties("${generated}" PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE "${generated}")
endfunction()
