#include "app/keyring.h"

#include "base/codec.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kOwnVersion = 1;
constexpr std::uint8_t kPairVersion = 1;
constexpr std::uint8_t kLeftVersion = 2;  // of the same item: the partner was left
constexpr std::uint16_t kFirstEpoch = 0;
constexpr std::size_t kStoredBytes = 4096;  // more than any stored value has
constexpr std::string_view kOwnKey = "own";
constexpr std::string_view kPairKey = "pair";

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

WipedBytes encode_pair(const PairRecord& pair) {
  ByteWriter out;
  out.reserve(kStoredBytes).u8(kPairVersion).u8(static_cast<std::uint8_t>(pair.stage)).fixed(pair.root.view()).fixed(pair.link);
  out.fixed(pair.keys.static_key).fixed(pair.keys.export_key).fixed(pair.keys.log_key).fixed(pair.keys.witness_key);
  out.text(pair.keys.name).u32(static_cast<std::uint32_t>(pair.keys.addresses.size()));
  for (const auto& address : pair.keys.addresses) out.text(address);
  return WipedBytes(out.take());
}

crypto::Key key_from(ByteReader& in) {
  const ByteView bytes = in.fixed(crypto::Key::kSize);
  return bytes.size() == crypto::Key::kSize ? crypto::Key(bytes) : crypto::Key();
}

WipedBytes encode_left(const LeftPartner& left) {
  ByteWriter out;
  out.reserve(kStoredBytes).u8(kLeftVersion).u8(left.me_first ? 1 : 0).fixed(left.log_key).fixed(left.witness_key);
  out.fixed(left.notes_mine.view()).fixed(left.notes_theirs.view()).text(left.name);
  return WipedBytes(out.take());
}

// Behind its version.
Result<LeftPartner> decode_left(ByteReader& in) {
  LeftPartner out;
  out.me_first = in.u8() != 0;
  out.log_key = in.array<32>();
  out.witness_key = in.array<32>();
  out.notes_mine = key_from(in);
  out.notes_theirs = key_from(in);
  out.name = in.text();
  if (!in.finish().ok()) return Error{Errc::damaged, "what is kept of the partner"};
  return out;
}

// Behind its version.
Result<PairRecord> decode_pair(ByteReader& in) {
  PairRecord out;
  const auto stage = in.u8();
  out.root = key_from(in);
  out.link = in.array<32>();
  out.keys.static_key = in.array<32>();
  out.keys.export_key = in.array<32>();
  out.keys.log_key = in.array<32>();
  out.keys.witness_key = in.array<32>();
  out.keys.name = in.text();
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) out.keys.addresses.push_back(in.text());
  if (!in.finish().ok() || stage > static_cast<std::uint8_t>(PairingStage::confirmed)) {
    return Error{Errc::damaged, "the stored pairing"};
  }
  out.stage = static_cast<PairingStage>(stage);
  return out;
}

}  // namespace

Keyring::Keyring(crypto::AgreementKey static_key, crypto::Key my_notes, std::unique_ptr<log::Pen> pen)
    : static_key_(std::move(static_key)), my_notes_(std::move(my_notes)), pen_(std::move(pen)) {}

Result<std::unique_ptr<Keyring>> Keyring::create(store::Transaction& transaction, RandomSource& random,
                                                 log::SignedBytesTap tap) {
  auto static_key = crypto::new_agreement_key(random);
  auto export_key = crypto::new_signing_key(random);
  auto log_key = crypto::new_signing_key(random);
  auto witness_key = crypto::new_signing_key(random);
  auto my_notes = crypto::Key::random(random);
  ByteWriter out;
  out.reserve(kStoredBytes).u8(kOwnVersion).u16(kFirstEpoch).fixed(static_key.secret.view()).fixed(export_key.seed.view());
  out.fixed(log_key.seed.view()).fixed(witness_key.seed.view()).fixed(my_notes.view());
  const WipedBytes stored(out.take());
  AVOW_CHECK(transaction.put_item(store::ItemKind::key, bytes_of(kOwnKey), stored.view()));
  auto pen = std::make_unique<log::Pen>(std::move(log_key), std::move(witness_key), std::move(export_key), std::move(tap));
  return std::unique_ptr<Keyring>(new Keyring(std::move(static_key), std::move(my_notes), std::move(pen)));
}

