// A request that takes longer than a moment: work in small steps (verify, a long list), or a wait for the partner
// (pairing, a sync). Whoever began it calls step() until it has answered; destroying it before cancels it, and what was
// made durable by then stays. Resource, single-threaded; what it was begun with must outlive it.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"

namespace avow::app {

enum class Progress {
  more,     // call step() again, when other work had its turn
  waiting,  // call step() again after on_ready's call
  done,     // the answer was given
};

class Operation {
 public:
  Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  virtual ~Operation() = default;

  // At most a few milliseconds of work. An Error is the answer, and ends it.
  virtual Result<Progress> step() = 0;
  // Whom to call when a wait is over. Never called from inside step().
  void on_ready(std::function<void()> call) { ready_ = std::move(call); }

 protected:
  void ready() const {
    if (ready_) ready_();
  }

 private:
  std::function<void()> ready_;
};

}  // namespace avow::app
