// The page of one's own instance, at 127.0.0.1: files, requests of the local API in JSON, and live events. The same desk
// answers it as the local socket. It tells a page that something changed, never who is there. Resource; single-threaded;
// what it was opened with must outlive it.
#pragma once

#include <functional>
#include <memory>

#include "app/desk.h"
#include "base/random.h"
#include "base/time.h"
#include "web/sessions.h"

namespace asio {
class io_context;
}

namespace avow::web {

// Operations of the instance, a little at a time (instance/turns.h, which implements it).
class Work {
 public:
  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work() = default;
  // Letting go of what comes back cancels it. `on_end` is called once, not before this comes back. `may_go`: false holds
  // it back until nudge().
  [[nodiscard]] virtual std::shared_ptr<void> take(std::unique_ptr<app::Operation> operation,
                                                   std::function<void(Result<void>)> on_end,
                                                   std::function<bool()> may_go) = 0;
  virtual void nudge() = 0;
};

struct PageParts {
  asio::io_context& loop;
  const Clock& clock;
  RandomSource& random;
  app::Desk& desk;
  Work& work;
};

struct PagePlace {
  std::uint16_t port = 0;     // 0 = any
  int socket = -1;            // listens already, and is taken over: from the program that this one was before
  std::string assets_dir = {};  // web/assets.h
};

class PageServer {
 public:
  // Error{io}: the port is taken.
  static Result<std::unique_ptr<PageServer>> open(const PageParts& parts, const PagePlace& place);
  ~PageServer();

  std::uint16_t port() const;
  std::string issue_token();
  // Lets every page out.
  void revoke_all();
  Sessions& sessions();

  // Something changed: received, level, own, local (protocol/README.md#page).
  void tell(std::string_view what);
  // The instance is open, covered or locked now.
  void tell_state();

  // As LocalServer.
  void end_requests(const Error& why, const app::Replies* but = nullptr);
  void end_talks(const Error& why);
  // A page waits for the partner, not for longer than limits::kPageTalkPutsOffCover: a cover would end what it shows.
  bool awaits_partner() const;
  bool flushed() const;
  Result<int> hand_over() const;

 private:
  class Inside;
  explicit PageServer(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<Inside> inside_;
};

}  // namespace avow::web
