// Turns what the rooms know into the answers of protocol/api.capnp. Text goes out as it was written;
// whoever shows it neutralises it.
#pragma once

#include <capnp/message.h>

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// A record's state after a command changed it.
struct Changed {
  std::string id;
  std::string state;
  std::string due;
  std::string due_local;
  std::string lane;
  std::string successor;  // of a promise that was renegotiated
  std::string remark = {};         // on a date that was typed
  std::string expires = {};
  std::string expires_local = {};
  std::string promise = {};        // that was offered along with it
  std::string next = {};           // the session that was planned along with it
};
Result<void> reply_changed(Vault& vault, const Changed& changed, Replies& replies);
// A port that was opened, or that a serving instance listens at; "" = none.
void reply_listening(const std::string& address, bool serving, Replies& replies);
// As the API counts: more than fit are the most that do.
std::uint32_t count32(std::uint64_t count);
void reply_count(std::uint64_t count, Replies& replies);
// `unreadable`: so many of the list could not be read.
void reply_list_end(Replies& replies, std::size_t unreadable = 0);
void reply_words(const SpokenWords& words, Replies& replies);

// Fills the state of every log: both lanes, by me and by the partner, empty ones and unpaired ones too.
template <typename Builder>
void fill_logs(Builder parent, Vault& vault);

// The state that a record shows whose words cannot be opened.
inline constexpr std::string_view kDamaged = "damaged";

inline std::string text_of_instant(std::optional<Instant> instant) {
  return instant ? to_rfc3339(*instant) : std::string();
}

}  // namespace avow::app
