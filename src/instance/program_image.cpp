#include "instance/program_image.h"

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace avow::instance {
namespace {

constexpr int kFirstFree = 3;

}  // namespace

Error become_anew(const std::vector<std::string>& arguments, std::optional<HandedSocket> keep_socket, int page_socket) {
  int free = kFirstFree;
  if (keep_socket && leave_socket_to_next_program(*keep_socket)) ++free;
  std::vector<std::string> words{"avow"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  if (page_socket >= 0 && ::dup2(page_socket, free) == free) {
    words.insert(words.end(), {"--page-socket", std::to_string(free)});
    ++free;
  }
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  // Why here: Asio's sockets would stay open over an exec.
  ::close_range(static_cast<unsigned>(free), ~0U, 0);
  ::execv("/proc/self/exe", argv.data());
  return Error{Errc::io, std::string("avow could not begin anew: ") + std::strerror(errno)};
}

}  // namespace avow::instance
