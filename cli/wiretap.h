// Somebody on the line, for `avow demo`: carries one connection on loopback to where it was going, and keeps every
// byte that passed, so that the demo can show what an eavesdropper would have. Resource.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::cli {

class Wiretap {
 public:
  // `target`: "127.0.0.1:PORT". Error{io}.
  static Result<std::unique_ptr<Wiretap>> open(const std::string& target);
  Wiretap(const Wiretap&) = delete;
  Wiretap& operator=(const Wiretap&) = delete;
  ~Wiretap();

  std::string address() const;
  // Carries bytes until both ends have closed, or nothing moved for ten seconds.
  Result<void> carry();
  const Bytes& there() const { return there_; }
  const Bytes& back() const { return back_; }

 private:
  Wiretap(int listener, std::uint16_t port, std::uint16_t target) : listener_(listener), port_(port), target_(target) {}
  int listener_;
  std::uint16_t port_;
  std::uint16_t target_;
  Bytes there_;
  Bytes back_;
};

}  // namespace avow::cli
