// A disk that takes nothing, for this process.
#pragma once

#include <csignal>

#include <doctest/doctest.h>
#include <sys/resource.h>

namespace avow::testing {

// As long as it lives no file of this process can be written past `room` bytes: without any, every commit fails, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t room = 1) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    REQUIRE(getrlimit(RLIMIT_FSIZE, &old_) == 0);
    rlimit none = old_;
    none.rlim_cur = room;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &none) == 0);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*old_handler_)(int);
  rlimit old_{};
};

}  // namespace avow::testing
