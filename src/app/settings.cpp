#include "app/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/text_app.h"
#include "base/text_daily.h"
#include "base/text_proxy.h"
#include "pairing/address.h"
#include "wire/message.h"

namespace avow::app {
namespace {

constexpr std::string_view kPausedKey = "paused";
constexpr std::string_view kOn = "on";

using std::chrono::minutes;
using std::chrono::seconds;
using wire::view_of;

constexpr std::size_t kDigestHoursMax = 4;
constexpr std::size_t kRemindWithinMax = 4;
constexpr std::uint32_t kTodayCapMax = 50;
constexpr std::uint32_t kKeepDaysMax = 36'500;
constexpr seconds kRemindBeforeMax = std::chrono::days(7);
constexpr seconds kCoverAfterMax = std::chrono::days(7);

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t out = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// "30s", "5m", "2h", "1d": from one second to `max`.
std::optional<seconds> time_of(std::string_view text, seconds max) {
  if (text.empty()) return std::nullopt;
  const auto count = number(text.substr(0, text.size() - 1));
  std::uint64_t unit = 0;
  switch (text.back()) {
    case 's': unit = 1; break;
    case 'm': unit = 60; break;
    case 'h': unit = 3600; break;
    case 'd': unit = 86400; break;
    default: return std::nullopt;
  }
  if (!count || *count == 0 || *count * unit > static_cast<std::uint64_t>(max.count())) return std::nullopt;
  return seconds(*count * unit);
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    out.push_back(part);
    if (comma == text.npos) return out;
    text.remove_prefix(comma + 1);
  }
}

std::optional<minutes> hour_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = number(text.substr(0, 2));
  const auto minute = number(text.substr(3));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return minutes(*hour * 60 + *minute);
}

// Each puts a value into its place in Settings; false: not an allowed one.
bool take_flag(std::string_view text, bool& to) {
  if (text != kOn && text != "off") return false;
  to = text == kOn;
  return true;
}

bool take_time(std::string_view text, std::string_view none, seconds max, std::optional<seconds>& to) {
  to = text == none ? std::nullopt : time_of(text, max);
  return to || text == none;
}

bool take_delivery(std::string_view text, Settings& to) {
  if (text != "tick" && text != "at-once") return false;
  to.delivery = text == "tick" ? Delivery::tick : Delivery::at_once;
  return true;
}

bool take_hours(std::string_view text, Settings& to) {
  to.digest_hours.clear();
  if (text == "off") return true;
  for (const auto part : split(text)) {
    const auto hour = hour_of(part);
    if (!hour) return false;
    to.digest_hours.push_back(*hour);
  }
  std::sort(to.digest_hours.begin(), to.digest_hours.end());
  const bool twice = std::adjacent_find(to.digest_hours.begin(), to.digest_hours.end()) != to.digest_hours.end();
  return !twice && to.digest_hours.size() <= kDigestHoursMax;
}

bool take_questions_day(std::string_view text, Settings& to) {
  constexpr std::array<std::string_view, 7> kDays{"sunday",   "monday", "tuesday", "wednesday",
                                                  "thursday", "friday", "saturday"};
  to.questions_day.reset();
  const auto found = std::find(kDays.begin(), kDays.end(), text);
  if (found == kDays.end()) return text == "any";
  to.questions_day = std::chrono::weekday(static_cast<unsigned>(found - kDays.begin()));
  return true;
}

bool take_within(std::string_view text, Settings& to) {
  to.remind_within.clear();
  if (text == "any") return true;
  for (const auto part : split(text)) {
    const auto start = hour_of(part.substr(0, 5));
    const auto end = part.size() == 11 && part[5] == '-' ? hour_of(part.substr(6)) : std::nullopt;
    if (!start || !end || *start == *end) return false;
    to.remind_within.push_back({*start, *end});
  }
  return to.remind_within.size() <= kRemindWithinMax;
}

bool take_cap(std::string_view text, Settings& to) {
  to.today_cap = text == "off" ? std::nullopt : number(text);
  return text == "off" || (to.today_cap && *to.today_cap > 0 && *to.today_cap <= kTodayCapMax);
}

bool take_erase(std::string_view text, Settings& to) {
  to.erase_taken_back = text == "ask" ? std::nullopt : std::optional(text == "always");
  return text == "ask" || text == "always" || text == "never";
}

