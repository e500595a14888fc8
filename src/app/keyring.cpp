#include "app/keyring.h"

#include "base/codec.h"
#include "base/limits.h"
#include "store/transaction.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kOwnVersion = 1;
constexpr std::uint8_t kOwnRenewedVersion = 2;  // the keys of epoch 0 are public halves
constexpr std::string_view kRenewalKey = "renewal";
constexpr std::uint16_t kFirstEpoch = 0;
constexpr std::string_view kOwnKey = "own";
constexpr std::string_view kPairKey = "pair";
constexpr std::string_view kRenewedAtKey = "renewed at";
constexpr std::uint8_t kEpochVersion = 1;
constexpr std::string_view kOwnEpochPrefix = "epoch me ";  // then u16
constexpr std::string_view kPartnerEpochPrefix = "epoch partner ";

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
  out.reserve(kStoredKeyBytes).u8(kEpochVersion).blob(certificate).blob(seeds);
  return WipedBytes(out.take());
}

}  // namespace

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
  out.reserve(kStoredKeyBytes).u8(kOwnVersion).u16(kFirstEpoch).fixed(static_key.secret.view()).fixed(export_key.seed.view());
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
  if (keyring->pen_ == nullptr) {
    keyring->pen_ = std::make_unique<log::Pen>(crypto::signing_key_from_seed(std::move(export_seed)), keyring->tap_);
  }
  AVOW_CHECK(keyring->load_renewed_at(store));
  AVOW_TRY(auto pair, store.item(store::ItemKind::key, bytes_of(kPairKey)));
  if (pair) {
    const WipedBytes pair_bytes(std::move(*pair));
    AVOW_CHECK(keyring->take_stored(pair_bytes.view()));
  }
  AVOW_CHECK(keyring->take_stored_renewal(store));
  return keyring;
}

Result<void> Keyring::take_stored(ByteView pair_item) {
  AVOW_TRY(auto partner, decode_partner(pair_item));
  if (auto* left = std::get_if<LeftPartner>(&partner)) {
    take_left(std::move(*left));
  } else {
    take_partner(std::move(std::get<PairRecord>(partner)));
  }
  return {};
}

bool Keyring::is_own(store::ItemKind kind, ByteView key) {
  return kind == store::ItemKind::key && equal(key, bytes_of(kOwnKey));
}

Result<void> Keyring::put_partner(store::Transaction& transaction, const PairRecord& partner) {
  const WipedBytes stored = encode(partner);
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
  for (Generation& one : copy_of(generations)) out.push_back(std::move(one.notes));
  if (!out.empty()) out.pop_back();  // the running one
  return out;
}

}  // namespace

LeftPartner Keyring::after_leaving() const {
  return {partner_->keys.name, partner_->keys.log_key, partner_->keys.witness_key, voice_->secrets.notes_mine.copy(),
          voice_->secrets.notes_theirs.copy(), me_first_, copy_of(partner_->generations)};
}

