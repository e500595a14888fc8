#include "app/doctor.h"

#include "crypto/init.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

struct Seen {
  bool ok = false;
  std::map<std::string, std::pair<bool, std::string>> checks;
  std::string text(const std::string& name) const { return checks.at(name).second; }
  bool well(const std::string& name) const { return checks.at(name).first; }
};

Seen doctor(Person& person, const char* zone = "Europe/Berlin") {
  const auto answers = ask(person, [&](Request request) {
    request.setZone(zone);
    request.setDoctor();
  });
  Seen out;
  out.ok = answers->result().getDoctor().getOk();
  for (const auto check : answers->result().getDoctor().getChecks()) {
    out.checks[std::string(check.getName())] = {check.getOk(), std::string(check.getText())};
  }
  return out;
}

}  // namespace

TEST_CASE("the doctor names versions, clock, zone, integrity, pairing and what is not delivered") {
  REQUIRE(crypto::start().ok());
  TwoPeople two(281);
  auto seen = doctor(two.a);
  CHECK(seen.text("libraries").find("libsodium 1.") != std::string::npos);
  CHECK(seen.text("libraries").find("SQLite 3.") != std::string::npos);
  CHECK(seen.text("libraries").find("Cap'n Proto ") != std::string::npos);
  CHECK(seen.text("clock").find("15 Jan 2027 09:00") != std::string::npos);
  CHECK(seen.well("integrity"));
  CHECK(seen.well("core-dumps"));
  CHECK(seen.text("last-sync") == "Not synced yet.");
  two.pair();
  two.a.note("one");
  CHECK(doctor(two.a).text("undelivered") == "1 entry is not delivered yet.");
  REQUIRE(two.sync().ok());
  CHECK(doctor(two.a).text("undelivered") == "Nothing is waiting to be sent.");
  CHECK(doctor(two.a).text("last-sync") == "Less than a day ago.");
  two.clock.advance(3 * 24h + 5h);
  CHECK(doctor(two.a).text("last-sync") == "3 days ago.");
  const auto before = changes(two.a);
  doctor(two.a);
  CHECK(changes(two.a) == before);
}

TEST_CASE("a clock before the release or below the last own record, and an unknown zone, need a look") {
  TwoPeople two(282);
  two.pair();
  CHECK(doctor(two.a).well("clock"));
  two.a.note("said");
  two.clock.set_wall(two.clock.now() - 48h);
  CHECK_FALSE(doctor(two.a).well("clock"));
  CHECK(doctor(two.b).well("clock"));
  two.clock.set_wall(from_millis(1'000'000'000'000));
  CHECK(doctor(two.b).text("clock").find("released on") != std::string::npos);
  CHECK_FALSE(doctor(two.b).ok);
  CHECK_FALSE(doctor(two.a, "Nowhere/Land").well("time-zone"));
}

TEST_CASE("a closed vault is looked at without a passphrase, and is not changed") {
  TwoPeople two(283);
  two.a.note("one");
  two.a.close();
  const auto file = two.a.place().vault / "vault.db";
  const std::string before = read_file(file);
  CHECK(app::closed_vault_health(two.a.place()).ok);
  CHECK(read_file(file) == before);
  std::string damaged = before;
  for (std::size_t at = damaged.size() / 2; at < damaged.size(); ++at) damaged[at] = 'x';
  write_file(file, damaged);
  const auto seen = app::closed_vault_health(two.a.place());
  CHECK_FALSE(seen.ok);
  CHECK(seen.name == app::kIntegrity);
  write_file(file, before);
  two.a.open();
  CHECK(app::closed_vault_health(two.a.place()).ok);  // in use: said, and no fault
}
