// What each request means: a file of the page, a token that becomes a session, or something for the instance. Decides who
// gets an answer at all. Owns no socket and no clock. Resource; `random` must outlive it.
#pragma once

#include <variant>

#include "web/assets.h"
#include "web/http_request.h"
#include "web/http_response.h"
#include "web/sessions.h"

namespace avow::web {

// What is to be done about a request that may be answered. Values.
struct Call {       // a request of the local API, as JSON
  std::string body;
  bool by_itself = false;  // the page asks again because something changed: nobody need be there
};
struct Unlock {     // a passphrase as typed; wiped by whoever takes it
  std::string passphrase;
};
struct Init {       // a first vault: a name, a line feed, a passphrase; wiped by whoever takes it
  std::string typed;
};
struct CodeShown {};  // its recovery code was seen
struct Watch {      // live events from now on
  SessionHash session{};
};
struct Farewell {   // this session is over
  SessionHash session{};
};
using Act = std::variant<HttpResponse, Call, Unlock, Init, CodeShown, Watch, Farewell>;

class Site {
 public:
  Site(RandomSource& random, std::uint16_t port, std::string assets_dir)
      : sessions_(random), assets_(std::move(assets_dir)), port_(port) {}

  // `state`: of the instance (open, covered, locked), told to a page that is let in.
  Act take(HttpRequest request, std::string_view state, TimePoint now);
  Sessions& sessions() { return sessions_; }
  std::uint16_t port() const { return port_; }

 private:
  HttpResponse file(const HttpRequest& request, const Asset& asset) const;
  Act take_session(HttpRequest request, std::string_view state, TimePoint now);
  Act take_call(HttpRequest request, TimePoint now);

  Sessions sessions_;
  Assets assets_;
  std::uint16_t port_;
};

}  // namespace avow::web
