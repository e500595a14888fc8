#include "pairing/link.h"

#include <algorithm>
#include <limits>

#include "base/codec.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/reason.h"
#include "crypto/hash.h"
#include "pairing/address.h"

namespace avow::pairing {
namespace {

constexpr std::string_view kPrefix = "AVOW";
constexpr std::string_view kScheme = "AVOW:";
constexpr std::size_t kGroup = 5;
constexpr std::size_t kCheckBytes = 5;
constexpr std::size_t kCheckSymbols = 8;
static_assert(limits::kAddressBytesMax <= std::numeric_limits<std::uint8_t>::max());

ByteArray<kCheckBytes> check_of(std::uint8_t version, ByteView content) {
  const ByteArray<1> number{version};
  return first<kCheckBytes>(crypto::blake2b({bytes_of("avow/v1 link"), number, content}));
}

Bytes content_of(const Invite& invite) {
  ByteWriter out;
  out.fixed(invite.psk.view()).fixed(invite.inviter_hash);
  const auto minute = std::chrono::floor<std::chrono::minutes>(invite.expires);
  out.u32(static_cast<std::uint32_t>(minute.time_since_epoch().count()));
  out.u8(static_cast<std::uint8_t>(invite.addresses.size()));
  for (const std::string& address : invite.addresses) {
    out.u8(static_cast<std::uint8_t>(address.size())).fixed(bytes_of(address));
  }
  return out.take();
}

// The authentic content of a version 1 link. What fails here was made wrongly, not damaged on the way.
Result<Invite> read_content(ByteView content) {
  ByteReader in(content);
  Invite invite{.psk = crypto::Key(), .inviter_hash = {}, .addresses = {}, .expires = {}};
  const ByteView psk = in.fixed(crypto::Key::kSize);
  if (!in.failed()) invite.psk = crypto::Key(psk);
  invite.inviter_hash = in.array<32>();
  invite.expires = Instant(std::chrono::minutes(in.u32()));
  const std::size_t count = in.u8();
  if (count > limits::kAddressesMax) return Error{Errc::malformed, "a link with too many addresses"};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = in.u8();
    invite.addresses.emplace_back(text_of(in.fixed(size)));
  }
  AVOW_CHECK(in.finish());
  AVOW_CHECK(check_addresses(invite.addresses));
  return invite;
}

// The length of what may be skipped at the front of `text`: what people, mail programs and word processors put
// around and into a text. 0: it counts.
std::size_t skippable(std::string_view text) {
  constexpr std::string_view kAscii = " \t\r\n\f\v-'\"`<>";
  if (kAscii.find(text.front()) != std::string_view::npos) return 1;
  // No-break space, soft hyphen, « »; ideographic space, byte order mark, word joiner, minus, ‹ ›.
  for (const std::string_view one : {"\xC2\xA0", "\xC2\xAD", "\xC2\xAB", "\xC2\xBB", "\xE3\x80\x80", "\xEF\xBB\xBF",
                                     "\xE2\x81\xA0", "\xE2\x88\x92", "\xE2\x80\xB9", "\xE2\x80\xBA"}) {
    if (text.starts_with(one)) return one.size();
  }
  // U+2000–201F: spaces, zero widths, dashes, curly quotes. U+2028–202F: line separators, directions.
  if (text.size() >= 3 && text.starts_with("\xE2\x80")) {
    const auto last = static_cast<std::uint8_t>(text[2]);
    if (last <= 0x9F || (last >= 0xA8 && last <= 0xAF)) return 3;
  }
  return 0;
}

std::string without_decoration(std::string_view text) {
  std::string out;
  out.reserve(text.size());  // Why: no second copy of the secret is left behind by growing
  while (!text.empty()) {
    const std::size_t skip = skippable(text);
    if (skip == 0) out.push_back(text.front());
    text.remove_prefix(std::max<std::size_t>(skip, 1));
  }
  return out;
}

// Does `text` start with `prefix` (upper case), typed in any case and with 0 for O?
bool starts_like(std::string_view text, std::string_view prefix) {
  const auto alike = [](char want, char got) {
    return want == got || (base32_value(want) >= 0 && base32_value(want) == base32_value(got));
  };
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(), alike);
}

Result<Invite> read_symbols(std::string_view symbols) {
  if (starts_like(symbols, kScheme)) {
    symbols.remove_prefix(kScheme.size());
    while (symbols.starts_with('/')) symbols.remove_prefix(1);
  }
  if (!starts_like(symbols, kPrefix)) return Error{Errc::malformed, std::string(reason::kNoLink)};
  symbols.remove_prefix(kPrefix.size());
  const int version = symbols.empty() ? -1 : base32_value(symbols.front());
  if (version < 1 || version > 9) return Error{Errc::malformed, std::string(reason::kNoLink)};
  symbols.remove_prefix(1);
  const Error damaged{Errc::malformed, std::string(reason::kDamagedLink)};
  if (symbols.size() <= kCheckSymbols) return damaged;
  auto content = from_base32(symbols.substr(0, symbols.size() - kCheckSymbols));
  const auto check = from_base32(symbols.substr(symbols.size() - kCheckSymbols));
  if (!content.ok() || !check.ok()) return damaged;
  auto invite = [&]() -> Result<Invite> {
    if (!equal(*check, check_of(static_cast<std::uint8_t>(version), *content))) return damaged;
    if (version != kLinkVersion) return Error{Errc::newer_version, std::string(reason::kLaterLink)};
    return read_content(*content);
  }();
  crypto::wipe(*content);
  return invite;
}

}  // namespace

Result<Invite> new_invite(const Hash& inviter_hash, std::vector<std::string> addresses, Instant expires,
                          RandomSource& random) {
  AVOW_CHECK(check_addresses(addresses));
  const auto minute = std::chrono::ceil<std::chrono::minutes>(expires);
  const auto count = minute.time_since_epoch().count();
  if (count < 0 || count > std::numeric_limits<std::uint32_t>::max()) return Error{Errc::usage, "an impossible expiry"};
  return Invite{crypto::Key::random(random), inviter_hash, std::move(addresses), minute};
}

crypto::SecretBuffer to_link_text(const Invite& invite) {
  AVOW_ASSERT(check_addresses(invite.addresses).ok());
  Bytes content = content_of(invite);
  std::string symbols = to_base32(content);
  symbols += to_base32(check_of(kLinkVersion, content));
  std::string text(kPrefix);
  text.reserve(symbols.size() + symbols.size() / kGroup + 2 * kGroup);
  text.push_back(base32_symbol(kLinkVersion));
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i % kGroup == 0) text.push_back('-');
    text.push_back(symbols[i]);
  }
  AVOW_ASSERT(text.size() <= limits::kLinkTextBytesMax);
  crypto::SecretBuffer out{bytes_of(text)};
  crypto::wipe(content);
  crypto::wipe(symbols);
  crypto::wipe(text);
  return out;
}

Result<Invite> parse_link(std::string_view text) {
  if (text.size() > limits::kLinkTextBytesMax) return Error{Errc::too_large, std::string(reason::kLongLink)};
  std::string symbols = without_decoration(text);
  auto invite = read_symbols(symbols);
  crypto::wipe(symbols);
  return invite;
}

}  // namespace avow::pairing
