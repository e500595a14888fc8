#include "app/settings.h"

#include "base/text_daily.h"
#include "store/transaction.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

auto set(const std::string& key, const std::string& value) {
  return [key, value](Request request) {
    auto setting = request.initConfigSet();
    setting.setKey(key);
    setting.setValue(value);
  };
}

app::Settings settings_of(Person& person) {
  const auto loaded = app::load_settings(person.vault());
  REQUIRE(loaded.ok());
  return *loaded;
}

}  // namespace

TEST_CASE("a new vault has the standard settings, each with its words") {
  TwoPeople two(201);
  CHECK(settings_of(two.a) == app::Settings{});
  const auto answers = ask(two.a, [](Request request) { request.setConfigShow(); });
  const auto settings = answers->result().getConfig().getSettings();
  CHECK(settings.size() == 19);
  for (const auto setting : settings) {
    CAPTURE(std::string(setting.getKey()));
    CHECK(setting.getValue() == setting.getStandard());
    CHECK(setting.getHelp().size() > 10);
    CHECK(text::find_setting_text(std::string(setting.getKey())) != nullptr);
    CHECK(app::check_setting(std::string(setting.getKey()), std::string(setting.getStandard())).ok());
  }
}

TEST_CASE("a setting is kept, also after opening, and read with its type") {
  TwoPeople two(202);
  const auto answers = ask(two.a, set("delivery", "at-once"));
  CHECK(answers->result().getSetting().getKey() == "delivery");
  CHECK(answers->result().getSetting().getValue() == "at-once");
  CHECK(answers->result().getSetting().getStandard() == "tick");
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"cover-after", "30s"}, {"sync-when-covered", "off"}, {"remind-before", "2d"}, {"digest-hours", "18:00, 09:30"},
           {"reminders", "off"}, {"remind-when-locked", "on"}, {"listen", "0.0.0.0:7342"},
           {"remind-within", "08:00-09:00, 22:00-06:30"}, {"today-cap", "50"}, {"mute", "money until 2027-01-16T17:00:00Z"},
           {"dial", "ben.example:7342,[fd00::1]:7342"}, {"address", "ana7k3q.onion:7342"}}) {
    ask(two.a, set(key, value));
  }
  two.a.close();
  two.a.open();
  const auto settings = settings_of(two.a);
  CHECK(settings.delivery == app::Delivery::at_once);
  CHECK(settings.cover_after == 30s);
  CHECK_FALSE(settings.sync_when_covered);
  CHECK(settings.remind_before == 48h);
  CHECK(settings.digest_hours == std::vector<std::chrono::minutes>{9h + 30min, 18h});
  CHECK_FALSE(settings.reminders);
  CHECK(settings.remind_when_locked);
  CHECK(settings.listen == "0.0.0.0:7342");
  CHECK(settings.remind_within == std::vector<app::DayTime>{{8h, 9h}, {22h, 6h + 30min}});
  CHECK(settings.today_cap == 50);
  CHECK(settings.mute.kinds == std::vector<ledger::NoteKind>{ledger::NoteKind::money});
  CHECK(settings.dial == std::vector<std::string>{"ben.example:7342", "[fd00::1]:7342"});
  CHECK(settings.addresses == std::vector<std::string>{"ana7k3q.onion:7342"});
  CHECK(settings_of(two.b) == app::Settings{});
  ask(two.a, set("cover-after", "never"));
  ask(two.a, set("remind-before", "off"));
  CHECK_FALSE(settings_of(two.a).cover_after);
  CHECK_FALSE(settings_of(two.a).remind_before);
}

TEST_CASE("an unknown key names the nearest, a bad value names what is allowed, and nothing changes") {
  TwoPeople two(203);
  const auto before = changes(two.a);
  const auto unknown = try_ask(two.a, set("delivry", "tick"));
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().code == Errc::usage);
  CHECK(unknown.error().context.find("Did you mean delivery?") != std::string::npos);
  CHECK(try_ask(two.a, set("zzz", "1")).error().context.find("remind-before") != std::string::npos);
  for (const auto& wrong : std::vector<std::pair<std::string, std::string>>{
           {"delivery", ""}, {"delivery", "Tick"}, {"cover-after", "0m"}, {"cover-after", "5"}, {"cover-after", "8d"},
           {"cover-after", "99999999999h"}, {"cover-after", "off"}, {"sync-when-covered", "yes"}, {"remind-before", "169h"},
           {"remind-before", "never"}, {"remind-before", "-1h"}, {"digest-hours", "9:00"}, {"digest-hours", "24:00"},
           {"digest-hours", "09:60"}, {"digest-hours", "09:00,"}, {"digest-hours", "09:00,09:00"},
           {"digest-hours", "01:00,02:00,03:00,04:00,05:00"}, {"listen", "here"}, {"listen", "1.2.3.4:0"}, {"listen", ""},
           {"dial", "a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8,i:9"}, {"dial", "a:1,,b:2"}, {"dial", "off"},
           {"address", "0.0.0.0:7342"}, {"address", "ana.example:7342,[::]:7342"}, {"address", "here"},
           {"remind-within", "08:00"}, {"remind-within", "8-9"}, {"remind-within", "08:00-08:00"},
           {"remind-within", "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00"}, {"today-cap", "0"},
           {"today-cap", "51"}, {"today-cap", "-1"}, {"mute", "weather"}, {"mute", "all until noon"}}) {
    const auto& key = wrong.first;
    const auto& value = wrong.second;
    CAPTURE(key);
    CAPTURE(value);
    const auto refused = try_ask(two.a, set(key, value));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Errc::usage);
    CHECK(refused.error().context.find(std::string(text::find_setting_text(key)->allowed)) != std::string::npos);
  }
  CHECK(changes(two.a) == before);
  CHECK(settings_of(two.a) == app::Settings{});
  ask(two.a, set("remind-before", "168h"));
  ask(two.a, set("digest-hours", "01:00,02:00,03:00,04:00"));
  ask(two.a, set("remind-within", "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00"));
  ask(two.a, set("dial", "a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8"));
}

