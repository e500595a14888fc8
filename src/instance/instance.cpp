#include "instance/instance.h"

#include <algorithm>

#include "app/service.h"
#include "crypto/random.h"
#include "instance/network.h"
#include "instance/system_clock.h"

namespace avow::instance {
namespace {

constexpr std::size_t kRecoveryBytes = 16;

class OneCommand final : public Instance {
 public:
  OneCommand() : network_(clock_, random_) {}

  Result<void> unlock(const VaultPlace& place, ByteView passphrase, const std::function<void()>& on_wait,
                      std::chrono::seconds max_wait) {
    const app::VaultParts parts{random_, clock_, {}};
    AVOW_TRY(vault_, app::Vault::open(place, passphrase, parts, max_wait, on_wait));
    return {};
  }

  Result<void> handle(schema::Request::Reader request, app::Replies& replies) override {
    auto served = app::serve(*vault_, network_, request, replies);
    // Why after a failure too: heads may have left before it. The mark may lag, so its own failure is no news.
    const auto marked = vault_->write_high_water();
    static_cast<void>(marked);
    return served;
  }

 private:
  crypto::SystemRandom random_;
  SystemClock clock_;
  Network network_;
  std::unique_ptr<app::Vault> vault_;
};

}  // namespace

Result<NewVault> create_vault(const VaultPlace& place, ByteView passphrase, const std::string& name,
                              crypto::KdfCost cost) {
  crypto::SystemRandom random;
  SystemClock clock;
  crypto::SecretBuffer code(kRecoveryBytes);
  random.fill(code.span());
  AVOW_CHECK(app::Vault::create(place, passphrase, code.view(), name, cost, app::VaultParts{random, clock, {}}));
  std::string text = crypto::to_recovery_text(code.view());
  NewVault out{crypto::SecretBuffer(bytes_of(text))};
  crypto::wipe(text);
  return out;
}

Result<std::unique_ptr<Instance>> Instance::open(const VaultPlace& place, ByteView passphrase,
                                                 const std::function<void()>& on_wait, std::chrono::seconds max_wait) {
  auto instance = std::make_unique<OneCommand>();
  AVOW_CHECK(instance->unlock(place, passphrase, on_wait, max_wait));
  return std::unique_ptr<Instance>(std::move(instance));
}

}  // namespace avow::instance
