// Asks a SOCKS5 proxy (RFC 1928), Tor's for example, for a connection to the partner's address. Names go there as they are: nothing is
// looked up here. With the name and password (RFC 1929) that it is given, so that Tor keeps the calls of one vault on circuits
// of their own. Owns no socket and no clock.
//
// Calling order: send pending(); read exactly needs() bytes; receive() them; again, until needs() is 0: then the connection is the
// partner's. It never asks for a byte behind the proxy's answer. An Error is final. Resource.
#pragma once

#include <string>

#include "base/bytes.h"
#include "net/address.h"

namespace avow::net {

struct ProxyLogin {
  std::string name;      // 1 to 255 bytes
  std::string password;  // 1 to 255 bytes
};

class Socks5 {
 public:
  // Precondition: target.host has at most 255 bytes (split_address() sees to it).
  Socks5(const HostPort& target, ProxyLogin login);

  const Bytes& pending() const { return out_; }  // all of it is to be sent now
  std::size_t needs() const { return needs_; }   // 0: it is through
  // Precondition: bytes.size() == needs() > 0. Errors: malformed, that is no SOCKS5 · refused, it wants another login or does not
  // allow this · unreachable, nobody answered behind it. The context of the first two is a sentence of base/text_proxy.h.
  Result<void> receive(ByteView bytes);

 private:
  enum class Stage : std::uint8_t { method, login, reply, bound, through, failed };
  Result<void> take_method(ByteView bytes);
  Result<void> take_reply(ByteView bytes);
  void ask();

  const HostPort target_;
  const ProxyLogin login_;
  Stage stage_ = Stage::method;
  Bytes out_;
  std::size_t needs_ = 2;
};

}  // namespace avow::net
