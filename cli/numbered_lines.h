// Lines of a file or of standard input, on their way to an instance in requests of a bounded size. Views: the text that they
// stand in must outlive them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "app/replies.h"

namespace avow::cli {

struct NumberedLine {
  std::uint32_t number;  // the first is 1
  std::string_view text;
};

// Takes the next line off `rest`, without its end ("\n" or "\r\n").
std::string_view take_line(std::string_view& rest);

// How many of `lines` go into one request: at most so many, and no more than 1 MiB of text unless one alone is longer.
// `in_a_row`: only those without a gap between their numbers.
enum class Numbers { any, in_a_row };
std::size_t batch_size(std::span<const NumberedLine> lines, std::size_t count_max, Numbers numbers);

// `out` has room for all of them.
void put_lines(capnp::List<capnp::Text>::Builder out, std::span<const NumberedLine> lines);

}  // namespace avow::cli