Result<void> Keyring::put_left(store::Transaction& transaction, const LeftPartner& left) {
  const WipedBytes stored = encode(left);
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

bool Keyring::epochs_are_used_up() const { return latest_epoch(log::Author::me) >= limits::kEpochMax; }

bool Keyring::may_begin_epoch() const {
  if (epochs_are_used_up()) return false;
  // Without a partner nobody takes any, and nothing could be renewed.
  return !confirmed() || latest_epoch(log::Author::me) < renewed_at_.value_or(RenewedAt()).mine + limits::kEpochsBegunMax;
}

bool Keyring::takes_epoch_of_partner(std::uint16_t epoch) const {
  return epoch <= renewed_at_.value_or(RenewedAt()).theirs + limits::kEpochsTakenMax;
}

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
  AVOW_ASSERT(!epochs_are_used_up());
  AVOW_TRY(auto export_seed, export_seed_in(store));
  ByteWriter seeds;
  seeds.reserve(kStoredKeyBytes).fixed(log_key.seed.view()).fixed(witness_key.seed.view());
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
  const bool mine = by == log::Author::me && pen_ != nullptr && pen_->has_log_keys() && certificate.keys.epoch == epoch_;
  if (mine && certificate.keys.log_key != pen_->log_key()) pen_->drop_log_keys();
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

Result<void> Keyring::load_renewed_at(store::Store& store) {
  AVOW_TRY(const auto stored, store.item(store::ItemKind::key, bytes_of(kRenewedAtKey)));
  if (!stored) return {};
  ByteReader in(*stored);
  RenewedAt read;
  read.mine = in.u16();
  read.theirs = in.u16();
  renewed_at_ = read;
  return in.finish().ok() ? Result<void>() : Result<void>(Error{Errc::damaged, "when the keys were renewed"});
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

Renewal Keyring::new_renewal(RandomSource& random) {
  return {crypto::new_agreement_key(random), crypto::new_signing_key(random), crypto::new_signing_key(random),
          crypto::Key::random(random), {}, {}};
}

Result<void> Keyring::put_renewal(store::Transaction& transaction, const Renewal& renewal) {
  const WipedBytes stored = encode(renewal);
  return transaction.put_item(store::ItemKind::key, bytes_of(kRenewalKey), stored.view());
}

Result<void> Keyring::drop_renewal(store::Transaction& transaction) {
  transaction.leave_no_trace();
  return transaction.erase_item(store::ItemKind::key, bytes_of(kRenewalKey));
}

void Keyring::take_renewal(std::optional<Renewal> renewal) {
  if (next_) old_voices_.push_back(std::move(next_));  // a call may be under way with it
  renewal_ = std::move(renewal);
  if (renewal_ && renewal_->confirmed() && confirmed()) make_next();
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
  std::vector<Generation> out = copy_of(partner_->generations);
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

// The own keys anew. `keep_seeds`: those of epoch 0 stay as they are stored, else only their public halves do.
Result<void> Keyring::put_own(store::Store& store, store::Transaction& transaction, const crypto::AgreementKey& static_key,
                              const crypto::Key& my_notes, bool keep_seeds) const {
  AVOW_TRY(auto known, store.item(store::ItemKind::key, bytes_of(kOwnKey)));
  if (!known) return Error{Errc::damaged, "the vault's own keys are missing"};
  const WipedBytes before(std::move(*known));
  ByteReader in(before.view());
  const auto version = in.u8();
  const auto epoch = in.u16();
  static_cast<void>(in.fixed(crypto::Key::kSize));  // the static key of before
  const ByteView export_seed = in.fixed(crypto::Key::kSize);
  const ByteView log_keys = in.fixed(2 * crypto::Key::kSize);  // seeds, or public halves when the version says so
  ByteWriter own;
  own.reserve(kStoredKeyBytes).u8(keep_seeds ? version : kOwnRenewedVersion).u16(epoch);
  own.fixed(static_key.secret.view()).fixed(export_seed);
  const log::EpochKeys& first = own_epochs_.at(kFirstEpoch).keys;
  if (keep_seeds) own.fixed(log_keys);
  else own.fixed(first.log_key).fixed(first.witness_key);
  own.fixed(my_notes.view());
  const WipedBytes stored(own.take());
  return transaction.put_item(store::ItemKind::key, bytes_of(kOwnKey), stored.view());
}

Result<void> Keyring::put_public_halves(store::Transaction& transaction) const {
  for (const auto& [number, keys] : own_epochs_) {
    if (number == kFirstEpoch) continue;
    const WipedBytes item = encode_epoch(keys.certificate, {});
    AVOW_CHECK(transaction.put_item(store::ItemKind::key, epoch_item(log::Author::me, number), item.view()));
  }
  return {};
}

Result<void> Keyring::put_without_old_seeds(store::Store& store, store::Transaction& transaction) const {
  transaction.leave_no_trace();
  AVOW_CHECK(put_own(store, transaction, static_key_, my_notes_, false));
  return put_public_halves(transaction);
}

Result<PairRecord> Keyring::put_renewed(store::Store& store, store::Transaction& transaction, LogKeys old_ones) const {
  AVOW_ASSERT(next_ != nullptr);
  const bool kept = old_ones == LogKeys::keep;
  AVOW_CHECK(put_own(store, transaction, renewal_->static_key, renewal_->my_notes, kept));
  if (!kept) AVOW_CHECK(put_public_halves(transaction));
  ByteWriter renewed_at;
  renewed_at.u16(latest_epoch(log::Author::me)).u16(latest_epoch(log::Author::partner));
  AVOW_CHECK(transaction.put_item(store::ItemKind::key, bytes_of(kRenewedAtKey), renewed_at.bytes()));
  PairRecord record = partner_->copy();
  record.generations = renewed_generations();
  record.me_first = me_first_;
  record.root = renewal_->root.copy();
  record.keys.static_key = renewal_->partner.static_key;
  AVOW_CHECK(put_partner(transaction, record));
  return record;
}

// Why the old voice stays: a session may be in the middle of a message with it.
void Keyring::take_renewed(PairRecord record) {
  static_key_ = crypto::agreement_key_from_secret(renewal_->static_key.secret.copy());
  my_notes_ = renewal_->my_notes.copy();
  renewed_at_ = RenewedAt{latest_epoch(log::Author::me), latest_epoch(log::Author::partner)};
  partner_.emplace(std::move(record));
  old_voices_.push_back(std::move(voice_));
  voice_ = std::move(next_);
  renewal_.reset();
}

LogId Keyring::log_id_of(const pairing::PartnerKeys& keys, log::Lane lane) {
  return log::make_log_id(lane, kFirstEpoch, keys.log_key, keys.witness_key);
}

}  // namespace avow::app
