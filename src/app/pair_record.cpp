#include "app/pair_record.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kPairVersion = 1;
constexpr std::uint8_t kLeftVersion = 2;
constexpr std::uint8_t kPairRenewedVersion = 3;  // as 1 and 2, with generations behind
constexpr std::uint8_t kLeftRenewedVersion = 4;
constexpr std::uint8_t kRenewalVersion = 1;

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

}  // namespace

std::vector<Generation> copy_of(const std::vector<Generation>& generations) {
  std::vector<Generation> out;
  for (const auto& [mine, partners, notes] : generations) {
    out.push_back({mine, partners, {notes.my_notes.copy(), notes.mine.copy(), notes.theirs.copy()}});
  }
  return out;
}

PairRecord PairRecord::copy() const { return {keys, root.copy(), stage, link, copy_of(generations), me_first}; }

Renewal Renewal::copy() const {
  return {{static_key.secret.copy(), static_key.public_key}, {log_key.seed.copy(), log_key.public_key},
          {witness_key.seed.copy(), witness_key.public_key}, my_notes.copy(), partner, root.copy(), stage};
}

crypto::Key key_from(ByteReader& in) {
  const ByteView bytes = in.fixed(crypto::Key::kSize);
  return bytes.size() == crypto::Key::kSize ? crypto::Key(bytes) : crypto::Key();
}

WipedBytes encode(const PairRecord& pair) {
  const bool renewed = !pair.generations.empty();
  ByteWriter out;
  out.reserve(kStoredKeyBytes).u8(renewed ? kPairRenewedVersion : kPairVersion);
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

WipedBytes encode(const LeftPartner& left) {
  const bool renewed = !left.generations.empty();
  ByteWriter out;
  out.reserve(kStoredKeyBytes).u8(renewed ? kLeftRenewedVersion : kLeftVersion);
  out.u8(left.me_first ? 1 : 0).fixed(left.log_key).fixed(left.witness_key);
  out.fixed(left.notes_mine.view()).fixed(left.notes_theirs.view()).text(left.name);
  if (renewed) write_generations(out, left.generations);
  return WipedBytes(out.take());
}

Result<std::variant<PairRecord, LeftPartner>> decode_partner(ByteView stored) {
  using Partner = std::variant<PairRecord, LeftPartner>;
  ByteReader in(stored);
  const auto version = in.u8();
  if (version > kLeftRenewedVersion) return Error{Errc::newer_version, "the stored pairing"};
  if (version == kLeftVersion || version == kLeftRenewedVersion) {
    AVOW_TRY(auto left, decode_left(in, version == kLeftRenewedVersion));
    return Partner(std::move(left));
  }
  AVOW_TRY(auto record, decode_pair(in, version == kPairRenewedVersion));
  return Partner(std::move(record));
}

WipedBytes encode(const Renewal& renewal) {
  ByteWriter out;
  out.reserve(kStoredKeyBytes).u8(kRenewalVersion).u8(static_cast<std::uint8_t>(renewal.stage)).fixed(renewal.static_key.secret.view());
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
  out.static_key = crypto::agreement_key_from_secret(key_from(in));
  out.log_key = crypto::signing_key_from_seed(key_from(in));
  out.witness_key = crypto::signing_key_from_seed(key_from(in));
  out.my_notes = key_from(in);
  out.root = key_from(in);
  out.partner.static_key = in.array<32>();
  out.partner.export_key = in.array<32>();
  out.partner.log_key = in.array<32>();
  out.partner.witness_key = in.array<32>();
  if (!in.finish().ok() || stage > static_cast<std::uint8_t>(RenewalStage::answered)) {
    return Error{Errc::damaged, "the renewed keys"};
  }
  out.stage = static_cast<RenewalStage>(stage);
  return out;
}

}  // namespace avow::app