// "30d", "12mo", "5y": a month has 30 days here, a year 365.
bool take_keep(std::string_view text, Settings& to) {
  to.keep_notes_for.reset();
  if (text == "off") return true;
  for (const auto& [unit, days] : {std::pair<std::string_view, unsigned>{"mo", 30}, {"d", 1}, {"y", 365}}) {
    if (!text.ends_with(unit)) continue;
    const auto count = number(text.substr(0, text.size() - unit.size()));
    if (!count || *count == 0 || *count > kKeepDaysMax / days) return false;
    to.keep_notes_for = std::chrono::days(*count * days);
    return true;
  }
  return false;
}

bool take_mute(std::string_view text, Settings& to) {
  const auto mute = mute_of(text);
  to.mute = mute.value_or(Mute{});
  return mute.has_value();
}

bool take_names(std::string_view text, Settings& to) {
  to.neutral_names = text == "neutral";
  return text == "own" || text == "neutral";
}

bool take_listen(std::string_view text, Settings& to) {
  to.listen = text == "none" ? "" : std::string(text);
  return text == "none" || pairing::check_address(text).ok();
}

bool take_addresses(std::string_view text, std::vector<std::string>& to) {
  to.clear();
  if (text == "none") return true;
  for (const auto part : split(text)) to.emplace_back(part);
  return pairing::check_addresses(to).ok();
}

bool take_dial(std::string_view text, Settings& to) { return take_addresses(text, to.dial); }

// Why no wildcard: the partner would call themselves.
bool take_own_addresses(std::string_view text, Settings& to) {
  return take_addresses(text, to.addresses) && std::ranges::none_of(to.addresses, pairing::is_wildcard);
}

// Why no name but localhost: looking it up would go past the proxy.
bool take_proxy(std::string_view text, Settings& to) {
  to.proxy = text == "none" ? "" : std::string(text);
  return text == "none" || (pairing::check_address(text).ok() && (text.starts_with("localhost:") || pairing::is_literal(text)));
}

struct SettingRow {
  std::string_view key;
  std::string_view standard;
  bool (*take)(std::string_view text, Settings& to);
  // Which way calls go, and whether any go at all: whoever has to sync before they may write says it before.
  Vault::IfReadOnly if_read_only = Vault::IfReadOnly::refuse;
};
constexpr auto kGoOn = Vault::IfReadOnly::go_on;

// THE table of the settings; their words are in base/text_daily.h, a test compares.
constexpr SettingRow kRows[] = {
    {"delivery", "tick", take_delivery},
    {"cover-after", "5m",
     [](std::string_view text, Settings& to) { return take_time(text, "never", kCoverAfterMax, to.cover_after); }},
    {"sync-when-covered", "on", [](std::string_view text, Settings& to) { return take_flag(text, to.sync_when_covered); }},
    {"remind-before", "1h",
     [](std::string_view text, Settings& to) { return take_time(text, "off", kRemindBeforeMax, to.remind_before); }},
    {"digest-hours", "off", take_hours},
    {"reminders", "on", [](std::string_view text, Settings& to) { return take_flag(text, to.reminders); }},
    {"remind-when-locked", "off",
     [](std::string_view text, Settings& to) { return take_flag(text, to.remind_when_locked); }},
    {"questions-day", "any", take_questions_day},
    {"remind-within", "any", take_within},
    {"today-cap", "off", take_cap},
    {"mute", "off", take_mute},
    {"erase-taken-back", "ask", take_erase},
    {"retention-notes", "off", take_keep},
    {kPausedKey, "off", [](std::string_view text, Settings& to) { return take_flag(text, to.paused); }, kGoOn},
    {"names", "own", take_names},
    {"listen", "none", take_listen, kGoOn},
    {"dial", "none", take_dial, kGoOn},
    {"address", "none", take_own_addresses, kGoOn},
    {"proxy", "none", take_proxy, kGoOn},
};

const text::SettingText& words_of(const SettingRow& row) {
  const auto* words = text::find_setting_text(row.key);
  AVOW_ASSERT(words != nullptr);
  return *words;
}

bool is_allowed(const SettingRow& row, std::string_view text) {
  Settings nowhere;
  return row.take(text, nowhere);
}

// What was set, when this program understands it.
Result<std::string> value_of(Vault& vault, const SettingRow& row) {
  AVOW_TRY(auto stored, vault.choice(row.key));
  return stored && is_allowed(row, *stored) ? std::move(*stored) : std::string(row.standard);
}

void fill(schema::Setting::Builder out, const SettingValue& setting) {
  out.setKey(std::string(setting.key));
  out.setValue(setting.value);
  out.setStandard(std::string(setting.standard));
  out.setHelp(std::string(setting.help));
}

