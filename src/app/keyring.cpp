#include "app/keyring.h"

#include "base/codec.h"
#include "base/limits.h"
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
constexpr std::uint8_t kEpochVersion = 1;
constexpr std::string_view kOwnEpochPrefix = "epoch me ";  // then u16
constexpr std::string_view kPartnerEpochPrefix = "epoch partner ";

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

std::string_view epoch_prefix(log::Author by) {
  return by == log::Author::me ? kOwnEpochPrefix : kPartnerEpochPrefix;
}

Bytes epoch_item(log::Author by, std::uint16_t epoch) {
  Bytes key = to_bytes(bytes_of(epoch_prefix(by)));
  append(key, little_endian(epoch));
  return key;
}

// `seeds`: of log and witness key, when they are here.
WipedBytes encode_epoch(ByteView certificate, ByteView seeds) {
  ByteWriter out;
  out.reserve(kStoredBytes).u8(kEpochVersion).blob(certificate).blob(seeds);
  return WipedBytes(out.take());
}

}  // namespace

Keyring::Keyring(crypto::AgreementKey static_key, crypto::Key my_notes, std::unique_ptr<log::Pen> pen, log::SignedBytesTap tap)
    : static_key_(std::move(static_key)), my_notes_(std::move(my_notes)), pen_(std::move(pen)), tap_(std::move(tap)) {
  own_epochs_[kFirstEpoch] = {{kFirstEpoch, pen_->log_key(), pen_->witness_key()}, {}};
}

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
  auto pen = std::make_unique<log::Pen>(std::move(log_key), std::move(witness_key), std::move(export_key), tap);
  return std::unique_ptr<Keyring>(new Keyring(std::move(static_key), std::move(my_notes), std::move(pen), std::move(tap)));
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
                                        crypto::signing_key_from_seed(export_seed.copy()), tap);
  std::unique_ptr<Keyring> keyring(new Keyring(crypto::agreement_key_from_secret(std::move(static_secret)),
                                               std::move(my_notes), std::move(pen), std::move(tap)));
  AVOW_CHECK(keyring->load_epochs(store, export_seed.view()));
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

// ---- Epochs

const KnownEpoch* Keyring::find_epoch(log::Author by, std::uint16_t epoch) const {
  const auto at = epochs(by).find(epoch);
  return at == epochs(by).end() ? nullptr : &at->second;
}

std::uint16_t Keyring::latest_epoch(log::Author by) const { return epochs(by).empty() ? kFirstEpoch : epochs(by).rbegin()->first; }

LogId Keyring::log_id(const log::LogRef& ref) const {
  const KnownEpoch* known = find_epoch(ref.by, ref.epoch);
  AVOW_ASSERT(known != nullptr);
  return known->keys.id_of(ref.lane);
}

Result<NewEpoch> Keyring::make_epoch(store::Store& store, store::Transaction& transaction, RandomSource& random,
                                     std::optional<log::Checkpoint> last_head) const {
  AVOW_ASSERT(latest_epoch(log::Author::me) < limits::kEpochMax);
  AVOW_TRY(auto own, store.item(store::ItemKind::key, bytes_of(kOwnKey)));
  if (!own) return Error{Errc::damaged, "the vault's own keys are missing"};
  const WipedBytes stored(std::move(*own));
  ByteReader in(stored.view());
  static_cast<void>(in.fixed(1 + 2 + crypto::Key::kSize));  // version, epoch, static key
  auto export_seed = key_from(in);
  auto log_key = crypto::new_signing_key(random);
  auto witness_key = crypto::new_signing_key(random);
  ByteWriter seeds;
  seeds.reserve(kStoredBytes).fixed(log_key.seed.view()).fixed(witness_key.seed.view());
  const WipedBytes kept(seeds.take());
  NewEpoch out;
  out.known.keys = {static_cast<std::uint16_t>(latest_epoch(log::Author::me) + 1), log_key.public_key, witness_key.public_key};
  out.known.certificate = log::encode(log::certify(*pen_, out.known.keys, std::move(last_head)));
  const WipedBytes item = encode_epoch(out.known.certificate, kept.view());
  AVOW_CHECK(transaction.put_item(store::ItemKind::key, epoch_item(log::Author::me, out.known.keys.epoch), item.view()));
  out.pen = std::make_unique<log::Pen>(std::move(log_key), std::move(witness_key),
                                       crypto::signing_key_from_seed(std::move(export_seed)), tap_);
  return out;
}

