#include "app/keyring.h"

#include "base/codec.h"
#include "base/limits.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kOwnVersion = 1;
constexpr std::uint8_t kOwnRenewedVersion = 2;  // the keys of epoch 0 are public halves
constexpr std::uint8_t kPairVersion = 1;
constexpr std::uint8_t kLeftVersion = 2;  // of the same item: the partner was left
constexpr std::uint8_t kPairRenewedVersion = 3;  // as 1 and 2, with generations behind
constexpr std::uint8_t kLeftRenewedVersion = 4;
constexpr std::uint8_t kRenewalVersion = 1;
constexpr std::string_view kRenewalKey = "renewal";
constexpr std::uint16_t kFirstEpoch = 0;
constexpr std::size_t kStoredBytes = 16'384;  // more than any stored value has
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

crypto::Key key_from(ByteReader& in) {
  const ByteView bytes = in.fixed(crypto::Key::kSize);
  return bytes.size() == crypto::Key::kSize ? crypto::Key(bytes) : crypto::Key();
}

// Of the running generation the notes keys are derived.
void write_generations(ByteWriter& out, const std::vector<Generation>& generations) {
  out.u32(static_cast<std::uint32_t>(generations.size()));
  for (const Generation& one : generations) {
    out.fixed(one.my_log_key).fixed(one.partner_log_key);
    out.fixed(one.notes.my_notes.view()).fixed(one.notes.mine.view()).fixed(one.notes.theirs.view());
  }
}

std::vector<Generation> read_generations(ByteReader& in) {
  std::vector<Generation> out;
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    Generation& one = out.emplace_back();
    one.my_log_key = in.array<32>();
    one.partner_log_key = in.array<32>();
    one.notes = {key_from(in), key_from(in), key_from(in)};
  }
  return out;
}

WipedBytes encode_pair(const PairRecord& pair) {
  const bool renewed = !pair.generations.empty();
  ByteWriter out;
  out.reserve(kStoredBytes).u8(renewed ? kPairRenewedVersion : kPairVersion);
  out.u8(static_cast<std::uint8_t>(pair.stage)).fixed(pair.root.view()).fixed(pair.link);
  out.fixed(pair.keys.static_key).fixed(pair.keys.export_key).fixed(pair.keys.log_key).fixed(pair.keys.witness_key);
  out.text(pair.keys.name).u32(static_cast<std::uint32_t>(pair.keys.addresses.size()));
  for (const auto& address : pair.keys.addresses) out.text(address);
  if (renewed) {
    out.u8(pair.me_first ? 1 : 0);
    write_generations(out, pair.generations);
  }
  return WipedBytes(out.take());
}

WipedBytes encode_left(const LeftPartner& left) {
  const bool renewed = !left.generations.empty();
  ByteWriter out;
  out.reserve(kStoredBytes).u8(renewed ? kLeftRenewedVersion : kLeftVersion);
  out.u8(left.me_first ? 1 : 0).fixed(left.log_key).fixed(left.witness_key);
  out.fixed(left.notes_mine.view()).fixed(left.notes_theirs.view()).text(left.name);
  if (renewed) write_generations(out, left.generations);
  return WipedBytes(out.take());
}

// Behind its version.
Result<LeftPartner> decode_left(ByteReader& in, bool renewed) {
  LeftPartner out;
  out.me_first = in.u8() != 0;
  out.log_key = in.array<32>();
  out.witness_key = in.array<32>();
  out.notes_mine = key_from(in);
  out.notes_theirs = key_from(in);
  out.name = in.text();
  if (renewed) out.generations = read_generations(in);
  if (!in.finish().ok()) return Error{Errc::damaged, "what is kept of the partner"};
  return out;
}

// Behind its version.
Result<PairRecord> decode_pair(ByteReader& in, bool renewed) {
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
  if (renewed) {
    out.me_first = in.u8() != 0;
    out.generations = read_generations(in);
  }
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

WipedBytes encode_renewal(const Renewal& renewal) {
  ByteWriter out;
  out.reserve(kStoredBytes).u8(kRenewalVersion).u8(renewal.answered ? 2 : renewal.confirmed ? 1 : 0).fixed(renewal.static_key.secret.view());
  out.fixed(renewal.log_key.seed.view()).fixed(renewal.witness_key.seed.view()).fixed(renewal.my_notes.view());
  out.fixed(renewal.root.view()).fixed(renewal.partner.static_key).fixed(renewal.partner.export_key);
  out.fixed(renewal.partner.log_key).fixed(renewal.partner.witness_key);
  return WipedBytes(out.take());
}

Result<Renewal> decode_renewal(ByteView stored) {
  ByteReader in(stored);
  if (in.u8() > kRenewalVersion) return Error{Errc::newer_version, "the renewed keys"};
  Renewal out;
  const auto stage = in.u8();
  out.confirmed = stage > 0;
  out.answered = stage > 1;
  out.static_key = crypto::agreement_key_from_secret(key_from(in));
  out.log_key = crypto::signing_key_from_seed(key_from(in));
  out.witness_key = crypto::signing_key_from_seed(key_from(in));
  out.my_notes = key_from(in);
  out.root = key_from(in);
  out.partner.static_key = in.array<32>();
  out.partner.export_key = in.array<32>();
  out.partner.log_key = in.array<32>();
  out.partner.witness_key = in.array<32>();
  if (!in.finish().ok()) return Error{Errc::damaged, "the renewed keys"};
  return out;
}

// `seeds`: of log and witness key, when they are here.
WipedBytes encode_epoch(ByteView certificate, ByteView seeds) {
  ByteWriter out;
  out.reserve(kStoredBytes).u8(kEpochVersion).blob(certificate).blob(seeds);
  return WipedBytes(out.take());
}

}  // namespace

