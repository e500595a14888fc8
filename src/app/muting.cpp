#include "app/muting.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/settings.h"
#include "app/writing.h"
#include "base/text_daily.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

constexpr std::string_view kUntil = " until ";

bool runs(const Mute& mute, Instant now) { return !mute.until || now < *mute.until; }

bool take_kinds(std::string_view text, Mute& to) {
  while (true) {
    const auto comma = text.find(',');
    std::string name(text.substr(0, comma));
    std::replace(name.begin(), name.end(), '-', '_');
    const auto kind = ledger::note_kind_named(name);
    if (!kind || std::find(to.kinds.begin(), to.kinds.end(), *kind) != to.kinds.end()) return false;
    to.kinds.push_back(*kind);
    if (comma == text.npos) return true;
    text.remove_prefix(comma + 1);
  }
}

std::string what_text(const Mute& mute) {
  if (mute.all) return "all";
  if (mute.notes) return "notes";
  std::string out;
  for (const auto kind : mute.kinds) out += (out.empty() ? "" : ",") + std::string(ledger::name_of(kind));
  std::replace(out.begin(), out.end(), '_', '-');
  return out.empty() ? "off" : out;
}

std::string what_words(const Mute& mute) {
  if (mute.all) return std::string(text::kMutedAll);
  if (mute.notes) return std::string(text::kMutedNotes);
  return fmt::format(text::kMutedKinds, what_text(mute));
}

}  // namespace

std::optional<Mute> mute_of(std::string_view text) {
  Mute out;
  if (text == "off") return out;
  if (const auto at = text.find(kUntil); at != text.npos) {
    const auto until = ledger::parse_when(text.substr(at + kUntil.size()), "UTC");
    if (!until.ok() || until->date_only) return std::nullopt;
    out.until = until->due;
    text = text.substr(0, at);
  }
  out.all = text == "all";
  out.notes = text == "notes";
  if (!out.all && !out.notes && !take_kinds(text, out)) return std::nullopt;
  return out;
}

std::string text_of_mute(const Mute& mute) {
  return what_text(mute) + (mute.until ? std::string(kUntil) + to_rfc3339(*mute.until) : std::string());
}

bool mutes_all(const Mute& mute, Instant now) { return mute.all && runs(mute, now); }

bool mutes_notes(const Mute& mute, Instant now) {
  return (mute.all || mute.notes || !mute.kinds.empty()) && runs(mute, now);
}

bool mutes(const Mute& mute, ledger::NoteKind kind, Instant now) {
  const bool named = std::find(mute.kinds.begin(), mute.kinds.end(), kind) != mute.kinds.end();
  return (mute.all || mute.notes || named) && runs(mute, now);
}

std::string mute_sentence(const Mute& mute, std::string_view zone, Instant now) {
  if (!mutes_notes(mute, now)) return "";
  const std::string end = mute.until ? fmt::format(text::kMutedUntil, ledger::local_text(*mute.until, zone)) : std::string();
  return fmt::format(text::kMutedSentence, what_words(mute), end);
}

Result<void> set_mute(Vault& vault, std::string_view zone, schema::Mute::Reader request, Replies& replies) {
  auto mute = mute_of(wire::view_of(request.getWhat()));
  if (!mute || mute->until) return Error{Errc::usage, std::string(text::kMuteTakes)};
  const bool off = *mute == Mute{};
  if (request.getUntil().size() > 0 && off) return Error{Errc::usage, std::string(text::kMuteOffAlone)};
  AVOW_TRY(mute->until, parse_ahead(wire::view_of(request.getUntil()), zone, vault.clock().now()));
  return reply_setting(vault, "mute", text_of_mute(*mute), replies);
}

}  // namespace avow::app
