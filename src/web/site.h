// What each request means: a file of the page, a token that becomes a session, or something for the instance. Decides who
// gets an answer at all. Owns no socket and no clock. Resource; `random` must outlive it.
#pragma once

#include <optional>
#include <variant>

#include "web/assets.h"
#include "web/given_answers.h"
#include "web/http_request.h"
#include "web/http_response.h"
#include "web/sessions.h"

namespace avow::web {

// What is to be done about a request that may be answered. Values.
struct Call {       // a request of the local API, as JSON
  SessionHash session{};
  std::string body;
  bool by_itself = false;  // the page asks again because something changed: nobody need be there
  std::optional<RequestKey> key = {};  // it may come again
};
enum class Purpose : std::uint8_t {
  unlock,             // a passphrase
  make_vault,         // a name, a line feed, a passphrase
  restore,            // a passphrase or a recovery code, for the backup that came in pieces
  change_passphrase,  // the old one, a line feed, the new one
  verify_backup,      // the same, for one that is only looked at
  code_shown,         // the recovery code of a first vault, which was seen
  wipe,               // the vault's name, a line feed, the passphrase or nothing
};
struct Typed {      // with a secret in it; wiped by whoever takes it
  Purpose purpose;
  std::string text;
};
struct BackupPiece {  // behind the ones before it; an empty one begins anew
  std::string bytes;
};
struct Watch {      // live events from now on
  SessionHash session{};
};
struct Alone {      // every other session is over
  SessionHash session{};
};
struct Entry {      // a page was let in, and this is its answer
  HttpResponse answer;
};
struct Farewell {   // this session is over
  SessionHash session{};
  bool locks = false;  // … and avow is to be locked
};
using Act = std::variant<HttpResponse, Call, Typed, BackupPiece, Watch, Alone, Entry, Farewell>;

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
