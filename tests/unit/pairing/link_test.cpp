#include "pairing/link.h"

#include <set>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/reason.h"
#include "crypto/hash.h"
#include "fakes/seeded_random.h"
#include "pairing/address.h"

using namespace avow;
using namespace avow::pairing;
using avow::testing::SeededRandom;

namespace {

const Instant kExpires = from_millis(1'800'000'000'000);  // a whole minute

Invite sample(std::vector<std::string> addresses = {"192.168.1.20:7342", "[fe80::1]:7342"}) {
  SeededRandom random(7);
  auto invite = new_invite(crypto::blake2b({bytes_of("somebody")}), std::move(addresses), kExpires, random);
  REQUIRE(invite.ok());
  return std::move(invite).value();
}

std::string text_of_link(const Invite& invite) { return std::string(text_of(to_link_text(invite).view())); }

bool same(const Invite& a, const Invite& b) {
  return equal(a.psk.view(), b.psk.view()) && a.inviter_hash == b.inviter_hash && a.addresses == b.addresses &&
         a.expires == b.expires;
}

Errc error_of(std::string_view text) {
  const auto parsed = parse_link(text);
  REQUIRE_FALSE(parsed.ok());
  return parsed.error().code;
}

// A link around any content, with a check that fits.
std::string link_around(std::uint8_t version, ByteView content) {
  const ByteArray<1> number{version};
  const auto check = crypto::blake2b({bytes_of("avow/v1 link"), number, content});
  return std::string("AVOW") + base32_symbol(version) + to_base32(content) + to_base32(ByteView(check).first(5));
}

// Refused, or read as exactly the same invite.
bool refused_or_same(const std::string& text, const Invite& invite) {
  const auto parsed = parse_link(text);
  return !parsed.ok() || same(*parsed, invite);
}

}  // namespace

TEST_CASE("a link is read as it was written, in QR's alphanumeric set") {
  const Invite invite = sample();
  const std::string text = text_of_link(invite);
  CHECK(text.starts_with("AVOW1-"));
  CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos);
  const auto parsed = parse_link(text);
  REQUIRE(parsed.ok());
  CHECK(same(*parsed, invite));
  CHECK(same(*parse_link(text_of_link(sample({}))), sample({})));
}

TEST_CASE("a link survives what mail, paper and people do to it") {
  const Invite invite = sample();
  const std::string text = text_of_link(invite);
  std::string lower, spaced, joined, wrapped, dashes, aliases;
  for (const char c : text) {
    lower += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    spaced += c == '-' ? std::string(" ") : std::string(1, c);
    if (c != '-') joined += c;
    wrapped += c;
    if (wrapped.size() % 61 == 60) wrapped += "\r\n> ";
    dashes += c == '-' ? std::string("\xE2\x80\x93") : std::string(1, c);
    aliases += c == '1' ? 'l' : c == '0' ? 'o' : c;
  }
  for (const std::string& typed : {lower, spaced, joined, wrapped, dashes, aliases, "avow:" + text, "AVOW://" + lower,
                                   "\"" + text + "\"\n", "\xE2\x80\x9C" + text + "\xE2\x80\x9D", "<avow:" + text + ">",
                                   "\xC2\xAB\xC2\xA0" + text + "\xC2\xA0\xC2\xBB", "\xEF\xBB\xBF" + text,
                                   "'" + text + "'"}) {
    CAPTURE(typed);
    const auto parsed = parse_link(typed);
    REQUIRE(parsed.ok());
    CHECK(same(*parsed, invite));
  }
}

TEST_CASE("what is no link, a damaged link and a later link are told apart") {
  const auto reason_of = [](const std::string& typed) {
    const auto parsed = parse_link(typed);
    return parsed.ok() ? std::string() : std::string(name_of(parsed.error().code)) + ": " + parsed.error().context;
  };
  const std::string damaged = "malformed: " + std::string(reason::kDamagedLink);
  const std::string text = text_of_link(sample());
  CHECK(error_of("") == Errc::malformed);
  CHECK(error_of("avow:") == Errc::malformed);
  CHECK(error_of("\xE2\x80") == Errc::malformed);
  CHECK(error_of("https://example.org/") == Errc::malformed);
  CHECK(reason_of("avowal") == "malformed: " + std::string(reason::kNoLink));
  CHECK(error_of("AVOW") == Errc::malformed);
  CHECK(reason_of("AVOW1") == damaged);
  CHECK(reason_of("AVOW2") == damaged);
  CHECK(reason_of(text.substr(0, text.size() / 2)) == damaged);
  CHECK(reason_of(text + "A") == damaged);
  CHECK(reason_of(text + text) == damaged);
  std::string with_u = text;
  with_u[20] = 'U';
  CHECK(reason_of(with_u) == damaged);
  const Bytes anything(70, 3);
  CHECK(error_of(link_around(2, anything)) == Errc::newer_version);
  std::string later_damaged = link_around(2, anything);
  later_damaged[9] = later_damaged[9] == 'A' ? 'B' : 'A';
  CHECK(reason_of(later_damaged) == damaged);
}