Generation Generation::copy() const {
  return {my_log_key, partner_log_key, {notes.my_notes.copy(), notes.mine.copy(), notes.theirs.copy()}};
}

PairRecord PairRecord::copy() const {
  PairRecord out{keys, root.copy(), stage, link, {}, me_first};
  for (const Generation& one : generations) out.generations.push_back(one.copy());
  return out;
}

Keyring::Keyring(crypto::AgreementKey static_key, crypto::Key my_notes, const log::EpochKeys& first, log::SignedBytesTap tap)
    : static_key_(std::move(static_key)), my_notes_(std::move(my_notes)), tap_(std::move(tap)) {
  own_epochs_[kFirstEpoch] = {first, {}};
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
  const log::EpochKeys first{kFirstEpoch, log_key.public_key, witness_key.public_key};
  std::unique_ptr<Keyring> keyring(new Keyring(std::move(static_key), std::move(my_notes), first, std::move(tap)));
  keyring->pen_ = std::make_unique<log::Pen>(std::move(log_key), std::move(witness_key), std::move(export_key), keyring->tap_);
  return keyring;
}

Result<std::unique_ptr<Keyring>> Keyring::load(store::Store& store, log::SignedBytesTap tap) {
  AVOW_TRY(auto own, store.item(store::ItemKind::key, bytes_of(kOwnKey)));
  if (!own) return Error{Errc::damaged, "the vault's own keys are missing"};
  const WipedBytes stored(std::move(*own));
  ByteReader in(stored.view());
  const auto version = in.u8();
  if (version > kOwnRenewedVersion) return Error{Errc::newer_version, "the stored keys"};
  const auto epoch = in.u16();
  auto static_secret = key_from(in);
  auto export_seed = key_from(in);
  log::EpochKeys first{kFirstEpoch, {}, {}};
  std::optional<crypto::SigningKey> log_key;
  std::optional<crypto::SigningKey> witness_key;
  if (version == kOwnVersion) {
    log_key = crypto::signing_key_from_seed(key_from(in));
    witness_key = crypto::signing_key_from_seed(key_from(in));
    first.log_key = log_key->public_key;
    first.witness_key = witness_key->public_key;
  } else {
    first.log_key = in.array<32>();
    first.witness_key = in.array<32>();
  }
  auto my_notes = key_from(in);
  if (!in.finish().ok() || epoch != kFirstEpoch) return Error{Errc::damaged, "the stored keys"};
  std::unique_ptr<Keyring> keyring(new Keyring(crypto::agreement_key_from_secret(std::move(static_secret)), std::move(my_notes),
                                               first, std::move(tap)));
  if (log_key) {
    keyring->pen_ = std::make_unique<log::Pen>(std::move(*log_key), std::move(*witness_key),
                                               crypto::signing_key_from_seed(export_seed.copy()), keyring->tap_);
  }
  AVOW_CHECK(keyring->load_epochs(store, export_seed.view()));
  if (keyring->pen_ == nullptr) return Error{Errc::damaged, "no key is here to write with"};
  AVOW_TRY(auto pair, store.item(store::ItemKind::key, bytes_of(kPairKey)));
  if (pair) {
    const WipedBytes pair_bytes(std::move(*pair));
    AVOW_CHECK(keyring->take_stored(pair_bytes.view()));
  }
  AVOW_CHECK(keyring->take_stored_renewal(store));
  return keyring;
}

