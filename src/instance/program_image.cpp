#include "instance/program_image.h"

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace avow::instance {
namespace {

constexpr unsigned kFirstFreeWithSocket = 4;
constexpr unsigned kFirstFree = 3;

}  // namespace

Error become_anew(const std::vector<std::string>& arguments, std::optional<HandedSocket> keep_socket) {
  const bool kept = keep_socket && leave_socket_to_next_program(*keep_socket);
  std::vector<std::string> words{"avow"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  // Why here: Asio's sockets would stay open over an exec.
  ::close_range(kept ? kFirstFreeWithSocket : kFirstFree, ~0U, 0);
  ::execv("/proc/self/exe", argv.data());
  return Error{Errc::io, std::string("avow could not begin anew: ") + std::strerror(errno)};
}

}  // namespace avow::instance
