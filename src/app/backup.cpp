#include "app/backup.h"

#include "app/answers.h"
#include "app/settings.h"
#include "base/reason.h"
#include "crypto/hash.h"
#include "wire/message.h"

namespace avow::app {
namespace {

constexpr std::chrono::seconds kWaitForOther{5};

class Backup final : public Operation {
 public:
  Backup(Vault& vault, std::string file, Replies& replies)
      : vault_(vault), file_(std::move(file)), replies_(replies), writer_(vault.store(), vault.clock().now(), vault.random()) {}

  Result<Progress> step() override {
    AVOW_TRY(const bool whole, writer_.step([this](ByteView bytes) -> Result<void> {
      capnp::MallocMessageBuilder message;
      message.initRoot<schema::Item>().setChunk(wire::data_of(bytes));
      replies_.item(message.getRoot<schema::Item>());
      return {};
    }));
    if (!whole) return Progress::more;
    // Why now: a wipe has to find it even if whoever writes it is stopped. Why no error: when the disk is full or the vault
    // only read, its backup is wanted all the more.
    static_cast<void>(vault_.keep_backup_place(file_));
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Done>().initBackupCreated().setEntries(count32(writer_.facts().entries));
    replies_.done(message.getRoot<schema::Done>());
    return Progress::done;
  }

 private:
  Vault& vault_;
  const std::string file_;
  Replies& replies_;
  store::BackupWriter writer_;
};

struct Opened {
  std::unique_ptr<store::BackupReader> reader;
  crypto::Key master;
};

Result<Opened> open_backup(const OpenBackup& open, ByteView typed) {
  AVOW_TRY(auto source, open());
  AVOW_TRY(auto reader, store::BackupReader::begin(std::move(source)));
  auto master = Vault::master_of(reader->slots(), typed);
  if (!master.ok()) return of_backup(std::move(master).error());
  return Opened{std::move(reader), std::move(*master)};
}

Result<store::BackupFacts> read_all(Opened& opened, RandomSource& random) {
  return opened.reader->read(opened.master, random, [](const store::BackupRow&) -> Result<void> { return {}; });
}

}  // namespace

Result<std::unique_ptr<Operation>> backup_create(Vault& vault, schema::BackupCreate::Reader request, Replies& replies) {
  return std::unique_ptr<Operation>(std::make_unique<Backup>(vault, std::string(wire::view_of(request.getFile())), replies));
}

Result<void> backup_made(Vault& vault, schema::BackupCreate::Reader request, Replies& replies) {
  static_cast<void>(vault.keep_fact(FactKind::backed_up));  // as above: no error
  static_cast<void>(vault.keep_backup_made(std::string(wire::view_of(request.getFile()))));
  reply_count(1, replies);
  return {};
}

Result<void> backup_list(Vault& vault, Replies& replies) {
  AVOW_TRY(const BackupsMade made, vault.backups_made());
  capnp::MallocMessageBuilder message;
  auto files = message.initRoot<schema::Done>().initBackups().initFiles(static_cast<unsigned>(made.files.size()));
  for (unsigned i = 0; i < files.size(); ++i) files.set(i, made.files[i]);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

Result<void> check_beginning(const OpenBackup& open) {
  AVOW_TRY(auto source, open());
  const auto reader = store::BackupReader::begin(std::move(source));
  return reader.ok() ? Result<void>() : Result<void>(reader.error());
}

Error of_backup(Error error) {
  return error.code == Errc::wrong_passphrase ? Error{Errc::wrong_passphrase, std::string(reason::kBackupLocked)} : std::move(error);
}

Result<store::BackupFacts> verify_backup(const OpenBackup& open, ByteView typed, RandomSource& random) {
  AVOW_TRY(Opened opened, open_backup(open, typed));
  return read_all(opened, random);
}

Result<RestoredVault> restore_backup(const VaultPlace& place, const OpenBackup& open, ByteView typed, RandomSource& random) {
  AVOW_TRY(Opened opened, open_backup(open, typed));
  AVOW_TRY(const auto facts, read_all(opened, random));
  AVOW_TRY(auto again, open());
  AVOW_TRY(const auto reader, store::BackupReader::begin(std::move(again)));
  AVOW_TRY(const auto lock, store::VaultLock::take(place.vault, store::IfMissing::create, kWaitForOther));
  AVOW_TRY(auto made, store::Store::restore(*lock, *reader, opened.master, random));
  AVOW_TRY(const auto placed, store::Store::put_in_place(std::move(made), *lock));
  AVOW_ASSERT(placed->state().read_only);
  AVOW_TRY(auto proxy, proxy_in(*placed));
  return RestoredVault{facts, std::move(proxy)};
}

Hash digest_of(ByteView piece) { return crypto::blake2b({piece}); }

void fill_backup(schema::BackupVerified::Builder out, const store::BackupFacts& facts) {
  out.setOk(true);
  out.setEntries(count32(facts.entries));
  out.setMadeAt(to_rfc3339(facts.made_at));
}

void fill_backup(schema::Restored::Builder out, const RestoredVault& restored) {
  out.setReadOnly(true);
  out.setEntries(count32(restored.facts.entries));
}

}  // namespace avow::app