TEST_CASE("every substitution, deletion, doubling and transposition of one character is noticed") {
  const Invite invite = sample({"a.example:1"});
  const std::string text = text_of_link(invite);
  std::size_t tried = 0;
  std::set<std::string> wrong;
  const auto attempt = [&](std::string changed) {
    ++tried;
    if (!refused_or_same(changed, invite)) wrong.insert(std::move(changed));
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (int c = 1; c < 256; ++c) {
      std::string changed = text;
      changed[i] = static_cast<char>(c);
      attempt(changed);
    }
    attempt(text.substr(0, i) + text.substr(i + 1));
    attempt(text.substr(0, i) + text[i] + text.substr(i));
    attempt(text.substr(0, i));
    for (std::size_t j = i + 1; j < text.size(); ++j) {
      std::string changed = text;
      std::swap(changed[i], changed[j]);
      attempt(changed);
    }
  }
  CHECK(tried > 40'000);
  CHECK(wrong.empty());
}

TEST_CASE("a changed symbol is refused even where only its case-folded value differs") {
  const std::string text = text_of_link(sample());
  for (std::size_t i = 6; i < text.size(); ++i) {
    if (text[i] == '-') continue;
    std::string changed = text;
    changed[i] = base32_symbol((static_cast<unsigned>(base32_value(text[i])) + 1) % 32);
    CHECK(error_of(changed) == Errc::malformed);
  }
}

TEST_CASE("the longest link fits, one character more does not") {
  const std::string longest(limits::kAddressBytesMax - 6, 'h');
  const std::vector<std::string> addresses(limits::kAddressesMax, longest + ":65535");
  const Invite invite = sample(addresses);
  std::string text = text_of_link(invite);
  CHECK(text.size() <= limits::kLinkTextBytesMax);
  CHECK(text.size() == 4081);
  CHECK(same(*parse_link(text), invite));
  text.append(limits::kLinkTextBytesMax - text.size(), ' ');
  CHECK(same(*parse_link(text), invite));
  CHECK(error_of(text + " ") == Errc::too_large);
}

TEST_CASE("a link with a check that fits and senseless contents is malformed") {
  Bytes content(32 + 32 + 4, 1);
  CHECK(error_of(link_around(1, content)) == Errc::malformed);  // no count
  content.push_back(9);
  for (int i = 0; i < 9; ++i) append(content, bytes_of("\x03" "a:1"));
  CHECK(error_of(link_around(1, content)) == Errc::malformed);
  content.resize(69);
  content[68] = 1;
  append(content, bytes_of("\x03" "a:0"));
  CHECK(error_of(link_around(1, content)) == Errc::malformed);
  content.back() = '1';
  CHECK(parse_link(link_around(1, content)).ok());
  content.push_back(0);
  CHECK(error_of(link_around(1, content)) == Errc::malformed);
}

TEST_CASE("an invite's expiry is a whole minute, never earlier than asked") {
  SeededRandom random(1);
  const auto invite = new_invite({}, {}, kExpires + std::chrono::milliseconds(1), random);
  CHECK(invite->expires == kExpires + std::chrono::minutes(1));
  CHECK(new_invite({}, {}, from_millis(-60'001), random).error().code == Errc::usage);
  const Instant last = Instant(std::chrono::minutes(0xFFFFFFFFU));
  CHECK(parse_link(text_of_link(*new_invite({}, {}, last, random)))->expires == last);
  CHECK(new_invite({}, {}, last + std::chrono::milliseconds(1), random).error().code == Errc::usage);
}

TEST_CASE("only what the system takes for an address is a literal one") {
  for (const char* literal : {"127.0.0.1:1", "10.0.0.7:1", "[::1]:1", "[::ffff:1.2.3.4]:1"}) CHECK_MESSAGE(is_literal(literal), literal);
  for (const char* name : {"1234:1", "127.1:1", "1.2.3.4.5:1", "256.1.1.1:1", "1.2.3:1", "1.2.3.:1", "1..3.4:1", "010.0.0.1:1", "127.0.0.1.:1", "1000.0.0.1:1", "localhost:1", "a1:1"}) {
    CHECK_FALSE_MESSAGE(is_literal(name), name);
  }
  for (const char* here : {"127.0.0.1:1", "127.255.0.1:1", "[::1]:1", "localhost:1"}) CHECK_MESSAGE(is_loopback(here), here);
  for (const char* away : {"127.1:1", "127.evil.example:1", "128.0.0.1:1", "[::2]:1", "localhost.example:1"}) {
    CHECK_FALSE_MESSAGE(is_loopback(away), away);
  }
}

TEST_CASE("addresses are host and port, nothing else") {
  for (const char* good : {"a:1", "10.0.0.7:7342", "[::1]:65535", "[fe80::a.b]:9", "my_host.example.:80",
                           "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion:443", "xn--bcher-kva.example:1"}) {
    CAPTURE(good);
    CHECK(check_address(good).ok());
  }
  for (const char* bad : {"", ":", "a", "a:", ":1", "a:0", "a:65536", "a:01", "a:+1", "a:1 ", " a:1", "a b:1", "-o:1", ".a:1",
                          "a..b:1", "a/b:1", "a:1:2", "::1:80", "[]:1", "[1]:1", "[::1:1", "::1]:1", "[::1%eth0]:1",
                          "b\xC3\xBC" "cher:1", "a\n:1", "a;b:1", "a:99999999999999999999"}) {
    CAPTURE(bad);
    CHECK_FALSE(check_address(bad).ok());
  }
  const std::string host(limits::kAddressBytesMax - 2, 'a');
  CHECK(check_address(host + ":1").ok());
  CHECK(check_address(host + "a:1").error().code == Errc::too_large);
  std::vector<std::string> many(limits::kAddressesMax, "a:1");
  CHECK(check_addresses(many).ok());
  many.emplace_back("a:1");
  CHECK(check_addresses(many).error().code == Errc::too_large);
  SeededRandom random(1);
  CHECK(new_invite({}, many, kExpires, random).error().code == Errc::too_large);
}
