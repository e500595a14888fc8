// What happens when somebody is there to be asked: a text is asked for only when it can be kept, and comes back when it
// could not; a clock that looks wrong asks first.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <pty.h>

#include <algorithm>

#include "base/reason.h"
#include "fake_world.h"

using namespace avow;
using namespace avow::cli;
using namespace avow::cli::test;

namespace {

// A terminal at which all of `typed` stands already.
class Typed {
 public:
  explicit Typed(const std::string& typed) {
    REQUIRE(openpty(&keyboard_, &screen_, nullptr, nullptr, nullptr) == 0);
    REQUIRE(write(keyboard_, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size()));
  }
  Typed(const Typed&) = delete;
  Typed& operator=(const Typed&) = delete;
  ~Typed() {
    close(keyboard_);
    close(screen_);
  }
  int fd() const { return screen_; }

 private:
  int keyboard_ = -1;
  int screen_ = -1;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A clock that looks wrong until somebody says that it is right.
Answer doubting(int& refused) {
  return [&refused](schema::Request::Reader request, app::Replies& replies) -> Result<void> {
    if (!request.getClockIsRight()) {
      ++refused;
      return Error{Errc::refused, std::string(reason::kClock) +
                                      "1 Jan 2001, but this avow was released on 2026-11-01. Set the clock, or add "
                                      "--clock-is-right if it is right."};
    }
    answer_record("shared", replies);
    return {};
  };
}

}  // namespace

TEST_CASE("no text is asked for when there is no vault, or the passphrase is wrong") {
  const Typed typed("a page of text\n\n");
  FakeWorld world;
  world.terminal = typed.fd();
  world.environment["AVOW_VAULT"] = "/nonexistent/vault";
  CHECK(world.run({"note", "add"}) == 3);
  CHECK(world.run({"promise", "offer"}) == 3);
  CHECK_FALSE(holds(world.err, "I will"));
  world.environment["AVOW_VAULT"] = "/tmp";
  world.passphrase_typed = "wrong";
  CHECK(world.run({"note", "add"}) == 4);
  CHECK_FALSE(holds(world.err, "Write your note"));
  world.passphrase_typed = "secret";
  CHECK(world.run({"note", "add"}) == 0);
  CHECK(holds(world.err, "Write your note"));
  CHECK(nlohmann::json::parse(world.requests.at(0))["noteAdd"]["text"] == "a page of text");
}

TEST_CASE("a text that was typed and could not be kept comes back") {
  const Typed typed("two lines\n  of text\n\n");
  FakeWorld world;
  world.terminal = typed.fd();
  world.answer = [](schema::Request::Reader, app::Replies&) -> Result<void> { return Error{Errc::io, "disk full"}; };
  CHECK(world.run({"note", "add", "--json"}) == 1);
  CHECK(holds(world.err, "What you wrote, so that it is not lost:\n  two lines\n    of text\n"));
  CHECK(world.last_json()["error"]["code"] == "io");
  CHECK(world.run({"note", "add", "from the command line"}) == 1);
  CHECK_FALSE(holds(world.err, "What you wrote"));
}

TEST_CASE("a clock that looks wrong is asked about at a terminal") {
  int refused = 0;
  FakeWorld world;
  world.answer = doubting(refused);
  SUBCASE("yes") {
    const Typed typed("y\n");
    world.terminal = typed.fd();
    CHECK(world.run({"note", "add", "x"}) == 0);
    std::replace(world.err.begin(), world.err.end(), '\n', ' ');  // the question is wrapped
    CHECK(holds(world.err, "released on 2026-11-01. Is that right? [y/N] "));
    CHECK_FALSE(holds(world.err, "Set the clock"));
    CHECK(refused == 1);
    CHECK(world.requests.size() == 2);
  }
  SUBCASE("no, and anything else") {
    for (const char* no : {"n\n", "\n", "yesterday\n"}) {
      const Typed typed(no);
      world.terminal = typed.fd();
      CHECK(world.run({"note", "add", "x"}) == 7);
      CHECK(holds(world.err, "--clock-is-right"));
    }
  }
  SUBCASE("a script is told the option") {
    CHECK(world.run({"note", "add", "x", "--json"}) == 7);
    CHECK_FALSE(holds(world.err, "[y/N]"));
    const Typed typed("y\n");
    world.terminal = typed.fd();
    CHECK(world.run({"note", "add", "x", "--no-input"}) == 7);
    CHECK(world.run({"note", "add", "x", "--clock-is-right"}) == 0);
  }
}
