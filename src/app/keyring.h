// The keys of one vault: one's own, and what is known of the partner. Kept as sealed items of kind `key`.
// protocol/README.md#keys.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sign.h"
#include "log/signing.h"
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

  const log::Pen& pen() const { return *pen_; }
  const crypto::AgreementKey& static_key() const { return static_key_; }
  const crypto::Key& my_notes() const { return my_notes_; }
  LogId own_log_id(log::Lane lane) const;

  const PairRecord* partner() const { return partner_ ? &*partner_ : nullptr; }
  bool confirmed() const { return partner_ && partner_->stage == PairingStage::confirmed; }
  // Which of the two comes first where an order is needed that both see alike. Precondition: partner().
  bool me_first() const { return me_first_; }
  LogId partner_log_id(log::Lane lane) const { return log_id_of(partner_->keys, lane); }  // precondition: partner()
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
  Keyring(crypto::AgreementKey static_key, crypto::Key my_notes, std::unique_ptr<log::Pen> pen);
  Result<void> take_stored(ByteView pair_item);
  void derive_pair();
  void make_pair(sync::PairSecrets secrets);

  crypto::AgreementKey static_key_;
  crypto::Key my_notes_;
  std::unique_ptr<log::Pen> pen_;
  std::optional<PairRecord> partner_;
  bool me_first_ = false;
  std::optional<sync::PairSecrets> secrets_;
  std::unique_ptr<sync::Pair> pair_;
};

}  // namespace avow::app
