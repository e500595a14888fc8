// The keys of one vault: one's own, and what is known of the partner. Kept as sealed items of kind `key`.
// protocol/README.md#keys.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/pair_record.h"
#include "crypto/sign.h"
#include "log/epoch.h"
#include "store/store.h"
#include "sync/partner.h"

namespace avow::app {

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

  // Of the latest own epoch whose private keys are here: what is written now is of that one. None may be here, in a vault
  // that is only read: somebody else with my keys began the one that I wrote in, and the partner holds theirs.
  const log::Pen& pen() const { return *pen_; }
  std::uint16_t epoch() const { return pen_->has_log_keys() ? epoch_ : latest_epoch(log::Author::me); }
  using Epochs = std::map<std::uint16_t, KnownEpoch>;
  // All that are known; of mine perhaps later ones, whose keys a restored vault does not have.
  const Epochs& epochs(log::Author by) const { return by == log::Author::me ? own_epochs_ : partner_epochs_; }
  // Null: no such epoch.
  const KnownEpoch* find_epoch(log::Author by, std::uint16_t epoch) const;
  std::uint16_t latest_epoch(log::Author by) const;
  // Whoever has a copy of my keys can begin epochs as I can, until the keys are renewed: so of each author only so many are
  // begun, and taken from the partner, between two renewals.
  bool epochs_are_used_up() const;  // there can be no more, whatever is renewed
  bool may_begin_epoch() const;
  bool takes_epoch_of_partner(std::uint16_t epoch) const;
  // Did that own epoch begin before keys were last renewed? Whoever had a copy then writes nothing any more.
  bool is_before_renewal(std::uint16_t epoch) const { return renewed_at_ && epoch <= renewed_at_->mine; }
  // Precondition: that epoch is known.
  LogId log_id(const log::LogRef& ref) const;

  // Writes the keys of the epoch after all known own ones; they count from take_new_epoch() on.
  Result<NewEpoch> make_epoch(store::Store& store, store::Transaction& transaction, crypto::SigningKey log_key,
                              crypto::SigningKey witness_key, std::optional<log::Checkpoint> last_head) const;
  void take_new_epoch(NewEpoch made);
  // Destroys the private halves of the log and witness keys of all epochs so far: nothing is signed with them any more.
  Result<void> put_without_old_seeds(store::Store& store, store::Transaction& transaction) const;
  // Public halves that the partner showed; checked by the caller. They count from take_found_epoch() on.
  static Result<void> put_found_epoch(store::Transaction& transaction, log::Author by, const log::Certificate& certificate);
  void take_found_epoch(log::Author by, const log::Certificate& certificate);
  // Seals the mark outside the vault. It is the same for as long as the vault lives: an older copy of it reads the mark too.
  crypto::Key mark_key() const { return pen_->derive("high-water"); }
  const crypto::AgreementKey& static_key() const { return static_key_; }
  const crypto::Key& my_notes() const { return my_notes_; }
  LogId own_log_id(log::Lane lane) const { return log_id({lane, log::Author::me, epoch_}); }

  const PairRecord* partner() const { return partner_ ? &*partner_ : nullptr; }
  bool confirmed() const { return partner_ && partner_->stage == PairingStage::confirmed; }
  // Which of the two comes first where an order is needed that both see alike. Precondition: partner().
  bool me_first() const { return me_first_; }
  static LogId log_id_of(const pairing::PartnerKeys& keys, log::Lane lane);
  // Precondition: partner(). Valid until the pairing changes, and through a renewal.
  const sync::Pair& pair() const { return voice_->pair; }
  // How often the keys had been renewed when the epoch of that log began.
  std::uint16_t generation_of(const log::LogRef& ref) const;

  // ---- Renewing the keys. Null: none is under way.
  const Renewal* renewal() const { return renewal_ ? &*renewal_ : nullptr; }
  // The renewed keys, once their words are confirmed here. Null: none. Valid as pair().
  const sync::Pair* next_pair() const { return next_ ? &next_->pair : nullptr; }
  static Renewal new_renewal(RandomSource& random);
  // It counts from take_renewal() on; {} drops it.
  static Result<void> put_renewal(store::Transaction& transaction, const Renewal& renewal);
  static Result<void> drop_renewal(store::Transaction& transaction);
  void take_renewal(std::optional<Renewal> renewal);
  void mark_renewal(RenewalStage stage) { renewal_->stage = stage; }  // next_pair() stays
  // Puts the renewed keys in the place of the old, whose private halves are destroyed (the renewal is the caller's to drop);
  // take_renewed() once it is durable. A vault that is only read keeps the old log keys: it begins no epoch now. Precondition: next_pair().
  enum class LogKeys { destroy, keep };
  Result<PairRecord> put_renewed(store::Store& store, store::Transaction& transaction, LogKeys old_ones) const;
  void take_renewed(PairRecord record);

  // Writes a new state of the pairing. It counts from take_partner() on: call that once it is durable.
  static Result<void> put_partner(store::Transaction& transaction, const PairRecord& partner);
  void take_partner(PairRecord partner);
  // Puts what stays in the place of the partner's keys and addresses; take_left() once it is durable, when nothing uses
  // pair() any more. Precondition: partner().
  LeftPartner after_leaving() const;
  static Result<void> put_left(store::Transaction& transaction, const LeftPartner& left);
  void take_left(LeftPartner left);

 private:
  // What a session works with: it stays where it is for as long as a session may use it. Resource.
  struct Voice {
    Voice(const crypto::AgreementKey& own, sync::PairSecrets shared, const crypto::Key& notes,
          const std::vector<Generation>& generations, const crypto::PublicKey& export_key, const sync::Identity& partner);
    const crypto::AgreementKey static_key;
    const sync::PairSecrets secrets;
    const crypto::Key my_notes;
    const std::vector<sync::NotesKeys> past;
    const sync::Pair pair;  // of what stands above
  };

  Keyring(crypto::AgreementKey static_key, crypto::Key my_notes, const log::EpochKeys& first, log::SignedBytesTap tap);
  Result<void> put_own(store::Store& store, store::Transaction& transaction, const crypto::AgreementKey& static_key,
                       const crypto::Key& my_notes, bool keep_seeds) const;
  Result<void> put_public_halves(store::Transaction& transaction) const;
  Result<void> take_stored(ByteView pair_item);
  Result<void> take_stored_renewal(store::Store& store);
  void make_next();
  std::vector<Generation> renewed_generations() const;
  Result<void> load_epochs(store::Store& store, ByteView export_seed);
  Result<void> take_stored_epoch(ByteView stored, log::Author by, ByteView export_seed);
  void derive_pair();
  Result<void> load_renewed_at(store::Store& store);
  // The latest epochs when the keys were last renewed.
  struct RenewedAt {
    std::uint16_t mine = 0;
    std::uint16_t theirs = 0;
  };

  crypto::AgreementKey static_key_;
  crypto::Key my_notes_;
  std::unique_ptr<log::Pen> pen_;
  log::SignedBytesTap tap_;
  std::uint16_t epoch_ = 0;
  std::optional<RenewedAt> renewed_at_;
  Epochs own_epochs_;
  Epochs partner_epochs_;
  std::optional<PairRecord> partner_;
  bool me_first_ = false;
  std::unique_ptr<Voice> voice_;
  std::optional<Renewal> renewal_;
  std::unique_ptr<Voice> next_;
  std::vector<std::unique_ptr<Voice>> old_voices_;  // sessions that began before a renewal may still use them
};

}  // namespace avow::app
