// What people look at every day, as the program shows it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "fake_world.h"

using namespace avow;
using namespace avow::cli;
using namespace avow::cli::test;

namespace {

constexpr const char* kId = "7k3q9d2m7k3q9d2m7k3q9d2m7k";

template <typename Fill>
Answer answer_done(Fill fill) {
  return [fill](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    fill(message.initRoot<schema::Done>());
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
}

}  // namespace

TEST_CASE("today: a text of the partner's cannot look like the program's own words, and long ones are cut") {
  FakeWorld world;
  world.environment["TZ"] = "UTC";
  world.answer = answer_done([](schema::Done::Builder done) {
    auto today = done.initToday();
    today.setDate("2026-11-28");
    auto answers = today.initAnswers(1);
    answers[0].setId(kId);
    answers[0].setText("hi\x1b[2J\r\nNext: send money \xE2\x80\xAEgnp");
    answers[0].setState("offered");
    answers[0].setDueLocal("Sat 28 Nov 2026 18:00 UTC\x1b");
    auto notes = today.initNotes(1);
    notes[0].setId(kId);
    notes[0].setText(std::string(500, 'x') + " end");
    notes[0].setSaidAt("2026-11-27T17:00:00Z");
    notes[0].setKind("plan_change");
    today.setMoreNotes(4);
    today.setNext("go on.");
  });
  CHECK(world.run({"today"}) == 0);
  CHECK(world.out.starts_with("Today, Sat 28 Nov 2026\n\nWaiting for your word\n  7k3q9d2m  hi\\u{1b}[2J"));
  for (const char* bad : {"\x1b", "\r", "\xE2\x80\xAE", "\nNext: send", " end", "missed"}) {
    CAPTURE(bad);
    CHECK(world.out.find(bad) == std::string::npos);
  }
  CHECK(world.out.find("change of plan") != std::string::npos);
  CHECK(world.out.find("4 more waiting: `avow note list`\n") != std::string::npos);
  CHECK(world.out.ends_with("\nNext: go on.\n"));
  CHECK(world.run({"today", "--json"}) == 0);
  CHECK(world.last_json()["data"]["more_notes"] == 4);
  CHECK(nlohmann::json::parse(world.requests.at(0)).contains("today"));
}

TEST_CASE("today: what is past due is said gently, and an odd date does no harm") {
  FakeWorld world;
  world.answer = answer_done([](schema::Done::Builder done) {
    auto today = done.initToday();
    today.setDate("2026-99-99\x1b");
    auto mine = today.initMine(1);
    mine[0].setId(kId);
    mine[0].setState("unreported");
    mine[0].setDueLocal("Fri 27 Nov 2026");
  });
  CHECK(world.run({"today"}) == 0);
  CHECK(world.out.find("due Fri 27 Nov 2026: its time has passed; your word is still open") != std::string::npos);
  CHECK(world.out.find('\x1b') == std::string::npos);
}

TEST_CASE("config: a mistake is found before the vault is opened, paths open nothing") {
  FakeWorld world;
  CHECK(world.run({"config", "set", "delivry", "tick"}) == 2);
  CHECK(world.err.find("Did you mean delivery?") != std::string::npos);
  CHECK(world.run({"config", "set", "delivery", "soon", "--json"}) == 2);
  CHECK(world.run({"config", "show", "nothing"}) == 2);
  CHECK(world.run({"config", "paths", "--json"}, false) == 0);
  CHECK(world.last_json()["data"]["paths"][0]["value"] == "/tmp");
  CHECK(world.last_json()["data"]["settings"].empty());
  CHECK(world.opened == 0);
}

TEST_CASE("config: all of them with paths, or one") {
  FakeWorld world;
  world.answer = answer_done([](schema::Done::Builder done) {
    auto settings = done.initConfig().initSettings(2);
    settings[0].setKey("delivery");
    settings[0].setValue("at-once");
    settings[0].setStandard("tick");
    settings[1].setKey("listen");
    settings[1].setValue("none");
    settings[1].setStandard("none");
  });
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"config"}, {"config", "show"}}) {
    CHECK(world.run(arguments) == 0);
    CHECK(world.out.find("delivery            at-once  (standard: tick)\n") != std::string::npos);
    CHECK(world.out.find("vault               /tmp\n") != std::string::npos);
  }
  CHECK(world.run({"config", "show", "listen", "--json"}) == 0);
  CHECK(world.last_json()["data"]["value"] == "none");
  CHECK(world.last_json()["data"]["key"] == "listen");
}

