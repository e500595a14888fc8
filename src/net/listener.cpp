#include "net/listener.h"

#include "net/address.h"
#include "net/reception.h"

namespace avow::net {

Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& loop, const std::string& address,
                                                 const ListenerOptions& options, const Clock& clock, EventLog& log) {
  AVOW_TRY(const HostPort parts, split_address(address));
  std::error_code failure;
  const auto host = asio::ip::make_address(parts.host, failure);
  if (failure) return Error{Errc::usage, "not an address of this device: digits are needed, as in 127.0.0.1:7342"};
  auto reception = std::make_shared<Reception>(loop, options, clock, log);
  AVOW_CHECK(reception->open(asio::ip::tcp::endpoint(host, parts.port)));
  return std::unique_ptr<Listener>(new Listener(std::move(reception)));
}

Listener::Listener(std::shared_ptr<Reception> reception) : reception_(std::move(reception)) {}

Listener::~Listener() { reception_->abandon(); }

std::string Listener::address() const {
  const auto endpoint = reception_->endpoint();
  return join_address({endpoint.address().to_string(), endpoint.port()});
}

void Listener::wait(Door door, std::chrono::milliseconds window, ConversationEnd on_end) {
  reception_->wait(std::move(door), window, std::move(on_end));
}

}  // namespace avow::net
