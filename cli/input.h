// What the person types or pipes in, within limits. Blocking; nothing is kept.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace avow::cli {

// Everything up to the end. Error{usage}: more than `limit` bytes. Error{io}.
Result<std::string> read_all(int fd, std::size_t limit);

// A file, a pipe or /dev/fd/N. Error{not_found}, as read_all else.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

// Lines up to an empty one or the end, joined, without the last line feed: what somebody types at a prompt. An empty
// line before the first does not count, or says that nothing is to be written.
enum class EmptyFirst { ignored, skips };
Result<std::string> read_paragraph(int fd, std::size_t limit, EmptyFirst empty_first = EmptyFirst::ignored);

// One line without its end, at most `limit` bytes of it; "" at the end of input.
std::string read_line(int fd, std::size_t limit);

// Waits for Enter (or the end of input).
void wait_for_enter(int fd);

// Is this a text that a record can hold: UTF-8 without NUL, not blank, at most limits::kTextBytesMax? Error{usage};
// `what` names it in the sentence ("The note").
Result<void> check_text(std::string_view said, std::string_view what);

}  // namespace avow::cli