Result<void> Keyring::take_stored(ByteView pair_item) {
  ByteReader in(pair_item);
  const auto version = in.u8();
  if (version > kLeftRenewedVersion) return Error{Errc::newer_version, "the stored pairing"};
  if (version == kLeftVersion || version == kLeftRenewedVersion) {
    AVOW_TRY(auto left, decode_left(in, version == kLeftRenewedVersion));
    take_left(std::move(left));
    return {};
  }
  AVOW_TRY(auto record, decode_pair(in, version == kPairRenewedVersion));
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

namespace {

std::vector<sync::NotesKeys> past_of(const std::vector<Generation>& generations) {
  std::vector<sync::NotesKeys> out;
  for (std::size_t i = 0; i + 1 < generations.size(); ++i) out.push_back(generations[i].copy().notes);
  return out;
}

}  // namespace

LeftPartner Keyring::after_leaving() const {
  LeftPartner out{partner_->keys.name, partner_->keys.log_key, partner_->keys.witness_key,
                  voice_->secrets.notes_mine.copy(), voice_->secrets.notes_theirs.copy(), me_first_, {}};
  for (const Generation& one : partner_->generations) out.generations.push_back(one.copy());
  return out;
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
  record.generations = std::move(left.generations);
  record.me_first = left.me_first;
  partner_.emplace(std::move(record));
  me_first_ = left.me_first;
  sync::PairSecrets secrets;
  secrets.notes_mine = std::move(left.notes_mine);
  secrets.notes_theirs = std::move(left.notes_theirs);
  renewal_.reset();
  next_.reset();
  old_voices_.clear();
  partner_epochs_[kFirstEpoch] = {{kFirstEpoch, partner_->keys.log_key, partner_->keys.witness_key}, {}};
  voice_ = std::make_unique<Voice>(static_key_, std::move(secrets), my_notes_, partner_->generations, pen_->export_key(),
                                   sync::Identity{});
}

void Keyring::derive_pair() {
  const auto& theirs = partner_->keys;
  me_first_ = partner_->generations.empty() ? static_key_.public_key < theirs.static_key : partner_->me_first;
  partner_epochs_[kFirstEpoch] = {{kFirstEpoch, theirs.log_key, theirs.witness_key}, {}};
  voice_ = std::make_unique<Voice>(static_key_, sync::derive_pair_secrets(partner_->root, static_key_.public_key, theirs.static_key),
                                   my_notes_, partner_->generations, pen_->export_key(),
                                   sync::Identity{theirs.static_key, theirs.export_key});
}

Keyring::Voice::Voice(const crypto::AgreementKey& own, sync::PairSecrets shared, const crypto::Key& notes,
                      const std::vector<Generation>& generations, const crypto::PublicKey& export_key,
                      const sync::Identity& partner)
    : static_key{own.secret.copy(), own.public_key},
      secrets(std::move(shared)),
      my_notes(notes.copy()),
      past(past_of(generations)),
      pair{.my_static = static_key,
           .secrets = secrets,
           .my_notes = my_notes,
           .me = {own.public_key, export_key},
           .partner = partner,
           .past = past} {}

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

namespace {

Result<crypto::Key> export_seed_in(store::Store& store) {
  AVOW_TRY(auto own, store.item(store::ItemKind::key, bytes_of(kOwnKey)));
  if (!own) return Error{Errc::damaged, "the vault's own keys are missing"};
  const WipedBytes stored(std::move(*own));
  ByteReader in(stored.view());
  static_cast<void>(in.fixed(1 + 2 + crypto::Key::kSize));  // version, epoch, static key
  return key_from(in);
}

}  // namespace

Result<NewEpoch> Keyring::make_epoch(store::Store& store, store::Transaction& transaction, crypto::SigningKey log_key,
                                     crypto::SigningKey witness_key, std::optional<log::Checkpoint> last_head) const {
  AVOW_ASSERT(latest_epoch(log::Author::me) < limits::kEpochMax);
  AVOW_TRY(auto export_seed, export_seed_in(store));
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

// ---- Renewing the keys

std::uint16_t Keyring::generation_of(const log::LogRef& ref) const {
  if (!partner_) return 0;
  const auto& generations = partner_->generations;
  for (std::size_t i = generations.size(); i > 1; --i) {
    const Generation& one = generations[i - 1];
    const auto& first = ref.by == log::Author::me ? one.my_log_key : one.partner_log_key;
    for (const auto& [epoch, known] : epochs(ref.by)) {
      if (known.keys.log_key == first && ref.epoch >= epoch) return static_cast<std::uint16_t>(i - 1);
    }
  }
  return 0;
}

Renewal Renewal::copy() const {
  return {{static_key.secret.copy(), static_key.public_key}, {log_key.seed.copy(), log_key.public_key},
          {witness_key.seed.copy(), witness_key.public_key}, my_notes.copy(), partner, root.copy(), confirmed, answered};
}

Renewal Keyring::new_renewal(RandomSource& random) {
  return {crypto::new_agreement_key(random), crypto::new_signing_key(random), crypto::new_signing_key(random),
          crypto::Key::random(random), {}, {}, false, false};
}

Result<void> Keyring::put_renewal(store::Transaction& transaction, const Renewal& renewal) {
  const WipedBytes stored = encode_renewal(renewal);
  return transaction.put_item(store::ItemKind::key, bytes_of(kRenewalKey), stored.view());
}

Result<void> Keyring::drop_renewal(store::Transaction& transaction) {
  transaction.leave_no_trace();
  return transaction.erase_item(store::ItemKind::key, bytes_of(kRenewalKey));
}

void Keyring::take_renewal(std::optional<Renewal> renewal) {
  if (next_) old_voices_.push_back(std::move(next_));  // a call may be under way with it
  renewal_ = std::move(renewal);
  if (renewal_ && renewal_->confirmed && confirmed()) make_next();
}

void Keyring::make_next() {
  const std::vector<Generation> generations = renewed_generations();
  next_ = std::make_unique<Voice>(
      renewal_->static_key,
      sync::derive_pair_secrets(renewal_->root, renewal_->static_key.public_key, renewal_->partner.static_key), renewal_->my_notes,
      generations, pen_->export_key(), sync::Identity{renewal_->partner.static_key, partner_->keys.export_key});
}

// The running one is past from then on, with what it needs to verify what it tagged.
std::vector<Generation> Keyring::renewed_generations() const {
  std::vector<Generation> out;
  for (const Generation& one : partner_->generations) out.push_back(one.copy());
  if (out.empty()) out.emplace_back();
  out.back().notes = {my_notes_.copy(), voice_->secrets.notes_mine.copy(), voice_->secrets.notes_theirs.copy()};
  out.push_back({renewal_->log_key.public_key, renewal_->partner.log_key, {}});
  return out;
}

Result<void> Keyring::take_stored_renewal(store::Store& store) {
  AVOW_TRY(auto stored, store.item(store::ItemKind::key, bytes_of(kRenewalKey)));
  if (!stored) return {};
  const WipedBytes bytes(std::move(*stored));
  AVOW_TRY(auto renewal, decode_renewal(bytes.view()));
  take_renewal(std::move(renewal));
  return {};
}

Result<PairRecord> Keyring::put_renewed(store::Store& store, store::Transaction& transaction, LogKeys old_ones) const {
  AVOW_ASSERT(next_ != nullptr);
  AVOW_TRY(auto known, store.item(store::ItemKind::key, bytes_of(kOwnKey)));
  if (!known) return Error{Errc::damaged, "the vault's own keys are missing"};
  const WipedBytes before(std::move(*known));
  ByteReader in(before.view());
  const auto version = old_ones == LogKeys::keep ? in.u8() : (static_cast<void>(in.u8()), kOwnRenewedVersion);
  const auto epoch = in.u16();
  static_cast<void>(in.fixed(crypto::Key::kSize));  // the old static key
  const auto export_seed = key_from(in);
  const auto log_key = in.array<32>();  // seeds, or public halves when the version says so
  const auto witness_key = in.array<32>();
  const log::EpochKeys& first = own_epochs_.at(kFirstEpoch).keys;
  const bool kept = old_ones == LogKeys::keep;
  ByteWriter own;
  own.reserve(kStoredBytes).u8(version).u16(epoch).fixed(renewal_->static_key.secret.view()).fixed(export_seed.view());
  own.fixed(kept ? log_key : first.log_key).fixed(kept ? witness_key : first.witness_key).fixed(renewal_->my_notes.view());
  const WipedBytes stored(own.take());
  AVOW_CHECK(transaction.put_item(store::ItemKind::key, bytes_of(kOwnKey), stored.view()));
  for (const auto& [number, keys] : own_epochs_) {
    if (kept || number == kFirstEpoch) continue;
    const WipedBytes item = encode_epoch(keys.certificate, {});
    AVOW_CHECK(transaction.put_item(store::ItemKind::key, epoch_item(log::Author::me, number), item.view()));
  }
  PairRecord record = partner_->copy();
  record.generations = renewed_generations();
  record.me_first = me_first_;
  record.root = renewal_->root.copy();
  record.keys.static_key = renewal_->partner.static_key;
  AVOW_CHECK(put_partner(transaction, record));
  AVOW_CHECK(drop_renewal(transaction));
  return record;
}

// Why the old voice stays: a session may be in the middle of a message with it.
void Keyring::take_renewed(PairRecord record) {
  static_key_ = crypto::agreement_key_from_secret(renewal_->static_key.secret.copy());
  my_notes_ = renewal_->my_notes.copy();
  partner_.emplace(std::move(record));
  old_voices_.push_back(std::move(voice_));
  voice_ = std::move(next_);
  renewal_.reset();
}

LogId Keyring::log_id_of(const pairing::PartnerKeys& keys, log::Lane lane) {
  return log::make_log_id(lane, kFirstEpoch, keys.log_key, keys.witness_key);
}

}  // namespace avow::app
