// The one helper thread of an instance: it turns a passphrase into a key (Argon2id, half a second), while the loop goes
// on. Owned bytes go in, an owned key comes out. Resource.
#pragma once

#include <functional>
#include <thread>

#include "app/vault.h"

namespace asio {
class io_context;
}

namespace avow::instance {

class KeyThread {
 public:
  explicit KeyThread(asio::io_context& loop);
  KeyThread(const KeyThread&) = delete;
  KeyThread& operator=(const KeyThread&) = delete;
  ~KeyThread();  // waits for what runs; nobody is called back

  using End = std::function<void(Result<crypto::Key> master)>;
  // `on_end` is called from the loop. Error{busy}: one runs already.
  Result<void> start(store::KeySlots slots, crypto::SecretBuffer typed, End on_end);

 private:
  struct Work;
  asio::io_context& loop_;
  std::shared_ptr<Work> work_;
  std::thread thread_;
};

}  // namespace avow::instance