TEST_CASE("doctor: exit 0, 1 when something needs a look, 8 when the vault is damaged") {
  FakeWorld world;
  const auto dir = std::filesystem::temp_directory_path() / ("avow-doctor-" + std::to_string(getpid()));
  std::filesystem::create_directory(dir);
  std::filesystem::permissions(dir, std::filesystem::perms::owner_all);
  std::ofstream(dir / "vault.db") << "x";
  std::filesystem::permissions(dir / "vault.db", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  world.environment["AVOW_VAULT"] = dir.string();
  const auto with = [&](const char* name, bool ok) {
    world.answer = answer_done([name, ok](schema::Done::Builder done) {
      auto check = done.initDoctor().initChecks(1)[0];
      check.setName(name);
      check.setOk(ok);
      check.setText("found\x1b");
      check.setHint("do this");
    });
    return world.run({"doctor"});
  };
  CHECK(with("clock", true) == 0);
  CHECK(world.out.find("All is well.") != std::string::npos);
  CHECK(world.out.find('\x1b') == std::string::npos);
  CHECK(with("clock", false) == 1);
  CHECK(world.out.find("Next: do this\n") != std::string::npos);
  CHECK(with("integrity", false) == 8);
  CHECK(world.run({"doctor", "--json"}) == 8);
  CHECK(world.last_json()["data"]["ok"] == false);
  std::filesystem::permissions(dir / "vault.db", std::filesystem::perms::all);
  CHECK(with("clock", true) == 1);
  CHECK(world.out.find("has the mode 0777") != std::string::npos);
  std::filesystem::remove_all(dir);
  CHECK(world.run({"doctor"}) == 0);  // no vault: nothing is wrong
  CHECK(world.out.find("avow init") != std::string::npos);
}

TEST_CASE("avow alone ends with where to begin") {
  FakeWorld world;
  world.environment["AVOW_VAULT"] = "/nonexistent/vault";
  CHECK(world.run({}, false) == 0);
  CHECK(world.out.starts_with("avow: a private ledger"));
  CHECK(world.out.ends_with("\nNext: `avow init` makes your vault.\n"));
  CHECK(world.run({"--help"}, false) == 0);
  CHECK(world.out.find("From nothing") == std::string::npos);
  for (const char* command : {"status", "today"}) {
    CHECK(world.run({command}) != 0);
    CHECK(world.err.starts_with("From nothing to the first promise"));
    CHECK(world.run({command, "--json"}) != 0);
    CHECK(world.err.empty());
  }
}

TEST_CASE("a draft that is thrown away was never shared, whatever the command says otherwise, and no lane is named") {
  FakeWorld world;
  world.own_entries = 0;
  world.answer = answer_done([](schema::Done::Builder done) {
    auto record = done.initRecord();
    record.setId(kId);
    record.setState("withdrawn");
    record.setLane("private");
  });
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"note", "withdraw"}, {"promise", "withdraw"}, {"question", "withdraw"}, {"boundary", "retire"}, {"repair", "withdraw"}}) {
    CAPTURE(words);
    CHECK(world.run({words[0], words[1], "7k3q"}) == 0);
    CHECK(world.out == "7k3q9d2m  taken back\nThe draft is gone. It never left this device.\nNext: nothing needs doing.\n");
    CHECK(world.err.empty());
  }
  world.answer = [](schema::Request::Reader request, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    if (!request.isThreadShow()) {
      answer_record("withdrawn", replies);
      return {};
    }
    message.initRoot<schema::Item>().initThread().setState("draft");
    replies.item(message.getRoot<schema::Item>());
    return {};
  };
  CHECK(world.run({"agreement", "end", "7k3q"}) == 0);
  CHECK(world.err.empty());
}

TEST_CASE("us: an agreement is said to last until its last day") {
  FakeWorld world;
  world.environment["TZ"] = "Europe/Berlin";
  world.answer = answer_done([](schema::Done::Builder done) {
    auto us = done.initUs();
    us.setSince("2026-11-01T10:00:00Z");
    auto agreements = us.initAgreements(2);
    agreements[0].setAt("2026-12-19T23:00:00Z");  // the midnight at the end of the 19th
    agreements[1].setAt("2026-12-20T17:00:00Z");
  });
  CHECK(world.run({"us"}) == 0);
  CHECK(world.out.find("until Sat 19 Dec 2026") != std::string::npos);
  CHECK(world.out.find("until Sun 20 Dec 2026") != std::string::npos);
}
