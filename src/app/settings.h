// The choices that a person makes for this device: how soon things go out, when avow asks for the passphrase again,
// when it reminds. Kept sealed in the vault; no record of the partner's changes one, and none leaves this device.
// protocol/README.md#settings.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/muting.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

using sync::Delivery;

// A part of each day on the wall, in minutes since midnight; it runs past midnight when the end is not behind the start.
struct DayTime {
  std::chrono::minutes start{};
  std::chrono::minutes end{};
  bool operator==(const DayTime&) const = default;
};

// All of them, as the instance reads them. Value; defaulted members are the standard values.
struct Settings {
  Delivery delivery = Delivery::tick;
  std::optional<std::chrono::seconds> cover_after = std::chrono::minutes(5);  // empty: never
  bool sync_when_covered = true;
  std::optional<std::chrono::seconds> remind_before = std::chrono::hours(1);  // empty: off
  std::vector<std::chrono::minutes> digest_hours;                             // since midnight on the wall, rising
  bool reminders = true;
  bool remind_when_locked = false;
  std::optional<std::chrono::weekday> questions_day;  // the partner's questions wait for it; empty: any
  std::vector<DayTime> remind_within;      // reminders wait for these; empty: at any time
  std::optional<std::uint32_t> today_cap;  // so many things today, and so many reminders a day; empty: as they come
  Mute mute;
  std::optional<bool> erase_taken_back;               // copies of what the partner took back; empty: ask
  std::optional<std::chrono::days> keep_notes_for;    // copies of the partner's notes; empty: for good
  bool paused = false;            // it neither calls nor answers
  bool neutral_names = false;     // answers name nobody
  std::string listen;             // ADDR:PORT, "" = none
  std::vector<std::string> dial;  // ADDR:PORT
  std::vector<std::string> addresses;  // ADDR:PORT: told to the partner in place of where it listens
  std::string proxy;              // ADDR:PORT of a SOCKS5 proxy for every call, "" = none
  bool operator==(const Settings&) const = default;
};

// One setting as text.
struct SettingValue {
  std::string_view key;
  std::string value;
  std::string_view standard;
  std::string_view help;
};

// A stored value that this program does not understand (a later avow wrote it) reads as the standard one.
// Error{damaged}.
Result<Settings> load_settings(Vault& vault);
// Through which proxy this vault's calls go; "" = none. One that this program does not understand is an address that no call
// takes: nothing goes past it.
Result<std::string> proxy_of(Vault& vault);
// The same of a vault that is not open.
Result<std::string> proxy_in(store::Store& store);
// May a port be opened there? Error{refused}: calls go through a proxy, and whoever reached that port would see where this device is.
Result<void> check_may_listen(Vault& vault, std::string_view address);
Result<std::vector<SettingValue>> setting_values(Vault& vault);
// Error{usage}: no such key (the nearest is named), or not an allowed value (the form is named): nothing changes.
// Error{read_only}: for all but a pause, which nothing may stand in the way of.
Result<SettingValue> set_setting(Vault& vault, std::string_view key, std::string_view value);
// … and answers with it.
Result<void> reply_setting(Vault& vault, std::string_view key, std::string_view to, Replies& replies);
// Is there such a setting, and, without `value`, nothing more; with it, is it an allowed value? Error{usage}.
Result<void> check_setting(std::string_view key, std::optional<std::string_view> value);

// The name as answers show it: "" when the person chose neutral names.
Result<std::string> shown_name(Vault& vault, const std::string& name);

Result<void> config_show(Vault& vault, Replies& replies);
// true: this request begins a pause, false: it ends one.
std::optional<bool> asks_to_pause(schema::Request::Reader request);
Result<void> config_set(Vault& vault, schema::Setting::Reader request, Replies& replies);

}  // namespace avow::app
