#include "web/sessions.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "crypto/secret.h"

namespace avow::web {
namespace {

constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kSessionBytes = 32;
constexpr std::string_view kScheme = "Bearer ";

Hash hash_of(std::string_view kind, std::string_view text) {
  return crypto::blake2b({bytes_of("avow/v1 page "), bytes_of(kind), bytes_of(" "), bytes_of(text)});
}

template <std::size_t N>
std::string random_text(RandomSource& random) {
  auto bytes = random.bytes<N>();
  std::string out = to_base32(bytes);
  crypto::wipe(bytes);
  return out;
}

// Why by hand: which of them it was, and how much of it fits, is nobody's to measure.
template <typename Held>
auto find(std::vector<Held>& among, const Hash& hash) {
  return std::find_if(among.begin(), among.end(), [&hash](const Held& one) { return crypto::equal_secret(one.hash, hash); });
}

}  // namespace

void Sessions::drop_old(TimePoint now) {
  std::erase_if(tokens_, [now](const Token& token) { return now >= token.until; });
  std::erase_if(sessions_, [now](const Session& one) { return now >= one.until || now >= one.idle_until; });
}

std::string Sessions::issue_token(TimePoint now) {
  drop_old(now);
  if (tokens_.size() == limits::kPageTokensMax) tokens_.erase(tokens_.begin());
  std::string out = random_text<kTokenBytes>(random_);
  tokens_.push_back({hash_of("token", out), now + limits::kPageTokenLife});
  return out;
}

std::optional<std::string> Sessions::exchange(std::string_view token, TimePoint now) {
  drop_old(now);
  const auto found = find(tokens_, hash_of("token", token));
  if (found == tokens_.end()) return std::nullopt;
  tokens_.erase(found);
  std::string out = random_text<kSessionBytes>(random_);
  keep(hash_of("session", out), limits::kPageSessionAge, now);
  return out;
}

void Sessions::keep(const SessionHash& session, std::chrono::milliseconds age, TimePoint now) {
  if (sessions_.size() == limits::kPageSessionsMax) sessions_.erase(sessions_.begin());
  sessions_.push_back({session, now + age, now + limits::kPageSessionIdle});
}

std::optional<SessionHash> Sessions::recognise(std::string_view authorization, TimePoint now) {
  if (!authorization.starts_with(kScheme)) return std::nullopt;
  drop_old(now);
  const auto found = find(sessions_, hash_of("session", authorization.substr(kScheme.size())));
  if (found == sessions_.end()) return std::nullopt;
  found->idle_until = now + limits::kPageSessionIdle;
  return found->hash;
}

bool Sessions::holds(const SessionHash& session, TimePoint now) {
  drop_old(now);
  return find(sessions_, session) != sessions_.end();
}

void Sessions::end(const SessionHash& session) {
  if (const auto found = find(sessions_, session); found != sessions_.end()) sessions_.erase(found);
}

std::size_t Sessions::end_others(const SessionHash& session, TimePoint now) {
  drop_old(now);
  tokens_.clear();
  return std::erase_if(sessions_, [&session](const Session& one) { return one.hash != session; });
}

void Sessions::end_all() {
  tokens_.clear();
  sessions_.clear();
}

std::vector<KeptSession> Sessions::handed_on(TimePoint now) {
  drop_old(now);
  std::vector<KeptSession> out;
  for (const Session& one : sessions_) out.push_back({one.hash, std::chrono::floor<std::chrono::seconds>(one.until - now)});
  return out;
}

void Sessions::take_over(const KeptSession& session, TimePoint now) {
  keep(session.hash, std::clamp<std::chrono::milliseconds>(session.left, {}, limits::kPageSessionAge), now);
}

}  // namespace avow::web
