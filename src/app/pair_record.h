// What a vault keeps of its partner's keys, and of keys that the two agreed on anew: as values, and as they are stored.
// Not the keys that are used now: that is the keyring. protocol/README.md#keys, #rekey.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/codec.h"
#include "crypto/sign.h"
#include "pairing/identity.h"
#include "sync/partner.h"

namespace avow::app {

// How far the pairing has come, from this side.
enum class PairingStage : std::uint8_t {
  none = 0,
  waiting = 1,    // the partner's keys are here, the words are not confirmed by me
  confirmed = 2,  // my lanes are open
  left = 3,       // I have left: of the partner only a name and what verifies old records is here
};

// The keys of the two between one renewal and the next; the first generation begins with the pairing. Resource.
struct Generation {
  crypto::PublicKey my_log_key{};       // of its first epoch; of the first generation: unused
  crypto::PublicKey partner_log_key{};
  sync::NotesKeys notes;                // once it is past
};
std::vector<Generation> copy_of(const std::vector<Generation>& generations);

struct PairRecord {
  pairing::PartnerKeys keys;
  crypto::Key root;
  PairingStage stage = PairingStage::none;
  Hash link{};  // BLAKE2b of the link's secret: which link this pairing came from
  // After a renewal, oldest first, the running one last. Empty: the keys are those of the pairing.
  std::vector<Generation> generations{};
  bool me_first = false;  // with generations: as Keyring::me_first() said before
  PairRecord copy() const;
};

enum class RenewalStage : std::uint8_t {
  waiting = 0,    // for my word that the words are the same
  confirmed = 1,
  answered = 2,   // … and a knock of the partner's with them: they may be in use there
};

// Keys that the two agreed on anew and that are not used yet: the words are compared first, on both sides. Resource.
struct Renewal {
  crypto::AgreementKey static_key;  // mine
  crypto::SigningKey log_key;
  crypto::SigningKey witness_key;
  crypto::Key my_notes;
  pairing::PartnerKeys partner;     // the partner's; name and addresses are unused
  crypto::Key root;
  RenewalStage stage = RenewalStage::waiting;
  bool confirmed() const { return stage != RenewalStage::waiting; }
  Renewal copy() const;
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
  std::vector<Generation> generations{};
};

inline constexpr std::size_t kStoredKeyBytes = 16'384;  // more than any stored value of this kind has

// A stored value with secrets in it: wiped when it goes out of scope.
class WipedBytes {
 public:
  explicit WipedBytes(Bytes bytes) : bytes_(std::move(bytes)) {}
  WipedBytes(const WipedBytes&) = delete;
  WipedBytes& operator=(const WipedBytes&) = delete;
  ~WipedBytes() { crypto::wipe(bytes_); }
  ByteView view() const { return bytes_; }

 private:
  Bytes bytes_;
};

// Zeros when there are not enough bytes: the reader says so.
crypto::Key key_from(ByteReader& in);

WipedBytes encode(const PairRecord& pair);
WipedBytes encode(const LeftPartner& left);
// One item holds either. Error{damaged}, {newer_version}.
Result<std::variant<PairRecord, LeftPartner>> decode_partner(ByteView stored);
WipedBytes encode(const Renewal& renewal);
Result<Renewal> decode_renewal(ByteView stored);

}  // namespace avow::app
