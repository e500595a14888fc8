#include "app/spoken_words.h"

#include "base/codec.h"

namespace avow::app {

Bytes encode_words(const SpokenWords& spoken) {
  ByteWriter out;
  out.u8(1).i64(to_millis(spoken.said_at));
  for (const auto& word : spoken.words) out.text(word);
  out.u32(static_cast<std::uint32_t>(spoken.sizes.size()));
  for (const auto& [ref, size] : spoken.sizes) {
    out.u8(static_cast<std::uint8_t>(ref.lane)).u8(static_cast<std::uint8_t>(ref.by)).u16(ref.epoch).u64(size);
  }
  return out.take();
}

namespace {

Result<SpokenWords> decode_words(ByteView bytes) {
  ByteReader in(bytes);
  SpokenWords out;
  const auto version = in.u8();
  out.said_at = from_millis(in.i64());
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
  if (!in.finish().ok() || version != 1) return Error{Errc::damaged, "the words compared last"};
  return out;
}

}  // namespace

Result<std::optional<SpokenWords>> load_words(store::Store& store, std::string_view key) {
  AVOW_TRY(const auto stored, store.item(store::ItemKind::words, bytes_of(key)));
  if (!stored) return std::optional<SpokenWords>{};
  AVOW_TRY(auto words, decode_words(*stored));
  return std::optional<SpokenWords>(std::move(words));
}

}  // namespace avow::app
