#include "net/socks5.h"

#include <arpa/inet.h>

#include <array>

#include "base/assert.h"
#include "base/text_proxy.h"

namespace avow::net {
namespace {

constexpr std::uint8_t kVersion = 5;
constexpr std::uint8_t kLoginVersion = 1;
constexpr std::uint8_t kNoLogin = 0;
constexpr std::uint8_t kLogin = 2;
constexpr std::uint8_t kConnect = 1;
constexpr std::uint8_t kIpv4 = 1;
constexpr std::uint8_t kName = 3;
constexpr std::uint8_t kIpv6 = 4;
constexpr std::size_t kReplyBytes = 5;  // up to the first byte of the address that it bound
constexpr std::size_t kPortBytes = 2;
constexpr std::uint8_t kNotAllowed = 2;
constexpr std::uint8_t kNoSuchCommand = 7;
constexpr std::uint8_t kNoSuchAddress = 8;

Error no_socks() { return Error{Errc::malformed, std::string(text::kProxyNotSocks)}; }
Error wants_login() { return Error{Errc::refused, std::string(text::kProxyLogin)}; }

void put_text(Bytes& out, std::string_view text) {
  AVOW_ASSERT(!text.empty() && text.size() <= 255);
  out.push_back(static_cast<std::uint8_t>(text.size()));
  append(out, bytes_of(text));
}

// ATYP and address.
Bytes address_of(const std::string& host) {
  std::array<std::uint8_t, 16> bytes{};
  Bytes out;
  if (::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) {
    out.push_back(kIpv4);
    append(out, ByteView(bytes).first(4));
  } else if (::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) {
    out.push_back(kIpv6);
    append(out, bytes);
  } else {
    out.push_back(kName);
    put_text(out, host);
  }
  return out;
}

}  // namespace

Socks5::Socks5(const HostPort& target, ProxyLogin login)
    : target_(target), login_(std::move(login)), out_{kVersion, 2, kNoLogin, kLogin} {}

Result<void> Socks5::receive(ByteView bytes) {
  AVOW_ASSERT(bytes.size() == needs_ && needs_ > 0);
  out_.clear();
  const Stage stage = std::exchange(stage_, Stage::failed);
  Result<void> taken;
  switch (stage) {
    case Stage::method: taken = take_method(bytes); break;
    case Stage::login:
      // RFC 1929: any status but zero is a refusal, whatever stands in front of it.
      if (bytes[1] != 0) return wants_login();
      ask();
      break;
    case Stage::reply: taken = take_reply(bytes); break;
    case Stage::bound:
      stage_ = Stage::through;
      needs_ = 0;
      break;
    case Stage::through:
    case Stage::failed: AVOW_ASSERT(false);
  }
  return taken;
}

Result<void> Socks5::take_method(ByteView bytes) {
  if (bytes[0] != kVersion) return no_socks();
  if (bytes[1] == kNoLogin) {
    ask();
    return {};
  }
  if (bytes[1] != kLogin) return wants_login();
  out_.push_back(kLoginVersion);
  put_text(out_, login_.name);
  put_text(out_, login_.password);
  stage_ = Stage::login;
  needs_ = 2;
  return {};
}

void Socks5::ask() {
  out_.insert(out_.end(), {kVersion, kConnect, 0});
  append(out_, address_of(target_.host));
  out_.push_back(static_cast<std::uint8_t>(target_.port >> 8U));
  out_.push_back(static_cast<std::uint8_t>(target_.port & 0xFFU));
  stage_ = Stage::reply;
  needs_ = kReplyBytes;
}

Result<void> Socks5::take_reply(ByteView bytes) {
  if (bytes[0] != kVersion) return no_socks();
  const std::uint8_t reply = bytes[1];
  if (reply == kNotAllowed || reply == kNoSuchCommand || reply == kNoSuchAddress) {
    return Error{Errc::refused, std::string(text::kProxyForbids)};
  }
  if (reply != 0) return Error{Errc::unreachable, ""};
  switch (bytes[3]) {
    case kIpv4: needs_ = 4 - 1 + kPortBytes; break;
    case kIpv6: needs_ = 16 - 1 + kPortBytes; break;
    case kName: needs_ = bytes[4] + kPortBytes; break;
    default: return no_socks();
  }
  stage_ = Stage::bound;
  return {};
}

}  // namespace avow::net