TEST_CASE("a value that a later avow wrote reads as the standard one") {
  TwoPeople two(204);
  REQUIRE(two.a.vault().choose("delivery", "by-pigeon").ok());
  CHECK(settings_of(two.a).delivery == app::Delivery::tick);
}

TEST_CASE("protocol/README.md lists every setting with its standard value") {
  TwoPeople two(205);
  const std::string page = read_file(std::filesystem::path(AVOW_SOURCE_DIR) / "protocol" / "README.md");
  const auto values = app::setting_values(two.a.vault());
  REQUIRE(values.ok());
  for (const auto& setting : *values) {
    CAPTURE(setting.key);
    CHECK(page.find("| `" + std::string(setting.key) + "` | `" + std::string(setting.standard) + "` |") != std::string::npos);
  }
}

TEST_CASE("with neutral names no answer names anybody, and what the partner gets is as before") {
  TwoPeople two(231);
  two.meet();
  const auto status = [&] { return ask(two.a, [](Request request) { request.setStatus(); }); };
  const std::string mine = status()->result().getStatus().getName();
  const std::string theirs = status()->result().getStatus().getPartner();
  CHECK_FALSE(mine.empty());
  CHECK_FALSE(theirs.empty());
  ask(two.a, set("names", "neutral"));
  CHECK(std::string(ask(two.a, [](Request request) { request.setPairConfirm(); })->result().getConfirmed().getPartner()).empty());
  CHECK(std::string(status()->result().getStatus().getName()).empty());
  CHECK(std::string(status()->result().getStatus().getPartner()).empty());
  CHECK(two.a.vault().own_identity().keys.name == mine);
  ask(two.b, [](Request request) { request.setPairConfirm(); });
  CHECK(std::string(ask(two.b, [](Request request) { request.setStatus(); })->result().getStatus().getPartner()) == mine);
  ask(two.a, set("names", "own"));
  CHECK(std::string(status()->result().getStatus().getPartner()) == theirs);
}

TEST_CASE("a proxy, and a port that others reach, do not go together") {
  TwoPeople two(941);
  const auto set = [&](const std::string& key, const std::string& value) { return app::set_setting(two.a.vault(), key, value); };
  REQUIRE(set("listen", "0.0.0.0:7342").ok());
  CHECK(set("proxy", "127.0.0.1:9050").error().code == Errc::refused);
  REQUIRE(set("listen", "127.0.0.1:7342").ok());
  REQUIRE(set("proxy", "127.0.0.1:9050").ok());
  CHECK(set("listen", "192.168.1.20:7342").error().code == Errc::refused);
  CHECK(set("listen", "none").ok());
  CHECK(set("proxy", "none").ok());
  CHECK(set("listen", "0.0.0.0:7342").ok());
}

TEST_CASE("in a vault that is only read, the way that calls go can be set before it has to sync, and nothing else") {
  TwoPeople two(942);
  two.pair();
  {
    auto change = two.a.vault().store().begin();
    REQUIRE(change.ok());
    (*change)->set_read_only(true);
    REQUIRE((*change)->commit().ok());
  }
  const auto set = [&](const std::string& key, const std::string& value) { return app::set_setting(two.a.vault(), key, value); };
  CHECK(set("delivery", "at-once").error().code == Errc::read_only);
  CHECK(set("names", "neutral").error().code == Errc::read_only);
  CHECK(set("dial", "10.0.0.1:7342").ok());
  CHECK(set("address", "10.0.0.2:7342").ok());
  CHECK(set("listen", "0.0.0.0:7342").ok());
  CHECK(set("proxy", "127.0.0.1:9050").error().code == Errc::refused);
  CHECK(set("listen", "none").ok());
  CHECK(set("proxy", "127.0.0.1:9050").ok());
  CHECK(app::load_settings(two.a.vault())->proxy == "127.0.0.1:9050");
}