Result<std::unique_ptr<Keyring>> Keyring::load(store::Store& store, log::SignedBytesTap tap) {
  AVOW_TRY(auto own, store.item(store::ItemKind::key, bytes_of(kOwnKey)));
  if (!own) return Error{Errc::damaged, "the vault's own keys are missing"};
  const WipedBytes stored(std::move(*own));
  ByteReader in(stored.view());
  if (in.u8() > kOwnVersion) return Error{Errc::newer_version, "the stored keys"};
  const auto epoch = in.u16();
  auto static_secret = key_from(in);
  auto export_seed = key_from(in);
  auto log_seed = key_from(in);
  auto witness_seed = key_from(in);
  auto my_notes = key_from(in);
  if (!in.finish().ok() || epoch != kFirstEpoch) return Error{Errc::damaged, "the stored keys"};
  auto pen = std::make_unique<log::Pen>(crypto::signing_key_from_seed(std::move(log_seed)),
                                        crypto::signing_key_from_seed(std::move(witness_seed)),
                                        crypto::signing_key_from_seed(std::move(export_seed)), std::move(tap));
  std::unique_ptr<Keyring> keyring(new Keyring(crypto::agreement_key_from_secret(std::move(static_secret)),
                                               std::move(my_notes), std::move(pen)));
  AVOW_TRY(auto pair, store.item(store::ItemKind::key, bytes_of(kPairKey)));
  if (pair) {
    const WipedBytes pair_bytes(std::move(*pair));
    AVOW_CHECK(keyring->take_stored(pair_bytes.view()));
  }
  return keyring;
}

Result<void> Keyring::take_stored(ByteView pair_item) {
  ByteReader in(pair_item);
  const auto version = in.u8();
  if (version > kLeftVersion) return Error{Errc::newer_version, "the stored pairing"};
  if (version == kLeftVersion) {
    AVOW_TRY(auto left, decode_left(in));
    take_left(std::move(left));
    return {};
  }
  AVOW_TRY(auto record, decode_pair(in));
  take_partner(std::move(record));
  return {};
}

bool Keyring::is_own(store::ItemKind kind, ByteView key) {
  return kind == store::ItemKind::key && equal(key, bytes_of(kOwnKey));
}

Result<void> Keyring::put_partner(store::Transaction& transaction, const PairRecord& partner) {
  const WipedBytes stored = encode_pair(partner);
  return transaction.put_item(store::ItemKind::key, bytes_of(kPairKey), stored.view());
}

// Why the pair stays when only a name, a stage or an address is new: a session may be using it.
void Keyring::take_partner(PairRecord partner) {
  const bool same = partner_ && crypto::equal_secret(partner_->root.view(), partner.root.view()) &&
                    partner_->keys.static_key == partner.keys.static_key &&
                    partner_->keys.export_key == partner.keys.export_key && partner_->keys.log_key == partner.keys.log_key;
  partner_.emplace(std::move(partner));
  if (!same) derive_pair();
}

LeftPartner Keyring::after_leaving() const {
  return LeftPartner{partner_->keys.name, partner_->keys.log_key, partner_->keys.witness_key,
                     secrets_->notes_mine.copy(), secrets_->notes_theirs.copy(), me_first_};
}

Result<void> Keyring::put_left(store::Transaction& transaction, const LeftPartner& left) {
  const WipedBytes stored = encode_left(left);
  return transaction.put_item(store::ItemKind::key, bytes_of(kPairKey), stored.view());
}

void Keyring::take_left(LeftPartner left) {
  PairRecord record;
  record.keys.name = std::move(left.name);
  record.keys.log_key = left.log_key;
  record.keys.witness_key = left.witness_key;
  record.stage = PairingStage::left;
  partner_.emplace(std::move(record));
  me_first_ = left.me_first;
  sync::PairSecrets secrets;
  secrets.notes_mine = std::move(left.notes_mine);
  secrets.notes_theirs = std::move(left.notes_theirs);
  make_pair(std::move(secrets));
}

void Keyring::derive_pair() {
  me_first_ = static_key_.public_key < partner_->keys.static_key;
  make_pair(sync::derive_pair_secrets(partner_->root, static_key_.public_key, partner_->keys.static_key));
}

void Keyring::make_pair(sync::PairSecrets secrets) {
  const auto& theirs = partner_->keys;
  pair_.reset();
  secrets_.emplace(std::move(secrets));
  pair_.reset(new sync::Pair{.my_static = static_key_,
                             .secrets = *secrets_,
                             .my_notes = my_notes_,
                             .me = {static_key_.public_key, pen_->export_key()},
                             .partner = {theirs.static_key, theirs.export_key},
                             .my_log_key = pen_->log_key(),
                             .partner_log_key = theirs.log_key});
}

LogId Keyring::own_log_id(log::Lane lane) const {
  return log::make_log_id(lane, kFirstEpoch, pen_->log_key(), pen_->witness_key());
}

LogId Keyring::log_id_of(const pairing::PartnerKeys& keys, log::Lane lane) {
  return log::make_log_id(lane, kFirstEpoch, keys.log_key, keys.witness_key);
}

}  // namespace avow::app
