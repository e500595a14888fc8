// Instances that stay up, each in a thread of its own, asked over their real sockets.
#include "fakes/serving.h"

#include <atomic>
#include <cstdlib>

#include "base/limits.h"

using namespace avow;
using namespace avow::testing;
using std::chrono::seconds;

namespace {

// How many notes arrive at once: enough to take seconds if one turn took them all. AVOW_MANY_NOTES=100000 measures more.
unsigned many_notes() {
  constexpr unsigned kUsual = 8'000;
  const char* wanted = std::getenv("AVOW_MANY_NOTES");
  return wanted == nullptr ? kUsual : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

}  // namespace

TEST_CASE("what one writes arrives at the other by itself, and nothing twice") {
  TwoServing both(1);
  both.start();
  both.ana->set("delivery", "at-once");
  both.ben->set("delivery", "at-once");
  REQUIRE(both.ana->add_note("first").ok());
  REQUIRE(Serving::wait_until([&] { return both.ben->received() == 1; }));
  REQUIRE(both.ben->add_note("answer").ok());
  REQUIRE(Serving::wait_until([&] { return both.ana->received() == 1; }));
  REQUIRE(Serving::wait_until([&] { return both.ana->undelivered() == 0 && both.ben->undelivered() == 0; }));
  CHECK(both.ana->notes() == 2);
  CHECK(both.ben->notes() == 2);
}

TEST_CASE("safety_05 a line that comes up with nothing to carry tells nothing") {
  TwoServing both(2);
  both.start();
  // The words of the first sync show that it came up.
  const auto has_words = [&] { return both.ben->ask([](schema::Request::Builder request) { request.setWords(); }).ok(); };
  REQUIRE(Serving::wait_until(has_words));
  CHECK(both.ana->heard().empty());
  CHECK(both.ben->heard().empty());
}

TEST_CASE("a partner who was away gets everything when they are back") {
  TwoServing both(3);
  both.start();
  REQUIRE(both.ana->add_note("before").ok());
  REQUIRE(Serving::wait_until([&] { return both.ben->received() == 1 || both.ana->undelivered() == 0; }, seconds(40)));
  const std::string address = both.ben->address();
  both.ben.reset();
  for (int i = 0; i < 5; ++i) REQUIRE(both.ana->add_note("while away").ok());
  both.start_ben(address);
  REQUIRE(Serving::wait_until([&] { return both.ben->received() == 5; }, seconds(60)));
  CHECK(both.ben->notes() == 6);
}

TEST_CASE("both call each other: one conversation stays, and nothing is there twice") {
  TwoServing both(4);
  both.start_ben();
  instance::ServeOptions options;
  options.listen = "127.0.0.1:0";
  options.dial = {both.ben->address()};
  both.ana = std::make_unique<Serving>(both.two.a.place(), both.runtime, options);
  REQUIRE(both.ana->up());
  both.ben->set("delivery", "at-once");
  both.ana->set("delivery", "at-once");
  for (int i = 0; i < 20; ++i) {
    REQUIRE(both.ana->add_note("from Ana").ok());
    REQUIRE(both.ben->add_note("from Ben").ok());
  }
  REQUIRE(Serving::wait_until([&] { return both.ana->received() >= 20 && both.ben->received() >= 20; }, seconds(60)));
  CHECK(both.ana->notes() == 40);
  CHECK(both.ben->notes() == 40);
}

TEST_CASE("sync asked of an instance answers with words, whoever called whom") {
  TwoServing both(5);
  both.start();
  REQUIRE(both.ana->add_note("one").ok());
  Answers answers;
  const auto synced = both.ana->ask(answers, [](schema::Request::Builder request) { request.initSyncDial().setAt(""); });
  REQUIRE(synced.ok());
  CHECK(answers.result().getSynced().getLevel());
  CHECK(answers.result().getSynced().getWords().size() == 5);
  CHECK(both.ana->undelivered() == 0);
}

TEST_CASE("lock ends it without a word, and takes the port away") {
  TwoServing both(6);
  both.start();
  const std::string address = both.ben->address();
  both.ben->stop();
  CHECK(both.ben->ending() == instance::Ending::locked);
  instance::ServeOptions options;
  options.listen = address;
  Serving again(both.two.b.place(), both.runtime, options);  // port and vault are free
  CHECK(again.up());
}

TEST_CASE("a second instance of one vault does not come up") {
  TwoServing both(7);
  both.start_ben();
  const auto second = instance::Instance::open(both.two.b.place(), bytes_of(kPassphrase), {}, seconds(0));
  REQUIRE(!second.ok());
  CHECK(second.error().code == Errc::busy);
}

TEST_CASE("safety_10 a covered instance shows nothing before the passphrase comes again, and goes on syncing") {
  TwoServing both(8);
  both.start();
  both.ana->set("delivery", "at-once");
  both.ben->set("cover-after", "1s");
  const auto covered = [&] { return both.ben->connect()->state() == instance::Running::State::covered; };
  REQUIRE(Serving::wait_until(covered));
  const auto listed = both.ben->ask([](schema::Request::Builder request) { request.initNoteList(); });
  REQUIRE(!listed.ok());
  CHECK(listed.error().code == Errc::passphrase_needed);
  CHECK(both.ben->ask([](schema::Request::Builder request) { request.setStatus(); }).ok());
  REQUIRE(both.ana->add_note("while covered").ok());
  CHECK(Serving::wait_until([&] { return both.ben->received() == 1; }, seconds(40)));
  Answers ignored;
  CHECK(both.ben->connect()->unlock(bytes_of("wrong"), ignored).error().code == Errc::wrong_passphrase);
  CHECK(covered());
  Answers unlocked;
  REQUIRE(both.ben->connect()->unlock(bytes_of(kPassphrase), unlocked).ok());
  CHECK(unlocked.result().getUnlocked().getAddress() == both.ben->address());
  CHECK(both.ben->notes() == 1);
}

// On a quiet machine it stays below 20 ms (AVOW_MANY_NOTES=100000 prints it); here the machine may be busy.
TEST_CASE("nothing holds the loop for long while very many notes arrive, verify runs and commands are answered") {
  const unsigned count = many_notes();
  TwoServing both(9);
  both.two.a.open();
  for (unsigned done = 0; done < count; done += 4'000) {
    capnp::MallocMessageBuilder message;
    auto texts = message.initRoot<schema::Request>().initNoteAddLines().initTexts(4'000);
    for (unsigned i = 0; i < texts.size(); ++i) texts.set(i, std::string(200, 'x'));
    Answers answers;
    REQUIRE(both.two.a.ask(message.getRoot<schema::Request>(), answers).ok());
  }
  both.two.a.close();
  both.start();
  REQUIRE(Serving::wait_until([&] { return both.ben->received() > 0; }));
  std::atomic<bool> verified{false};
  std::thread verifying([&] {
    Answers answers;
    const auto asked = both.ben->ask(answers, [](schema::Request::Builder request) { request.setVerify(); });
    verified = asked.ok() && answers.result().getVerified().getOk();
  });
  while (both.ben->received() < count) {
    REQUIRE(both.ben->ask([](schema::Request::Builder request) { request.setStatus(); }).ok());
    REQUIRE(both.ben->ask([](schema::Request::Builder request) { request.initNoteList().setLimit(10); }).ok());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(both.ben->notes() == count);
  verifying.join();
  CHECK(verified);
  both.ben->stop();
  MESSAGE("the longest turn took " << both.ben->longest_turn().count() << " us");
  CHECK(both.ben->longest_turn() < std::chrono::milliseconds(500));
}