void Keyring::take_new_epoch(NewEpoch made) {
  epoch_ = made.known.keys.epoch;
  own_epochs_[epoch_] = std::move(made.known);
  pen_ = std::move(made.pen);
}

Result<void> Keyring::put_found_epoch(store::Transaction& transaction, log::Author by, const log::Certificate& certificate) {
  const WipedBytes item = encode_epoch(log::encode(certificate), {});
  return transaction.put_item(store::ItemKind::key, epoch_item(by, certificate.keys.epoch), item.view());
}

void Keyring::take_found_epoch(log::Author by, const log::Certificate& certificate) {
  auto& known = by == log::Author::me ? own_epochs_ : partner_epochs_;
  known[certificate.keys.epoch] = {certificate.keys, log::encode(certificate)};
}

Result<void> Keyring::load_epochs(store::Store& store, ByteView export_seed) {
  AVOW_TRY(const auto keys, store.item_keys(store::ItemKind::key));
  for (const auto by : {log::Author::me, log::Author::partner}) {
    for (const Bytes& key : keys) {
      if (!text_of(key).starts_with(epoch_prefix(by))) continue;
      AVOW_TRY(auto item, store.item(store::ItemKind::key, key));
      if (!item) continue;
      const WipedBytes stored(std::move(*item));
      AVOW_CHECK(take_stored_epoch(stored.view(), by, export_seed));
    }
  }
  return {};
}

Result<void> Keyring::take_stored_epoch(ByteView stored, log::Author by, ByteView export_seed) {
  ByteReader in(stored);
  if (in.u8() > kEpochVersion) return Error{Errc::newer_version, "the stored keys"};
  const ByteView certificate = in.blob();
  ByteReader seeds(in.blob());
  const auto known = log::decode_certificate(certificate);
  if (!in.finish().ok() || !known.ok()) return Error{Errc::damaged, "the stored keys of an epoch"};
  take_found_epoch(by, *known);
  if (seeds.remaining() == 0 || known->keys.epoch < epoch_) return {};
  auto log_seed = key_from(seeds);
  auto witness_seed = key_from(seeds);
  if (!seeds.finish().ok()) return Error{Errc::damaged, "the stored keys of an epoch"};
  epoch_ = known->keys.epoch;
  pen_ = std::make_unique<log::Pen>(crypto::signing_key_from_seed(std::move(log_seed)),
                                    crypto::signing_key_from_seed(std::move(witness_seed)),
                                    crypto::signing_key_from_seed(crypto::Key(export_seed)), tap_);
  return {};
}

void Keyring::make_pair(sync::PairSecrets secrets) {
  const auto& theirs = partner_->keys;
  partner_epochs_[kFirstEpoch] = {{kFirstEpoch, theirs.log_key, theirs.witness_key}, {}};
  pair_.reset();
  secrets_.emplace(std::move(secrets));
  pair_.reset(new sync::Pair{.my_static = static_key_,
                             .secrets = *secrets_,
                             .my_notes = my_notes_,
                             .me = {static_key_.public_key, pen_->export_key()},
                             .partner = {theirs.static_key, theirs.export_key}});
}

LogId Keyring::log_id_of(const pairing::PartnerKeys& keys, log::Lane lane) {
  return log::make_log_id(lane, kFirstEpoch, keys.log_key, keys.witness_key);
}

}  // namespace avow::app
