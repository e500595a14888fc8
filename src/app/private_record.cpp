#include "app/private_record.h"

#include <algorithm>
#include <array>

#include "base/codec.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::array<std::string_view, 5> kNames{"journal", "boundary", "sign", "session", "other"};

}  // namespace

std::string_view name_of(PrivateKind kind) { return kNames.at(static_cast<std::size_t>(kind) - 1); }

std::optional<PrivateKind> private_kind_named(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<PrivateKind>(found - kNames.begin() + 1);
}

Result<Bytes> encode(const PrivateRecord& record) {
  AVOW_TRY(const Bytes words, ledger::encode(record.words));
  ByteWriter out;
  out.u8(kVersion).u8(static_cast<std::uint8_t>(record.kind)).i64(to_millis(record.said_at));
  out.fixed(record.subject.bytes).u8(record.value).blob(words);
  return out.take();
}

Result<PrivateRecord> decode_private_record(ByteView key, ByteView bytes) {
  const Error damaged{Errc::damaged, "a private record"};
  ByteReader in(bytes);
  if (in.u8() > kVersion) return Error{Errc::newer_version, "a private record"};
  PrivateRecord out;
  const auto kind = in.u8();
  out.said_at = from_millis(in.i64());
  out.subject.bytes = in.array<16>();
  out.value = in.u8();
  const auto words = ledger::decode_words(in.blob());
  if (!in.finish().ok() || !words.ok() || key.size() != 16) return damaged;
  if (kind < 1 || kind > kNames.size()) return damaged;
  out.id.bytes = first<16>(key);
  out.kind = static_cast<PrivateKind>(kind);
  out.words = *words;
  return out;
}

}  // namespace avow::app
