#include "app/kept_answers.h"

#include <algorithm>

#include "base/codec.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

const KeptAnswer* KeptAnswers::find(std::string_view key) const {
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const KeptAnswer& one) { return one.key == key; });
  return found == answers.end() ? nullptr : &*found;
}

Bytes encode(const KeptAnswers& kept) {
  ByteWriter out;
  out.u8(kVersion).fixed(kept.nonce).blob(kept.sealed).u32(static_cast<std::uint32_t>(kept.answers.size()));
  for (const KeptAnswer& one : kept.answers) {
    out.text(one.key).u8(static_cast<std::uint8_t>(one.sharing)).u32(static_cast<std::uint32_t>(one.value)).text(one.text);
  }
  return out.take();
}

Result<KeptAnswers> decode_kept_answers(ByteView bytes) {
  ByteReader in(bytes);
  KeptAnswers out;
  if (in.u8() > kVersion) return Error{Errc::newer_version, "answers of a later avow"};
  out.nonce = in.array<32>();
  out.sealed = to_bytes(in.blob());
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    KeptAnswer one;
    one.key = in.text();
    one.sharing = static_cast<ledger::Sharing>(in.u8());
    one.value = static_cast<std::int32_t>(in.u32());
    one.text = in.text();
    out.answers.push_back(std::move(one));
  }
  if (!in.finish().ok()) return Error{Errc::damaged, "kept answers"};
  return out;
}

}  // namespace avow::app
