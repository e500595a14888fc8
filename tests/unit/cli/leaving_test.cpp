// Going, as it is typed: no question, no reason, no code; only a wipe asks, for a name.
#include <doctest/doctest.h>

#include <algorithm>

#include "fake_world.h"

using namespace avow;
using namespace avow::cli;
using namespace avow::cli::test;

namespace {

Result<void> answer_left(const std::string& notice, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto left = message.initRoot<schema::Done>().initLeft();
  left.setDone(true);
  left.setNotice(notice);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

// What was asked, one after the other.
std::vector<nlohmann::json> asked(const FakeWorld& world) {
  std::vector<nlohmann::json> out;
  for (const auto& request : world.requests) out.push_back(nlohmann::json::parse(request));
  return out;
}
bool asked_only(const FakeWorld& world, const char* what) {
  const auto requests = asked(world);
  return requests.size() == 1 && requests.front().contains(what);
}
std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

TEST_CASE("safety_14 leaving, pausing and resuming take one command, and there is nothing to fill in") {
  int seen = 0;
  for (const Command& command : commands::all()) {
    if (command.noun != "leave" && command.noun != "pause" && command.noun != "resume") continue;
    CHECK(command.takes.empty());
    ++seen;
  }
  CHECK(seen == 4);
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) { return answer_left("", replies); };
  CHECK(world.run({"leave", "quiet"}) == 0);
  REQUIRE(asked_only(world, "leave"));
  CHECK(asked(world).front()["leave"]["notice"] == false);
  CHECK(world.err.empty());
  CHECK(world.out.find("Nobody was told.") != std::string::npos);
}

TEST_CASE("a notice says whether it arrived") {
  FakeWorld world;
  for (const auto& [notice, words] : {std::pair{"delivered", "has arrived"}, std::pair{"unsure", "may not have arrived"}}) {
    world.answer = [&notice = notice](schema::Request::Reader, app::Replies& replies) { return answer_left(notice, replies); };
    CHECK(world.run({"leave", "notice"}) == 0);
    CHECK(in_one_line(world.out).find(words) != std::string::npos);
    CHECK(world.out.find("Nobody was told.") == std::string::npos);
    CHECK(world.run({"leave", "notice", "--json"}) == 0);
    CHECK(world.last_json()["data"]["notice"] == notice);
  }
}

TEST_CASE("a notice that was not tried says so, and why") {
  FakeWorld world;
  for (const auto& [notice, words] : {std::pair{"paused", "Nobody was told: avow is paused"}, std::pair{"untold", "Nobody was told: a notice could not"}}) {
    world.answer = [&notice = notice](schema::Request::Reader, app::Replies& replies) { return answer_left(notice, replies); };
    CHECK(world.run({"leave", "notice"}) == 0);
    CHECK(in_one_line(world.out).find(words) != std::string::npos);
  }
}

TEST_CASE("pause and resume are one setting") {
  FakeWorld world;
  CHECK(world.run({"pause"}) == 0);
  CHECK(world.run({"resume"}) == 0);
  REQUIRE(asked(world).size() == 2);
  CHECK(asked(world)[0]["configSet"]["key"] == "paused");
  CHECK(asked(world)[0]["configSet"]["value"] == "on");
  CHECK(asked(world)[1]["configSet"]["value"] == "off");
}

TEST_CASE("safety_16 a wipe needs the vault's name, and no passphrase for that of its folder") {
  FakeWorld world;
  world.own_name = "Ana";
  CHECK(world.run({"wipe", "--no-input"}, false) == 2);
  CHECK(world.run({"wipe", "--confirm", "Ben"}) == 7);
  CHECK(world.run({"wipe", "--confirm", ""}) == 2);
  CHECK(world.wiped == 0);
  CHECK(world.run({"wipe", "--confirm", "Ana", "--no-input"}, false) == 4);
  CHECK(world.wiped == 0);
  CHECK(world.run({"wipe", "--confirm", "Ana", "--json"}) == 0);
  CHECK(world.last_json()["data"]["done"] == true);
  CHECK(world.last_json()["data"]["remains"][0] == "checkin-sets");
  CHECK(world.last_json()["data"]["backups_known"] == false);
  CHECK(world.run({"wipe", "--confirm", "tmp", "--no-input"}, false) == 0);
  CHECK(world.out.find("What avow cannot remove:") != std::string::npos);
  CHECK(world.wiped == 2);
}

TEST_CASE("a wipe is told of the backups when the vault can be opened, and goes on when it cannot") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader request, app::Replies& replies) -> Result<void> {
    REQUIRE(request.isBackupList());
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Done>().initBackups().initFiles(1).set(0, "/stick/\x1b one");
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
  CHECK(world.run({"wipe", "--confirm", "tmp"}) == 0);
  CHECK(world.out.find("/stick/\\u{1b} one") != std::string::npos);
  CHECK(world.out.find("was not opened") == std::string::npos);
  world.passphrase_typed = "wrong";
  CHECK(world.run({"wipe", "--confirm", "tmp"}) == 0);
  CHECK(in_one_line(world.out).find("was not opened") != std::string::npos);
  CHECK(world.wiped == 2);
}

TEST_CASE("a wipe asks what runs to stop, whatever its state") {
  for (const auto state : {instance::Running::State::open, instance::Running::State::covered, instance::Running::State::locked}) {
    FakeWorld world;
    world.runs = state;
    CHECK(world.run({"wipe", "--confirm", "tmp", "--no-input"}, false) == 0);
    const auto requests = asked(world);
    CHECK(requests.back().contains("stop"));
    CHECK(requests.size() == (state == instance::Running::State::open ? 2U : 1U));  // where backups were put, by one that is open
    CHECK(world.wiped == 1);
    CHECK(world.unlocked == 0);
  }
}

TEST_CASE("a new passphrase: the old one first, the running avow locked before, the code shown once") {
  FakeWorld world;
  const MemoryFile fresh("another\n");
  const std::string file = "/dev/fd/" + std::to_string(fresh.fd());
  CHECK(world.run({"passphrase", "--new-passphrase-file", file, "--json"}) == 0);
  CHECK(world.last_json()["data"] == nlohmann::json{{"recovery_code", "NEW-CODE"}});
  CHECK(world.new_passphrases == std::vector<std::string>{"another\n"});
  CHECK(world.requests.empty());

  world.passphrase_typed = "wrong";
  CHECK(world.run({"passphrase", "--new-passphrase-file", file}) == 4);
  CHECK(world.run({"passphrase", "--no-input"}) == 2);
  world.runs = instance::Running::State::open;
  CHECK(world.run({"passphrase", "--new-passphrase-file", file}) == 4);
  CHECK(world.requests.empty());  // not locked for nothing
  CHECK(world.new_passphrases.size() == 1);

  world.passphrase_typed = "secret";
  const MemoryFile again("a third\n");
  CHECK(world.run({"passphrase", "--new-passphrase-file", "/dev/fd/" + std::to_string(again.fd())}) == 0);
  CHECK(asked_only(world, "lock"));
  CHECK(world.new_passphrases.back() == "a third\n");
  CHECK(world.out.find("NEW-CODE") != std::string::npos);
  CHECK(world.out.find("is locked now") != std::string::npos);
}