Error unknown_setting(std::string_view key) {
  std::vector<std::string> keys;
  for (const auto& row : kRows) keys.emplace_back(row.key);
  const std::string near = nearest(key, keys);
  const std::string sentence = fmt::format(text::kNoSetting, neutralise_line(key.substr(0, 40)));
  if (!near.empty()) return Error{Errc::usage, fmt::format(text::kDidYouMean, sentence, near)};
  return Error{Errc::usage, fmt::format(text::kThereAre, sentence, fmt::join(keys, ", "))};
}

const SettingRow* find_row(std::string_view key) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const SettingRow& r) { return r.key == key; });
  return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

Result<void> check_setting(std::string_view key, std::optional<std::string_view> value) {
  const auto* row = find_row(key);
  if (row == nullptr) return unknown_setting(key);
  if (!value || is_allowed(*row, *value)) return {};
  return Error{Errc::usage, fmt::format(text::kSettingTakes, key, words_of(*row).allowed)};
}

Result<std::string> proxy_in(store::Store& store) {
  AVOW_TRY(auto stored, Vault::choice_in(store, "proxy"));
  return stored && *stored != "none" ? std::move(*stored) : std::string();
}

Result<std::string> proxy_of(Vault& vault) { return proxy_in(vault.store()); }

Result<void> check_may_listen(Vault& vault, std::string_view address) {
  AVOW_TRY(const std::string proxy, proxy_of(vault));
  if (proxy.empty() || pairing::is_loopback(address)) return {};
  return Error{Errc::refused, std::string(text::kProxyListens)};
}

Result<Settings> load_settings(Vault& vault) {
  Settings out;
  for (const auto& row : kRows) {
    AVOW_TRY(const auto value, value_of(vault, row));
    AVOW_ASSERT(row.take(value, out));
  }
  AVOW_TRY(out.proxy, proxy_of(vault));
  if (vault.pause_is_held()) out.paused = true;
  return out;
}

Result<std::vector<SettingValue>> setting_values(Vault& vault) {
  std::vector<SettingValue> out;
  for (const auto& row : kRows) {
    AVOW_TRY(auto value, value_of(vault, row));
    out.push_back({row.key, std::move(value), row.standard, words_of(row).help});
  }
  return out;
}

// A proxy, and a port that others reach, do not go together.
Result<void> check_fits(Vault& vault, std::string_view key, std::string_view value) {
  if (value == "none") return {};
  if (key == "listen") return check_may_listen(vault, value);
  if (key != "proxy") return {};
  AVOW_TRY(const auto settings, load_settings(vault));
  if (settings.listen.empty() || pairing::is_loopback(settings.listen)) return {};
  return Error{Errc::refused, std::string(text::kProxyListens)};
}

Result<SettingValue> set_setting(Vault& vault, std::string_view key, std::string_view value) {
  AVOW_CHECK(check_setting(key, value));
  AVOW_CHECK(check_fits(vault, key, value));
  const auto* row = find_row(key);
  AVOW_CHECK(vault.choose(row->key, value, row->if_read_only));
  return SettingValue{row->key, std::string(value), row->standard, words_of(*row).help};
}

Result<std::string> shown_name(Vault& vault, const std::string& name) {
  AVOW_TRY(const auto settings, load_settings(vault));
  return settings.neutral_names ? std::string() : name;
}

Result<void> config_show(Vault& vault, Replies& replies) {
  AVOW_TRY(const auto values, setting_values(vault));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initConfig();
  auto settings = out.initSettings(static_cast<unsigned>(values.size()));
  for (unsigned i = 0; i < settings.size(); ++i) fill(settings[i], values[i]);
  out.initPaths(0);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

std::optional<bool> asks_to_pause(schema::Request::Reader request) {
  if (!request.isConfigSet() || view_of(request.getConfigSet().getKey()) != kPausedKey) return std::nullopt;
  return view_of(request.getConfigSet().getValue()) == kOn;
}

Result<void> config_set(Vault& vault, schema::Setting::Reader request, Replies& replies) {
  return reply_setting(vault, view_of(request.getKey()), view_of(request.getValue()), replies);
}

Result<void> reply_setting(Vault& vault, std::string_view key, std::string_view to, Replies& replies) {
  AVOW_TRY(const auto value, set_setting(vault, key, to));
  capnp::MallocMessageBuilder message;
  fill(message.initRoot<schema::Done>().initSetting(), value);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
