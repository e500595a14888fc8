#include "instance/verifying_backup.h"

#include "app/backup.h"

namespace avow::instance {

void VerifyingBackup::open(Result<crypto::Key> master) {
  if (master.ok()) {
    opened_.emplace();
    pass_.emplace(*reader_, *master, random_, [](const store::BackupRow&) -> Result<void> { return {}; });
  } else {
    opened_.emplace(app::of_backup(master.error()));
  }
  ready();
}

Result<app::Progress> VerifyingBackup::step() {
  if (!opened_) return app::Progress::waiting;
  AVOW_CHECK(*opened_);
  AVOW_TRY(const auto facts, pass_->step());
  if (!facts) return app::Progress::more;
  capnp::MallocMessageBuilder message;
  app::fill_backup(message.initRoot<schema::Done>().initBackupVerified(), *facts);
  replies_.done(message.getRoot<schema::Done>());
  return app::Progress::done;
}

}  // namespace avow::instance
