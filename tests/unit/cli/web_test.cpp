// `avow web`: what it asks the instance for, and what it says.
#include <doctest/doctest.h>

#include "fake_world.h"

using namespace avow;
using namespace avow::cli;
using namespace avow::cli::test;
using State = instance::Running::State;

TEST_CASE("avow web gives the address of the page that runs, in whatever state") {
  for (const State state : {State::open, State::covered, State::locked}) {
    FakeWorld world;
    world.runs = state;
    CHECK(world.run({"web", "--no-open", "--json"}, false) == 0);
    CHECK(world.last_json() == nlohmann::json::parse(R"({"v":1,"data":{"url":"http://127.0.0.1:8123/#t=TOKEN","port":8123}})"));
    CHECK(world.unlocked == 0);  // the page asks for the passphrase
    REQUIRE(world.page_wishes.size() == 1);
    CHECK(world.page_wishes[0].port == 0);
    CHECK(world.page_wishes[0].assets_dir.empty());
  }
}

TEST_CASE("without a screen avow web says the address") {
  FakeWorld world;
  world.runs = State::open;
  CHECK(world.run({"web", "--port", "8200"}) == 0);
  CHECK(world.out.find("\n  http://127.0.0.1:8200/#t=TOKEN\n") != std::string::npos);
  CHECK(world.page_wishes.at(0).port == 8200);
}

TEST_CASE("avow web takes a port and a folder that there are") {
  FakeWorld world;
  world.runs = State::open;
  for (const char* port : {"0", "65536", "a", "-1", "80x"}) CHECK(world.run({"web", "--no-open", "--port", port}) == 2);
  CHECK(world.run({"web", "--no-open", "--assets-dir", "/nonexistent/folder"}) == 2);
  CHECK(world.page_wishes.empty());
  CHECK(world.run({"web", "--no-open", "--port", "65535", "--assets-dir", "/tmp"}) == 0);
  CHECK(world.page_wishes.at(0).port == 65535);
  CHECK(world.page_wishes.at(0).assets_dir == "/tmp");
}

TEST_CASE("avow web --revoke-all asks for no passphrase and opens nothing") {
  FakeWorld world;
  world.runs = State::locked;
  CHECK(world.run({"web", "--revoke-all", "--json"}, false) == 0);
  CHECK(world.last_json() == nlohmann::json::parse(R"({"v":1,"data":{"revoked":true}})"));
  CHECK(world.page_wishes.at(0).revoke_all);
  FakeWorld quiet;  // nothing runs: there is no page either
  CHECK(quiet.run({"web", "--revoke-all"}, false) == 0);
  CHECK(quiet.page_wishes.empty());
}
