#include "instance/key_thread.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

namespace avow::instance {

struct KeyThread::Work {
  Work(asio::io_context& loop, store::KeySlots key_slots, crypto::SecretBuffer passphrase, End call)
      : guard(loop.get_executor()), slots(std::move(key_slots)), typed(std::move(passphrase)), on_end(std::move(call)) {}
  asio::executor_work_guard<asio::io_context::executor_type> guard;
  const store::KeySlots slots;
  crypto::SecretBuffer typed;
  End on_end;  // the loop's; empty when nobody waits any more
  std::optional<Result<crypto::Key>> master;
};

KeyThread::KeyThread(asio::io_context& loop) : loop_(loop) {}

KeyThread::~KeyThread() {
  if (work_) work_->on_end = nullptr;
  if (thread_.joinable()) thread_.join();
}

Result<void> KeyThread::start(store::KeySlots slots, crypto::SecretBuffer typed, End on_end) {
  if (work_) return Error{Errc::busy, "a passphrase is being looked at already"};
  if (thread_.joinable()) thread_.join();
  work_ = std::make_shared<Work>(loop_, std::move(slots), std::move(typed), std::move(on_end));
  thread_ = std::thread([this, work = work_] {
    work->master.emplace(app::Vault::master_of(work->slots, work->typed.view()));
    asio::post(loop_, [this, work] {
      const auto call = std::exchange(work->on_end, nullptr);
      if (!call) return;
      work_.reset();
      call(std::move(*work->master));
    });
  });
  return {};
}

}  // namespace avow::instance
