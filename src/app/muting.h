// What a person does not want put before them for a while: everything, the partner's notes, or some kinds of them. It
// is kept on this device, in no record; lists and search go on showing all. Value; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/replies.h"
#include "ledger/record.h"

namespace avow::app {

class Vault;

struct Mute {
  bool all = false;
  bool notes = false;                   // every kind of note
  std::vector<ledger::NoteKind> kinds;  // … or these
  std::optional<Instant> until;         // empty: until it is switched off
  bool operator==(const Mute&) const = default;
};

// "off", or "all", "notes" or kinds with commas, each with or without " until 2027-01-16T17:00:00Z" behind.
std::optional<Mute> mute_of(std::string_view text);
std::string text_of_mute(const Mute& mute);

bool mutes_all(const Mute& mute, Instant now);
// Could some note be muted now, and is one of that kind?
bool mutes_notes(const Mute& mute, Instant now);
bool mutes(const Mute& mute, ledger::NoteKind kind, Instant now);
// "Everything is muted until …"; "" when nothing is.
std::string mute_sentence(const Mute& mute, std::string_view zone, Instant now);

// Sets it, `until` as typed. Error{usage}: no such kind, no time ahead.
Result<void> set_mute(Vault& vault, std::string_view zone, schema::Mute::Reader request, Replies& replies);

}  // namespace avow::app
