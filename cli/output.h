// Where the program speaks: answers on standard output, notices on standard error. Bytes to descriptors and the
// JSON envelope; what an answer looks like is human_replies.h and json_replies.h. Resource.
// A reader that went away (`| head`) is no error: the rest is dropped. A full disk is one: see finish().
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "cli/hints.h"
#include "cli/terminal.h"

namespace avow::cli {

class Output {
 public:
  Output(int out, int err, bool json, bool colour_out, bool colour_err);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  bool json() const { return json_; }
  const Style& style() const { return style_; }
  std::size_t width() const { return width_; }

  void print(std::string_view text);
  void print_wrapped(std::string_view text, std::string_view indent = "") { print(wrap(text, width_, indent)); }
  // Bytes that are shown once and kept nowhere: past every buffer.
  void print_secret(ByteView bytes);
  // On standard error, at once, wrapped.
  void notice(std::string_view text);

  // On standard error: what a person wrote themselves, line by line behind `heading`, so that it can be copied.
  void give_back(std::string_view heading, std::string_view text);

  // One line {"v":1,"data":…}, at once. `data` is JSON.
  void data(std::string_view data);
  // {"v":1,"error":…} on standard output with --json, else sentence and next step on standard error.
  void error(const Explanation& explanation);

  // Long output goes through `command` (a shell command) until finish(). False: it could not be started.
  bool start_pager(const std::string& command);

  void flush();
  // Flushes and waits for the pager. Error{io} when something could not be written.
  Result<void> finish();

 private:
  void write_out(std::string_view bytes);

  int out_;
  int err_;
  bool json_;
  Style style_;
  Style err_style_;
  std::size_t width_;
  std::size_t err_width_;
  std::string buffer_;
  char last_ = '\n';  // the last byte printed: an error begins on a line of its own
  bool reader_left_ = false;
  int failure_ = 0;  // errno of the first failed write
  pid_t pager_ = -1;
  int pager_pipe_ = -1;
};

}  // namespace avow::cli
