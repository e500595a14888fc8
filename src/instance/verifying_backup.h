// A backup that came through the page is looked at while the vault goes on: first somebody turns what was typed into its key,
// then it is read piece by piece. Resource.
#pragma once

#include <memory>
#include <optional>

#include "app/operation.h"
#include "app/replies.h"
#include "store/backup.h"

namespace avow::instance {

class VerifyingBackup final : public app::Operation {
 public:
  // `random` and `replies` must outlive it.
  VerifyingBackup(std::unique_ptr<store::BackupReader> reader, RandomSource& random, app::Replies& replies)
      : reader_(std::move(reader)), random_(random), replies_(replies) {}
  const store::KeySlots& slots() const { return reader_->slots(); }
  // What came of the slots and what was typed.
  void open(Result<crypto::Key> master);
  // For whoever opens it later: a handle that is gone when this is.
  std::weak_ptr<VerifyingBackup*> handle() const { return handle_; }
  // Errors: those of app::verify_backup.
  Result<app::Progress> step() override;

 private:
  const std::unique_ptr<store::BackupReader> reader_;
  RandomSource& random_;
  app::Replies& replies_;
  std::optional<Result<void>> opened_;
  std::optional<store::BackupPass> pass_;
  const std::shared_ptr<VerifyingBackup*> handle_ = std::make_shared<VerifyingBackup*>(this);
};

}  // namespace avow::instance
