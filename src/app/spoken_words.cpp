#include "app/spoken_words.h"

#include "base/codec.h"
#include "ledger/when.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kVersion = 2;  // 1 had the moment in the place of the day

}  // namespace

Bytes encode_words(const SpokenWords& spoken) {
  ByteWriter out;
  out.u8(kVersion).text(spoken.said_on);
  for (const auto& word : spoken.words) out.text(word);
  out.u32(static_cast<std::uint32_t>(spoken.sizes.size()));
  for (const auto& [ref, size] : spoken.sizes) {
    out.u8(static_cast<std::uint8_t>(ref.lane)).u8(static_cast<std::uint8_t>(ref.by)).u16(ref.epoch).u64(size);
  }
  return out.take();
}

namespace {

Result<SpokenWords> decode_words(ByteView bytes, std::string_view zone) {
  ByteReader in(bytes);
  SpokenWords out;
  const auto version = in.u8();
  out.said_on = version == 1 ? ledger::day_of(from_millis(in.i64()), zone).date : std::string(in.text());
  for (auto& word : out.words) word = in.text();
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    log::LogRef ref;
    ref.lane = static_cast<log::Lane>(in.u8());
    ref.by = static_cast<log::Author>(in.u8());
    ref.epoch = in.u16();
    const auto size = in.u64();
    out.sizes.emplace_back(ref, size);
  }
  if (!in.finish().ok() || version < 1 || version > kVersion) return Error{Errc::damaged, "the words compared last"};
  return out;
}

}  // namespace

Result<std::optional<SpokenWords>> load_words(store::Store& store, std::string_view key, std::string_view zone) {
  AVOW_TRY(const auto stored, store.item(store::ItemKind::words, bytes_of(key)));
  if (!stored) return std::optional<SpokenWords>{};
  AVOW_TRY(auto words, decode_words(*stored, zone));
  return std::optional<SpokenWords>(std::move(words));
}

}  // namespace avow::app
