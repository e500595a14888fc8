# Compiles a list of 2,048 words into a target: base/word_list.h is what the program sees of it.
function(avow_word_list target file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(STRINGS "${file}" words)
  list(LENGTH words count)
  if(NOT count EQUAL 2048)
    message(FATAL_ERROR "${file} has ${count} words, not 2048")
  endif()
  list(TRANSFORM words REPLACE "^[a-z]+$" "\"\\0\",")
  list(JOIN words "\n    " lines)
  set(generated "${PROJECT_BINARY_DIR}/generated/word_list.cpp")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT [[
// Made from protocol/words.txt by cmake/word_list.cmake.
#include "base/word_list.h"

namespace avow {
namespace {

constexpr std::array<std::string_view, kWordListSize> kWords{
    @lines@
};

}  // namespace

const std::array<std::string_view, kWordListSize>& word_list() { return kWords; }

}  // namespace avow
]])
  target_sources(${target} PRIVATE "${generated}")
endfunction()
