#include "instance/turns.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

namespace avow::instance {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTurn{5};  // of work before the loop looks at its sockets again

}  // namespace

class Turns::Turn {
 public:
  Turn(std::unique_ptr<app::Operation> does, End calls, std::function<bool()> may)
      : operation(std::move(does)), on_end(std::move(calls)), may_go(std::move(may)) {}
  bool can_go() const { return ready && (!may_go || may_go()); }

  std::unique_ptr<app::Operation> operation;
  End on_end;
  std::function<bool()> may_go;
  bool ready = true;
};

struct Turns::Inside : std::enable_shared_from_this<Turns::Inside> {
  explicit Inside(asio::io_context& on) : loop(on) {}

  void schedule() {
    if (scheduled) return;
    scheduled = true;
    asio::post(loop, [self = weak_from_this()] {
      if (const auto inside = self.lock()) inside->run();
    });
  }

  void run() {
    scheduled = false;
    const auto until = Clock::now() + kTurn;
    bool more = true;
    while (more && Clock::now() < until) more = round(until);
    if (more) schedule();
  }

  // Each once. False: nobody can go on.
  bool round(Clock::time_point until) {
    bool somebody = false;
    const auto now = turns;
    for (const auto& weak : now) {
      const auto turn = weak.lock();
      if (!turn || !turn->can_go()) continue;
      somebody = true;
      step(*turn);
      if (Clock::now() >= until) break;
    }
    std::erase_if(turns, [](const auto& weak) { return weak.expired(); });
    // Why: whoever was reached last goes last next time.
    if (turns.size() > 1) std::rotate(turns.begin(), turns.begin() + 1, turns.end());
    return somebody;
  }

  void step(Turn& turn) {
    auto progress = turn.operation->step();
    if (progress.ok() && *progress == app::Progress::more) return;
    turn.ready = false;
    if (progress.ok() && *progress == app::Progress::waiting) return;
    Result<void> end;
    if (!progress.ok()) end = std::move(progress).error();
    const auto call = std::exchange(turn.on_end, nullptr);
    turn.operation.reset();
    if (call) call(std::move(end));
  }

  asio::io_context& loop;
  std::vector<std::weak_ptr<Turn>> turns;
  bool scheduled = false;
};

Turns::Turns(asio::io_context& loop) : inside_(std::make_shared<Inside>(loop)) {}
Turns::~Turns() = default;

std::shared_ptr<Turns::Turn> Turns::add(std::unique_ptr<app::Operation> operation, End on_end,
                                        std::function<bool()> may_go) {
  auto turn = std::make_shared<Turn>(std::move(operation), std::move(on_end), std::move(may_go));
  turn->operation->on_ready([weak = std::weak_ptr<Turn>(turn), inside = std::weak_ptr<Inside>(inside_)] {
    const auto here = weak.lock();
    const auto turns = inside.lock();
    if (!here || !turns) return;
    here->ready = true;
    turns->schedule();
  });
  inside_->turns.push_back(turn);
  inside_->schedule();
  return turn;
}

void Turns::nudge() { inside_->schedule(); }

}  // namespace avow::instance
