// Which pages are let in: a token of one minute and one use opens a session, which the page then names with each request.
// Tokens and sessions are held as hashes, in memory only. Knows no socket and no clock. Resource; `random` must outlive it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"

namespace avow::web {

using SessionHash = Hash;

// A session that goes on elsewhere, and how long at most. Value.
struct KeptSession {
  SessionHash hash{};
  std::chrono::seconds left{};
};

class Sessions {
 public:
  explicit Sessions(RandomSource& random) : random_(random) {}
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  // A token of 128 bits as text.
  std::string issue_token(TimePoint now);
  // What the page names itself with from now on (256 bits as text); empty: no such token, or too late, or used.
  std::optional<std::string> exchange(std::string_view token, TimePoint now);
  // The session of "Bearer …"; empty: none. Counts as use of it.
  std::optional<SessionHash> recognise(std::string_view authorization, TimePoint now);
  bool holds(const SessionHash& session, TimePoint now);
  void end(const SessionHash& session);
  // Every other one, and the tokens too. Gives how many sessions.
  std::size_t end_others(const SessionHash& session, TimePoint now);
  // Tokens too.
  void end_all();

  // The same pages at the next program in this process, when it begins anew: hashes open nothing. A session lives no
  // longer than it would have here.
  std::vector<KeptSession> handed_on(TimePoint now);
  void take_over(const KeptSession& session, TimePoint now);

 private:
  struct Token {
    Hash hash{};
    TimePoint until;
  };
  struct Session {
    SessionHash hash{};
    TimePoint until;
    TimePoint idle_until;
  };
  void drop_old(TimePoint now);
  void keep(const SessionHash& session, std::chrono::milliseconds age, TimePoint now);

  RandomSource& random_;
  std::vector<Token> tokens_;      // the oldest first
  std::vector<Session> sessions_;  // the oldest first
};

}  // namespace avow::web
