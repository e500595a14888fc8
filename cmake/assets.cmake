# Puts the files of a folder into a target, each as it is and packed by gzip: web/assets.h is what the program sees of them.
# Why .incbin: a string literal or a list of numbers of that size takes the compiler a second (measured).
function(avow_assets target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*")
  find_program(AVOW_GZIP gzip REQUIRED)
  set(packed_folder "${PROJECT_BINARY_DIR}/generated/packed_assets")
  set(packed_files "")
  set(blobs "")
  set(symbols "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    set(packed "${packed_folder}/${file}.gz")
    get_filename_component(place "${packed}" DIRECTORY)
    file(MAKE_DIRECTORY "${place}")
    # -n: neither name nor date, so that the same files always give the same bytes.
    add_custom_command(OUTPUT "${packed}" COMMAND "${AVOW_GZIP}" -9 -n -c "${folder}/${file}" > "${packed}" DEPENDS "${folder}/${file}" VERBATIM)
    list(APPEND packed_files "${packed}")
    set(number_of_part 0)
    foreach(path IN ITEMS "${folder}/${file}" "${packed}")
      set(symbol "avow_asset_${number}_${number_of_part}")
      string(APPEND blobs "asm(\".pushsection .rodata\\n.balign 16\\n.global ${symbol}\\n${symbol}:\\n\"\n"
      "    \".incbin \\\"${path}\\\"\\n.global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.popsection\\n\");\n")
      string(APPEND symbols "extern const unsigned char ${symbol}[];\nextern const unsigned char ${symbol}_end[];\n")
      math(EXPR number_of_part "${number_of_part} + 1")
    endforeach()
    string(APPEND rows "      {\"${file}\", {avow_asset_${number}_0, avow_asset_${number}_0_end}, {avow_asset_${number}_1, avow_asset_${number}_1_end}},\n")
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
  set_source_files_properties("${generated}" PROPERTIES OBJECT_DEPENDS "${files};${packed_files}")
  target_sources(${target} PRIVATE "${generated}")
endfunction()
