// The keys of one vault: one's own, and what is known of the partner. Kept as sealed items of kind `key`.
// protocol/README.md#keys.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sign.h"
#include "log/epoch.h"
#include "pairing/identity.h"
#include "store/store.h"
#include "sync/partner.h"

namespace avow::app {

// How far the pairing has come, from this side.
enum class PairingStage : std::uint8_t {
  none = 0,
  waiting = 1,    // the partner's keys are here, the words are not confirmed by me
  confirmed = 2,  // my lanes are open
  left = 3,       // I have left: of the partner only a name and what verifies old records is here
};

struct PairRecord {
  pairing::PartnerKeys keys;
  crypto::Key root;
  PairingStage stage = PairingStage::none;
  Hash link{};  // BLAKE2b of the link's secret: which link this pairing came from
};

// What stays of a partner when I have left: a name, and what verifies the heads and cosignatures that are here. Nothing
// in it reaches or recognises anybody.
struct LeftPartner {
  std::string name;
  crypto::PublicKey log_key{};
  crypto::PublicKey witness_key{};
  crypto::Key notes_mine;
  crypto::Key notes_theirs;
  bool me_first = false;  // as Keyring::me_first() said
};

// The public halves of one epoch's keys, and what says whose they are. Value.
struct KnownEpoch {
  log::EpochKeys keys;
  Bytes certificate;  // as log::encode() writes it; empty for epoch 0
};

// Keys that were made for a new epoch and are not used yet. Resource.
struct NewEpoch {
  KnownEpoch known;
  std::unique_ptr<log::Pen> pen;
};

// Resource. Loaded at unlock; the log keys are made with the vault.
class Keyring {
 public:
  // Makes all own keys and writes them in `transaction`.
  static Result<std::unique_ptr<Keyring>> create(store::Transaction& transaction, RandomSource& random,
                                                 log::SignedBytesTap tap);
  // Error{damaged}, {newer_version}.
  static Result<std::unique_ptr<Keyring>> load(store::Store& store, log::SignedBytesTap tap);

  // Is this the item of the own keys, with nothing of a partner in it?
  static bool is_own(store::ItemKind kind, ByteView key);

  // Of the latest own epoch whose private keys are here: what is written now is of that one.
  const log::Pen& pen() const { return *pen_; }
  std::uint16_t epoch() const { return epoch_; }
  using Epochs = std::map<std::uint16_t, KnownEpoch>;
  // All that are known; of mine perhaps later ones, whose keys a restored vault does not have.
  const Epochs& epochs(log::Author by) const { return by == log::Author::me ? own_epochs_ : partner_epochs_; }
  // Null: no such epoch.
  const KnownEpoch* find_epoch(log::Author by, std::uint16_t epoch) const;
  std::uint16_t latest_epoch(log::Author by) const;
  // Precondition: that epoch is known.
  LogId log_id(const log::LogRef& ref) const;

  // Makes and writes the keys of the epoch after all known own ones; they count from take_new_epoch() on.
  Result<NewEpoch> make_epoch(store::Store& store, store::Transaction& transaction, RandomSource& random,
                              std::optional<log::Checkpoint> last_head) const;
  void take_new_epoch(NewEpoch made);
  // Public halves that the partner showed; checked by the caller. They count from take_found_epoch() on.
  static Result<void> put_found_epoch(store::Transaction& transaction, log::Author by, const log::Certificate& certificate);
  void take_found_epoch(log::Author by, const log::Certificate& certificate);
  const crypto::AgreementKey& static_key() const { return static_key_; }
  const crypto::Key& my_notes() const { return my_notes_; }
  LogId own_log_id(log::Lane lane) const { return log_id({lane, log::Author::me, epoch_}); }

  const PairRecord* partner() const { return partner_ ? &*partner_ : nullptr; }
  bool confirmed() const { return partner_ && partner_->stage == PairingStage::confirmed; }
  // Which of the two comes first where an order is needed that both see alike. Precondition: partner().
  bool me_first() const { return me_first_; }
  static LogId log_id_of(const pairing::PartnerKeys& keys, log::Lane lane);
  // Precondition: partner(). Valid until the pairing changes.
  const sync::Pair& pair() const { return *pair_; }

  // Writes a new state of the pairing. It counts from take_partner() on: call that once it is durable.
  static Result<void> put_partner(store::Transaction& transaction, const PairRecord& partner);
  void take_partner(PairRecord partner);
  // Puts what stays in the place of the partner's keys and addresses; take_left() once it is durable, when nothing uses
  // pair() any more. Precondition: partner().
  LeftPartner after_leaving() const;
  static Result<void> put_left(store::Transaction& transaction, const LeftPartner& left);
  void take_left(LeftPartner left);

 private:
  Keyring(crypto::AgreementKey static_key, crypto::Key my_notes, std::unique_ptr<log::Pen> pen, log::SignedBytesTap tap);
  Result<void> take_stored(ByteView pair_item);
  Result<void> load_epochs(store::Store& store, ByteView export_seed);
  Result<void> take_stored_epoch(ByteView stored, log::Author by, ByteView export_seed);
  void derive_pair();
  void make_pair(sync::PairSecrets secrets);

  crypto::AgreementKey static_key_;
  crypto::Key my_notes_;
  std::unique_ptr<log::Pen> pen_;
  log::SignedBytesTap tap_;
  std::uint16_t epoch_ = 0;
  Epochs own_epochs_;
  Epochs partner_epochs_;
  std::optional<PairRecord> partner_;
  bool me_first_ = false;
  std::optional<sync::PairSecrets> secrets_;
  std::unique_ptr<sync::Pair> pair_;
};

}  // namespace avow::app
