// Operations of an instance, in turns: each does a little, then the loop looks at its sockets again, so that nothing
// holds the loop for more than a few milliseconds. Resource; single-threaded; `loop` must outlive it.
#pragma once

#include <functional>
#include <list>
#include <memory>

#include "app/operation.h"

namespace asio {
class io_context;
}

namespace avow::instance {

class Turns {
 public:
  explicit Turns(asio::io_context& loop);
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;
  ~Turns();

  using End = std::function<void(Result<void> end)>;
  // One operation on its way. Destroying it cancels the operation, and nobody is called back.
  class Turn;
  // `on_end` is called once from the loop, when it has answered or failed; not before add() comes back. `may_go`: false
  // holds it back until nudge(), because whoever reads the answers is slow.
  [[nodiscard]] std::shared_ptr<Turn> add(std::unique_ptr<app::Operation> operation, End on_end,
                                          std::function<bool()> may_go = {});
  // Somebody who was held back may go on.
  void nudge();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace avow::instance
